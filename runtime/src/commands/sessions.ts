/**
 * `legato-api sessions`: what is connected, waiting and ended, once or as it changes.
 *
 * On standard output a tree for people, or JSON (DESIGN.md's `sessions`); with --watch --json one object a line, each the whole state. Exit code 0; 1
 * if no runtime answers.
 */
import { parseArgs } from "node:util";
import { connectToRuntime, type InspectorConnection } from "../inspector/connection.ts";
import type { SessionsSnapshot } from "../sessions/facts.ts";
import { SessionStore } from "./sessionStore.ts";
import { sessionTree } from "./sessionTree.ts";
import { asked, print, UsageError, userId } from "./terminal.ts";

export const SESSIONS_USAGE = `legato-api sessions [--dir D] [--json] [--watch]

  --dir D   the runtime that serves D; only needed where several run
  --json    the state as JSON
  --watch   again at each change, until it is interrupted or the runtime ends; with --json one object a line

Example:
  legato-api sessions --watch`;

export async function sessionsCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      dir: { type: "string" },
      json: { type: "boolean", default: false },
      watch: { type: "boolean", default: false },
    },
  });
  if (positionals.length > 0) throw new UsageError(`'${positionals[0]}' is not understood`);
  const connection = await connectToRuntime(userId(), "legato-api sessions", values.dir);
  try {
    if (values.watch) {
      await watch(connection, values.json ? (state) => print(`${JSON.stringify(state)}\n`) : redraw);
    } else {
      const state = await connection.request("sessions/list", {});
      print(values.json ? `${JSON.stringify(state, null, 2)}\n` : sessionTree(state, Date.now()));
    }
    return 0;
  } finally {
    connection.close();
  }
}

async function watch(connection: InspectorConnection, show: (state: SessionsSnapshot) => void): Promise<void> {
  let store: SessionStore | undefined;
  // Changes may come on the heels of the snapshot, before its promise has been looked at.
  const early: Parameters<SessionStore["take"]>[0][] = [];
  connection.on("sessions/changed", (change) => {
    if (store === undefined) {
      early.push(change);
      return;
    }
    store.take(change);
    show(store.snapshot);
  });
  const { snapshot } = await connection.request("sessions/subscribe", {});
  store = new SessionStore(snapshot);
  for (const change of early) store.take(change);
  show(store.snapshot);
  await Promise.race([asked(), connection.closed]);
}

/** On a terminal the new tree takes the place of the old one; in a file they follow each other. */
function redraw(state: SessionsSnapshot): void {
  const clear = process.stdout.isTTY ? "\u001b[H\u001b[2J\u001b[3J" : "";
  print(`${clear}${sessionTree(state, Date.now())}${process.stdout.isTTY ? "" : "\n"}`);
}
