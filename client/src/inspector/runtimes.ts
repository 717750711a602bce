/**
 * The runtimes of this user that are running now, found by their inspector sockets.
 *
 * In: the folder of sockets. Out: open connections to those that answer; sockets that nobody answers on are passed over (the runtime cleans
 * up what a killed one left). Knows nothing of VS Code.
 */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { InspectorConnection } from "./connection.ts";

/** Connects to the runtime that serves `directory`, or to the newest one when no directory is asked for. */
export async function findRuntime(
  folder: string,
  client: string,
  directory?: string,
): Promise<InspectorConnection | undefined> {
  // As the runtime writes the one it serves.
  const wanted = directory === undefined ? undefined : path.resolve(directory);
  let best: InspectorConnection | undefined;
  const opened = (await sockets(folder)).map((socket) =>
    InspectorConnection.open(socket, client).catch(() => undefined),
  );
  for (const connection of await Promise.all(opened)) {
    if (connection === undefined) continue;
    const fits = wanted === undefined || connection.runtime.directory === wanted;
    if (fits && (best === undefined || connection.runtime.startedAt > best.runtime.startedAt)) {
      best?.dispose();
      best = connection;
    } else {
      connection.dispose();
    }
  }
  return best;
}

async function sockets(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^\d+\.sock$/.test(name)).map((name) => path.join(folder, name));
}
