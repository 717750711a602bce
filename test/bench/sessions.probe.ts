/**
 * Runs inside VS Code with the example open: a thousand sessions, fifty calls a second over them, and the Sessions view looking on.
 *
 * Out, as JSON into TEST_RESULTS: processor time of the extension host in milliseconds a second, and the times from a click on a row until it is drawn as selected, and
 * from the death of a client until the status bar counts one session less.
 */
import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";
import { eventually } from "../integration/editor.ts";
import { collapseOtherViews, endClients, endRuntime, startNative } from "../integration/live.ts";
import { click, texts, waitFor } from "../integration/workbench.ts";

const SESSIONS = 1000;
const RATE = 50;
const SECONDS = 10;
const CLICKS = 20;
const DEATHS = 20;
const row = '.pane:has(.pane-header[aria-label^="Sessions"]) .monaco-list-row';

export async function run(): Promise<void> {
  await vscode.commands.executeCommand("legatoApi.sessions.focus");
  await vscode.commands.executeCommand("legatoApi.startRuntime");
  try {
    await collapseOtherViews();
    await startNative("serves printer", "serve");
    await startNative(`holds ${SESSIONS} sessions`, "crowd", String(SESSIONS), String(RATE));
    await eventually(async () => {
      const shown = (await texts(".statusbar-item")).join("\n");
      if (!shown.includes(`${SESSIONS} sessions`)) throw new Error(`the status bar says ${shown}`);
    });
    await waitFor(`${row}:has-text("holds 0")`);
    const before = process.cpuUsage();
    await setTimeout(SECONDS * 1000);
    const { user, system } = process.cpuUsage(before);
    const clicks: number[] = [];
    for (let index = 0; index < CLICKS; index++) {
      const wanted = `${row}[data-index="${1 + (index % 8)}"]`;
      const start = performance.now();
      await click(wanted);
      await waitFor(`${wanted}.selected`);
      clicks.push(performance.now() - start);
    }
    const deaths: number[] = [];
    for (let index = 0; index < DEATHS; index++) {
      const client = await startNative("holds job", "open", "job");
      await waitFor(counted(SESSIONS + 1));
      const start = performance.now();
      client.kill("SIGKILL");
      await waitFor(counted(SESSIONS));
      deaths.push(performance.now() - start);
    }
    const result = { hostMilliseconds: (user + system) / 1000 / SECONDS, clicks, deaths };
    writeFileSync(process.env["TEST_RESULTS"] ?? "", JSON.stringify(result));
  } finally {
    await endClients();
    endRuntime();
  }
}

/** Selects the status bar's item once it counts so many. */
function counted(sessions: number): string {
  return `.statusbar-item:has-text("${sessions} sessions")`;
}
