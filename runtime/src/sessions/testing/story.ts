/**
 * A made-up runtime for tests of the registry: tells it what a directory would, with records that the codec of an `.api` has packed.
 *
 * Time stands still unless a test moves it. Process ids count up from 4000.
 */
import {
  check,
  type EventValues,
  type Outcome,
  type Packed,
  parse,
  type WireValue,
  type WireValues,
} from "@legato-api/language";
import type { Direction, DirectoryEvent, End, InterfaceFacts, ProcessFacts } from "../../directory/events.ts";
import { type Api, createApi } from "../../interfaces/api.ts";
import { Registry } from "../registry.ts";

const NO_TOTALS = { recordsToServer: 0, recordsToClient: 0, bytesToServer: 0, bytesToClient: 0 };

export function apiOf(text: string, path = "/apis/printer.api"): Api {
  const { interface: iface, diagnostics } = check({
    uri: path,
    tree: parse(text),
    dialect: "auto",
    resolveImport: () => ({ kind: "missing", searched: [] }),
  });
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(error.message);
  return createApi(path, iface);
}

export class Story {
  readonly api: Api;
  readonly registry: Registry;
  /** What `findApi` finds. */
  known: readonly Api[];
  now = Date.parse("2026-11-23T12:00:00Z");
  #ids = 1;
  #pids = 4000;

  constructor(text: string, { known = true } = {}) {
    this.api = apiOf(text);
    this.known = known ? [this.api] : [];
    this.registry = new Registry({
      findApi: (protocolId) => this.known.find(({ protocolIds }) => protocolIds.includes(protocolId)),
    });
  }

  /** Others who listen in: called before the registry is told, what they return after. */
  listener: (event: DirectoryEvent) => () => void = () => () => {};

  tell(event: DirectoryEvent): void {
    const after = this.listener(event);
    this.registry.apply(event);
    after();
  }

  process(name: string): ProcessFacts {
    return { pid: this.#pids++, uid: 1000, gid: 1000, name, commandLine: [`./${name}`] };
  }

  facts(changes: Partial<InterfaceFacts> = {}): InterfaceFacts {
    return {
      interface: "printer",
      protocolId: this.api.protocolIds[0] ?? "",
      maxMessageSize: this.api.maxMessageSize,
      pointerSize: 8,
      ...changes,
    };
  }

  advertise(changes: Partial<InterfaceFacts> = {}, server = this.process("printServer")): StoryService {
    const id = this.#ids++;
    this.tell({ kind: "advertised", service: { ...this.facts(changes), id, server, advertisedAt: this.now } });
    return new StoryService(this, id, server, changes);
  }

  nextId(): number {
    return this.#ids++;
  }
}

export class StoryService {
  readonly id: number;
  readonly server: ProcessFacts;
  readonly #story: Story;
  readonly #changes: Partial<InterfaceFacts>;

  constructor(story: Story, id: number, server: ProcessFacts, changes: Partial<InterfaceFacts>) {
    this.#story = story;
    this.id = id;
    this.server = server;
    this.#changes = changes;
  }

  open(name: string | ProcessFacts, { tap = "all" as "all" | "none", pointerSize = 8 as 4 | 8 } = {}): StorySession {
    const story = this.#story;
    const id = story.nextId();
    const client = typeof name === "string" ? story.process(name) : name;
    story.tell({
      kind: "opened",
      session: {
        id,
        service: this.id,
        client,
        asked: story.facts({ ...this.#changes, pointerSize }),
        boundBy: "sameName",
        tap,
        openedAt: story.now,
      },
    });
    return new StorySession(story, id, client, pointerSize);
  }

  withdraw(serverAlive: boolean): void {
    this.#story.tell({ kind: "withdrawn", service: this.id, at: this.#story.now, serverAlive });
  }
}

export class StorySession {
  readonly id: number;
  readonly client: ProcessFacts;
  readonly #story: Story;
  readonly #pointerSize: 4 | 8;
  #transactions = 1;

  constructor(story: Story, id: number, client: ProcessFacts, pointerSize: 4 | 8) {
    this.#story = story;
    this.id = id;
    this.client = client;
    this.#pointerSize = pointerSize;
  }

  /** A request and its response. */
  call(name: string, values: WireValues, answer: { result?: WireValue; values?: WireValues } = {}): void {
    this.answer(name, this.request(name, values), answer);
  }

  /** The transaction id. */
  request(
    name: string,
    values: WireValues,
    { ticket, descriptors = 0 }: { ticket?: number; descriptors?: number } = {},
  ): number {
    const transaction = this.#transactions;
    this.#transactions += 2;
    const { id } = this.#function(name);
    this.#record("toServer", transaction, id, must(this.#codec.encodeRequest(id, { values })), { ticket, descriptors });
    return transaction;
  }

  answer(
    name: string,
    transaction: number,
    { result, values = {}, ticket }: { result?: WireValue; values?: WireValues; ticket?: number } = {},
  ): void {
    const { id } = this.#function(name);
    const response = { values, ...(result !== undefined && { result }) };
    this.#record("toClient", transaction, id, must(this.#codec.encodeResponse(id, response)), { ticket });
  }

  /** `name`: the function that took the handler. */
  event(name: string, event: EventValues, ticket?: number): void {
    const { id } = this.#function(name);
    this.#record("toClient", 0, id, must(this.#codec.encodeEvent(id, event)), { ticket });
  }

  /** Any bytes at all. */
  bytes(direction: Direction, bytes: Buffer, ticket?: number): void {
    const record = { kind: "record", session: this.id, direction, at: this.#story.now, bytes, descriptors: 0 } as const;
    this.#story.tell({ ...record, ...(ticket !== undefined && { ticket }) });
  }

  lost(copies: number): void {
    this.#story.tell({ kind: "lost", session: this.id, copies });
  }

  end(end: End): void {
    this.#story.tell({ kind: "ended", session: this.id, at: this.#story.now, end, totals: NO_TOTALS });
  }

  get #codec() {
    return this.#story.api.codec;
  }

  #function(name: string): { readonly id: number } {
    const found = this.#story.api.interface.functions.find((fn) => fn.name === name);
    if (found === undefined) throw new Error(`the test's .api has no ${name}`);
    return { id: found.messageId };
  }

  #record(
    direction: Direction,
    transaction: number,
    id: number,
    packed: Packed,
    { ticket, descriptors = 0 }: { ticket?: number | undefined; descriptors?: number } = {},
  ): void {
    const bytes = Buffer.alloc(this.#pointerSize + this.#story.api.maxMessageSize);
    bytes.writeUInt32LE(transaction, 0);
    bytes.writeUInt32LE(id, this.#pointerSize);
    bytes.set(packed.bytes, this.#pointerSize + 4);
    this.#story.tell({
      kind: "record",
      session: this.id,
      direction,
      at: this.#story.now,
      bytes,
      descriptors,
      ...(ticket !== undefined && { ticket }),
    });
  }
}

function must(outcome: Outcome<Packed>): Packed {
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.value;
}
