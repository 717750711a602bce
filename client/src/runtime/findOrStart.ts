/**
 * The running runtime of a folder, or a new one: one at a time is started, however many ask for it.
 *
 * In: where inspectors listen, and for each wish how one would be started. Out: a connection of the caller's own. Two that start at the same time
 * would be in each other's way: the second one is refused the folder. Knows nothing of VS Code.
 */
import type { InspectorConnection } from "../inspector/connection.ts";
import { findRuntime } from "../inspector/runtimes.ts";
import { type RuntimeStart, startRuntime } from "./start.ts";

export interface FoundRuntime {
  readonly connection: InspectorConnection;
  /** By this very call. */
  readonly started: boolean;
}

/** `directory` undefined: the newest of any folder will do. `start` throws where none may be started. */
export type FindOrStart = (directory: string | undefined, start: () => RuntimeStart) => Promise<FoundRuntime>;

export function runtimeFinder(inspectors: string, client: string): FindOrStart {
  /** By the folder of the sockets. */
  const starting = new Map<string, Promise<InspectorConnection>>();
  let over = 0;
  return async (directory, start) => {
    for (;;) {
      const overBefore = over;
      const running = await findRuntime(inspectors, client, directory);
      if (running !== undefined) return { connection: running, started: false };
      // One has come while it was looked for.
      if (over !== overBefore) continue;
      const wanted = start();
      const other = starting.get(wanted.directory);
      if (other === undefined) {
        const made = startRuntime(wanted).finally(() => {
          over += 1;
          starting.delete(wanted.directory);
        });
        starting.set(wanted.directory, made);
        return { connection: await made, started: true };
      }
      await other.catch(() => undefined);
    }
  };
}
