/** For tests: a service for everything.api, and the relay it runs under. What `legato-api types` writes is written here by hand, to be compared. */
import { fstatSync } from "node:fs";
import path from "node:path";
import { type References, references, type Session, type SessionEnding } from "../index.ts";
import { type DefinedService, service } from "../service.ts";

export const EVERYTHING = path.join(import.meta.dirname, "everything.api");

export interface Everything {
  functions: {
    open(args: { name: string }): number;
    close(args: { item: number }): void;
    double(args: { value: bigint }): bigint;
    mix(args: { colour: string; sides: number }): { result: string; mixed: string; name: string; bytes: Uint8Array };
    move(args: { from: { x: number; y: number }; by: number[] }): { to: { x: number; y: number } };
    pass(args: { input: number }): { result: string; output: number };
    later(args: { number: number; done: (event: { result: string }) => void }): string;
    fail(args: { how: string }): number;
    missing(args?: object): void;
  };
  events: { tick: { args: { above: number }; event: { count: number; text: string } } };
}

export interface Items {
  readonly items: References<{ name: string; owner: Session<Everything> }>;
  readonly ends: SessionEnding[];
  /** How many clients are still to be turned away by an `onOpen` that throws. */
  unwelcome: number;
  readonly service: DefinedService;
}

/** Resolves when it is so; a test that waits in vain ends by its own limit. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** `forgets`: its close handler frees nothing. `bare`: it has none. */
export function everythingService(how: "frees" | "forgets" | "bare" = "frees", name?: string): Items {
  const items = references<{ name: string; owner: Session<Everything> }>();
  const ends: SessionEnding[] = [];
  const made = { items, ends, unwelcome: 0 };
  const onClose = (session: Session<Everything, { greeted: string }>, end: SessionEnding) => {
    ends.push(end);
    if (how === "forgets") return;
    for (const [reference, { owner }] of items) if (owner === session) items.delete(reference);
  };
  const defined: unknown = service<Everything, { greeted: string }>(
    { url: new URL(`file://${EVERYTHING}`).href },
    "everything.api",
    {
      onOpen({ client }) {
        if (made.unwelcome-- > 0) throw new Error("not welcome");
        return { greeted: `process ${client.pid}` };
      },
      open: ({ name: item }, session) => items.create({ name: item, owner: session }),
      close({ item }, session) {
        if (!items.delete(item)) session.close(`no item ${item}`);
      },
      double: async ({ value }) => value * 2n,
      mix: ({ colour, sides }, session) => ({
        result: "LE_OK",
        mixed: colour === "RED" ? "BLUE" : "RED",
        name: session.state.greeted.slice(0, 7),
        bytes: Uint8Array.of(sides, 2, 3),
      }),
      move: ({ from, by }) => ({ to: { x: from.x + (by[0] ?? 0), y: from.y + (by[1] ?? 0) } }),
      pass: ({ input }) => ({ result: fstatSync(input).isFIFO() ? "LE_OK" : "LE_FAULT", output: input }),
      later({ number, done }) {
        setImmediate(() => done({ result: number === 0 ? "LE_OK" : "LE_BUSY" }));
        return "LE_OK";
      },
      fail({ how: way }) {
        if (way === "throw") throw new Error("on purpose");
        return Number.POSITIVE_INFINITY;
      },
      ...(how !== "bare" && { onClose }),
    },
    name === undefined ? {} : { interface: name },
  );
  if (!isDefined(defined)) throw new TypeError("not a service");
  return Object.assign(made, { service: defined });
}

function isDefined(value: unknown): value is DefinedService {
  return typeof value === "object" && value !== null && "serve" in value;
}
