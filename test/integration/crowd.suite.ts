/** Three hundred sessions, calls over all of them: the tree is scrolled, clicked, filtered and sorted as one of three is. */
import * as assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import * as vscode from "vscode";
import { eventually, openExample } from "./editor.ts";
import { collapseOtherViews, describeLive, endEverything, pane, startClient, startNative, untilRows } from "./live.ts";
import { click, press, screenshot, texts, type, waitFor } from "./workbench.ts";

const SESSIONS = 300;
const CALLS_A_SECOND = 50;
const box = ".quick-input-widget";

describeLive("Three hundred sessions", () => {
  let crowd: ChildProcess;
  let client: ChildProcess;

  before(async () => {
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    await collapseOtherViews();
    await startNative("serves printer", "serve");
    crowd = await startNative(`holds ${SESSIONS} sessions`, "crowd", String(SESSIONS), String(CALLS_A_SECOND));
    client = startClient("report");
    await eventually(async () => assert.match((await texts(".statusbar-item")).join("\n"), /301 sessions/));
  });

  after(endEverything);

  it("are scrolled to their end, where a row is clicked, opened and stays selected", async () => {
    await click(`${pane} .monaco-list-row[aria-label^="Client printer ${crowd.pid}"]`);
    const row = `${pane} .monaco-list-row[aria-label^="Client printClient ${client.pid}"]`;
    await eventually(async () => {
      await press("End");
      assert.equal((await texts(row)).length, 1);
    });
    await click(`${row} .monaco-tl-twistie`);
    await eventually(async () => {
      await press("End");
      assert.match((await texts(`${pane} .monaco-list-row.focused`)).join(), /Job 0x[0-9a-f]+.*report/);
    });
    await click(row);
    const calls = async (): Promise<string> =>
      (await texts(`${pane} .monaco-list-row`)).map((text) => /\d+ calls?/.exec(text)?.[0]).join();
    const before = await calls();
    await eventually(async () => assert.notEqual(await calls(), before));
    await waitFor(`${row}.selected`);
    await screenshot("crowd");
  });

  it("are filtered by name and by what they hold", async () => {
    await filter("printClient", false);
    await untilOnlyTheClient();
    await filter("", true);
    await untilOnlyTheClient();
    await screenshot("crowd-filtered");
    await filter("nobody", false);
    await eventually(async () => assert.deepEqual(await clients(), []));
    await filter("", false);
    await untilRows(new RegExp(`^printer ${crowd.pid} holds 0`, "m"));
  });

  it("are sorted by what they hold", async () => {
    await sort("Holds most");
    await click(`${pane} .monaco-list-row[aria-label^="Client printer"]`);
    await press("Home");
    await untilRows(new RegExp(`^printer printer .*\\nprintClient ${client.pid} holds 1`));
    await sort("Oldest first");
    await untilRows(new RegExp(`^printer printer .*\\nprinter ${crowd.pid} holds 0`));
  });

  it("end at once with their client, and are folded away", async () => {
    crowd.kill("SIGKILL");
    await untilRows(/^Ended \(300\)/m);
    await untilOnlyTheClient();
    await screenshot("crowd-ended");
  });

  async function sort(order: string): Promise<void> {
    const sorted = vscode.commands.executeCommand("legatoApi.sessions.sort");
    await click(`${box} .monaco-list-row:has-text("${order}")`);
    await sorted;
  }

  async function filter(name: string, onlyHolding: boolean): Promise<void> {
    const filtered = vscode.commands.executeCommand("legatoApi.sessions.filter");
    await waitFor(`${box}:has-text("Filter sessions: what")`);
    const wanted = `${box} .monaco-list-row:has-text("Only sessions that hold something")`;
    const isOn = (await texts(`${wanted} .monaco-checkbox.checked, ${wanted} input:checked`)).length > 0;
    if (isOn !== onlyHolding) await click(wanted);
    // Enter is not OK everywhere: the box that was clicked has the focus in newer versions.
    await click(`${box} .monaco-button:has-text("OK")`);
    await waitFor(`${box}:has-text("Filter sessions: name")`);
    await press("Control+a");
    await press("Delete");
    await type(name);
    await press("Enter");
    // What is asked next would be hidden by the end of this.
    await filtered;
  }

  async function untilOnlyTheClient(): Promise<void> {
    await eventually(async () => assert.deepEqual(await clients(), [`printClient ${client.pid}`]));
  }

  /** The names of the rows of open sessions that are drawn. */
  async function clients(): Promise<readonly string[]> {
    const rows = await texts(`${pane} .monaco-list-row[aria-label^="Client"] .label-name`);
    return rows.map((text) => text.trim());
  }
});
