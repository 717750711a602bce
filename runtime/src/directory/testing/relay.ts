/**
 * For tests: the real relay thread, with its events kept, in a folder of its own.
 *
 * The worker is bundled from the sources once a test file, as the product is. Everything is on Unix sockets in a temporary folder, and
 * `stop` leaves nothing.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { loadSystem } from "../../system/linux.ts";
import type { DirectoryEvent } from "../events.ts";
import { type RelayThread, type RelayThreadOptions, startRelayThread } from "../relayThread.ts";
import { openSocketFolder } from "../socketFolder.ts";

type EventOf<K extends DirectoryEvent["kind"]> = Extract<DirectoryEvent, { kind: K }>;

export interface LiveRelay {
  readonly folder: string;
  readonly thread: RelayThread;
  readonly events: readonly DirectoryEvent[];
  readonly sinkErrors: readonly unknown[];
  of<K extends DirectoryEvent["kind"]>(kind: K): readonly EventOf<K>[];
  /** The first event of the kind that matches, at once or when it comes. */
  until<K extends DirectoryEvent["kind"]>(kind: K, matches?: (event: EventOf<K>) => boolean): Promise<EventOf<K>>;
  /** Resolves when no session is open. */
  idle(): Promise<void>;
  /** Resolves when there are so many of the kind. */
  count(kind: DirectoryEvent["kind"], count: number): Promise<void>;
  stop(): Promise<void>;
}

const system = await loadSystem();
const bundled = new Map<string, Promise<string>>();

/** The path of a bundled entry of a thread, the relay's if none is named. It lies below the repository, so that it finds koffi. */
export function bundledWorker(entry = new URL("../../worker.ts", import.meta.url)): Promise<string> {
  const known = bundled.get(entry.href) ?? bundle(entry);
  bundled.set(entry.href, known);
  return known;
}

async function bundle(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["koffi"],
    logLevel: "warning",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry.href}`);
  // Named by what is in it: test files that run at the same time find the same file, complete.
  const name = createHash("sha256").update(output.contents).digest("hex").slice(0, 16);
  const file = path.resolve(import.meta.dirname, `../../../../.cache/runtime-tests/worker-${name}.cjs`);
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, output.contents);
    renameSync(`${file}.${process.pid}`, file);
  }
  return file;
}

export interface LiveOptions extends Partial<Omit<RelayThreadOptions, "sink">> {
  /** false: events are not kept, only `watcher` sees them. */
  readonly keep?: boolean;
  /** Sees every event first, and may throw. */
  readonly watcher?: (event: DirectoryEvent) => void;
}

export async function startRelay({ watcher, keep = true, ...options }: LiveOptions = {}): Promise<LiveRelay> {
  const folder = mkdtempSync(path.join(tmpdir(), "legato-relay-"));
  const sockets = openSocketFolder(system, folder, options.shared ?? false);
  if (typeof sockets === "string") throw new Error(sockets);
  const events: DirectoryEvent[] = [];
  const sinkErrors: unknown[] = [];
  const watchers = new Set<() => void>();
  let open = 0;
  const wakeup = system.wakeup();
  const thread = await startRelayThread({
    workerFile: await bundledWorker(),
    wakeup,
    serverListener: sockets.serverListener,
    clientListener: sockets.clientListener,
    shared: false,
    bindings: [],
    untapped: [],
    descriptorLimit: 20_000,
    onSinkError: (error) => sinkErrors.push(error),
    ...options,
    sink(event) {
      if (keep) events.push(event);
      if (event.kind === "opened") open += 1;
      if (event.kind === "ended") open -= 1;
      for (const look of watchers) look();
      watcher?.(event);
    },
  });
  const of: LiveRelay["of"] = (kind) => events.filter((event): event is EventOf<typeof kind> => event.kind === kind);
  const when = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const attempt = () => {
        const found = look();
        if (found === undefined) return;
        watchers.delete(attempt);
        resolve(found);
      };
      watchers.add(attempt);
      attempt();
    });
  return {
    folder,
    thread,
    events,
    sinkErrors,
    of,
    until: (kind, matches = () => true) => when(() => of(kind).find(matches)),
    count: (kind, count) => when(() => (of(kind).length >= count ? true : undefined)).then(() => {}),
    idle: () => when(() => (open === 0 ? true : undefined)).then(() => {}),
    async stop() {
      sockets.unpublish();
      await thread.stop();
      sockets.close();
      system.sockets.close(wakeup.fd);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
