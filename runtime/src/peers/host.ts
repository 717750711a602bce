/**
 * The process of one service: loads the user's file and serves what it exports.
 *
 * In: the file as argument, `LEGATO_API_DIR` in the environment, notes of the runtime over IPC. Out: reports over IPC, what the service prints on its
 * own output. Always holds: it ends with its directory or its runtime, exit code 1 if it cannot serve.
 */
import { pathToFileURL } from "node:url";
import { directoryFolder } from "./environment.ts";
import { type EndNote, type HostReport, isEndNote } from "./hostProtocol.ts";
import { programFiles } from "./programFiles.ts";
import type { SessionEnding } from "./public.ts";
import { registerHooks } from "./registerHooks.ts";
import type { DefinedService } from "./service.ts";
import { printUncaught, problemText } from "./uncaught.ts";

const [, , file = ""] = process.argv;

function report(what: HostReport): void {
  if (process.connected) process.send?.(what);
}

function giveUp(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

/** Ends that were told before they were asked for, and those asked for before they were told. */
class Ends {
  readonly #told = new Map<number, SessionEnding>();
  readonly #asked = new Map<number, (end: SessionEnding) => void>();

  tell({ session, end }: EndNote): void {
    const waiting = this.#asked.get(session);
    this.#asked.delete(session);
    if (waiting === undefined) this.#told.set(session, end);
    else waiting(end);
  }

  of(session: number): Promise<SessionEnding> {
    const told = this.#told.get(session);
    this.#told.delete(session);
    if (told !== undefined) return Promise.resolve(told);
    // Whoever runs this without a runtime has nobody to tell.
    if (!process.connected) return Promise.resolve({ cause: "unknown" });
    return new Promise((resolve) => this.#asked.set(session, resolve));
  }
}

/** The service may come from another copy of this module: what counts is what it can do. */
function isServable(value: unknown): value is DefinedService {
  return typeof value === "object" && value !== null && "serve" in value && typeof value.serve === "function";
}

async function main(): Promise<void> {
  const ends = new Ends();
  process.on("message", (message) => {
    if (isEndNote(message)) ends.tell(message);
  });
  process.on("disconnect", () => process.exit(0));
  registerHooks(programFiles(import.meta.dirname), (loaded) => report({ kind: "loaded", file: loaded }));
  const loaded: unknown = await import(pathToFileURL(file).href);
  const exported: unknown = typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, "default") : undefined;
  if (!isServable(exported)) {
    giveUp(
      `${file} exports no service: its default export has to be what service(import.meta, "x.api", {...}) returns`,
    );
  }
  for (const each of exported.files) report({ kind: "loaded", file: each });
  await exported.serve({
    folder: directoryFolder(),
    endOf: (session) => ends.of(session),
    closed: (session, facts) => report({ kind: "closed", session, facts: facts ?? null }),
    directoryLost: () =>
      giveUp(
        `the directory has closed the service '${exported.interface}': it has ended, or the name is taken already`,
      ),
    print: (line) => process.stderr.write(`${line}\n`),
  });
  report({
    kind: "serving",
    interface: exported.interface,
    protocolId: exported.api.protocolIds[0] ?? "",
    api: exported.api.path,
    closeHandler: exported.hasCloseHandler,
  });
}

printUncaught();
main().catch((error: unknown) => giveUp(problemText(error)));
