/**
 * Wires a runtime: socket folder, relay thread, and what looks on. Nothing else.
 *
 * In: the options of `legato-api runtime`. Out: a running runtime, or a sentence for the user why there is none. Always holds: after
 * `stop` no socket, folder or thread of it is left.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Binding, DirectoryEvent, RelayControl } from "./directory/events.ts";
import { startRelayThread } from "./directory/relayThread.ts";
import { openSocketFolder } from "./directory/socketFolder.ts";
import { startOtlp } from "./export/otlp.ts";
import { Observation } from "./inspector/observation.ts";
import type { System } from "./system/system.ts";

export interface RuntimeOptions {
  readonly folder: string;
  /** What names the folder: an option of the command, or of whatever has started it. */
  readonly folderSetting: string;
  readonly shared: boolean;
  readonly bindings: readonly Binding[];
  /** Instance names that are only brokered; `*`: all. */
  readonly untapped: readonly string[];
  readonly apiFolders: readonly string[];
  /** Files of services in TypeScript. */
  readonly services: readonly string[];
  readonly factsFile: string | undefined;
  /** Address of a backend that gets sessions and calls by OTLP. */
  readonly otlp: string | undefined;
}

export interface Runtime {
  readonly folder: string;
  readonly control: RelayControl;
  /** Resolves when a client of the inspector asks it to stop. */
  readonly stopWished: Promise<void>;
  /** Resolves when it has been stopped; rejects if the relay failed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export async function startRuntime(
  system: System,
  options: RuntimeOptions,
  log: (line: string) => void,
): Promise<Runtime | string> {
  const sockets = openSocketFolder(system, options.folder, options.shared, options.folderSetting);
  if (typeof sockets === "string") return sockets;
  const wakeup = system.wakeup();
  // Its own folder is where the bundles lie.
  const observation = new Observation(system, { ...options, programs: import.meta.dirname }, log);
  const { registry, version } = observation;
  const { otlp } = options;
  const told =
    otlp === undefined ? undefined : await startOtlp({ url: otlp, version, directory: sockets.path }, registry, log);
  const release = () => {
    sockets.close();
    system.sockets.close(wakeup.fd);
  };
  if (typeof told === "string") {
    release();
    return told;
  }
  try {
    const thread = await startRelayThread({
      shared: options.shared,
      bindings: options.bindings,
      untapped: options.untapped,
      workerFile: path.join(import.meta.dirname, "runtimeWorker.js"),
      wakeup,
      serverListener: sockets.serverListener,
      clientListener: sockets.clientListener,
      descriptorLimit: descriptorLimit(),
      sink(event) {
        say(event, log);
        observation.take(event);
        told?.take(event);
      },
      onSinkError: (error) => log(`error: an event could not be handled: ${text(error)}`),
    });
    let wish = () => {};
    const stopWished = new Promise<void>((resolve) => {
      wish = resolve;
    });
    await observation.start(thread, wish);
    return {
      folder: sockets.path,
      control: thread,
      stopWished,
      ended: thread.ended,
      async stop() {
        sockets.unpublish();
        observation.expectEnd();
        // Sessions end first, so that whoever looks on sees them end.
        await thread
          .stop()
          .finally(() => observation.stop())
          .finally(() => told?.stop())
          .finally(release);
      },
    };
  } catch (error) {
    release();
    return `The relay could not be started: ${text(error)}`;
  }
}

function say(event: DirectoryEvent, log: (line: string) => void): void {
  if (event.kind !== "notice") return;
  const { level, subject, text } = event;
  log(`${level}: ${subject === undefined ? "" : `${subject}: `}${text}`);
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Node raises the soft limit to the hard one when it starts, so what /proc says is what there is. */
function descriptorLimit(): number {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1"));
    return Number(line?.[1] ?? 1024);
  } catch {
    return 1024;
  }
}
