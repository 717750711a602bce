/** Two VS Codes on one runtime: both see the same, each has its breakpoints, and what one ends goes on for the other. What is asked before something is ended. */
import * as assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { closeAll, eventually, exampleUri, openExample, rangeOf } from "./editor.ts";
import {
  addBreakpoint,
  collapseOtherViews,
  describeLive,
  endEverything,
  heldMessage,
  pane,
  runtimePid,
  startClient,
  startNative,
  stopDebugging,
  untilRows,
} from "./live.ts";
import { here, openSecondWindow, type Workbench } from "./workbench.ts";

const attach = { type: "legato-api", request: "attach", name: "Attach" };
const broken = { type: "legato-api", request: "launch", name: "Broken", services: ["${workspaceFolder}/missing.ts"] };
const launch = { version: "0.2.0", configurations: [attach, broken] };

describeLive("Two windows on one runtime", () => {
  /** The second window's. */
  let folder = "";
  let second: Workbench & { close(): Promise<void> };
  let isOpen = false;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "second-"));
    cpSync(exampleUri("interfaces").fsPath, path.join(folder, "interfaces"), { recursive: true });
    mkdirSync(path.join(folder, ".vscode"));
    writeFileSync(path.join(folder, ".vscode/launch.json"), JSON.stringify(launch));
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    await collapseOtherViews();
    await startNative("serves printer", "serve");
    second = await openSecondWindow(folder);
    isOpen = true;
    await run("Focus on Sessions View");
    await untilRows(/^printer printer \d+ · no close handler$/m, second);
    await collapseOtherViews(second);
  });

  afterEach(async function () {
    if (isOpen && this.currentTest?.state === "failed")
      await second.screenshot(`failed-second-${this.currentTest.title.slice(0, 20)}`);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await stopDebugging();
    await closeAll();
  });

  after(async () => {
    if (isOpen) await second.close();
    await endEverything();
    rmSync(folder, { recursive: true, force: true });
  });

  it("ask before a client is killed, and both show that it was", async () => {
    const client = startClient("report");
    const row = new RegExp(`^printClient ${client.pid} holds 1`, "m");
    await untilRows(row);
    await untilRows(row, second);

    await choose(client, "Kill Client");
    await question(`Kill printClient (process ${client.pid})? It holds 1 Job.`, "Cancel");
    await untilRows(row, second);
    assert.equal(client.signalCode, null);

    await choose(client, "Kill Client");
    await second.screenshot("question-kill");
    await question(`Kill printClient (process ${client.pid})? It holds 1 Job.`, "Kill Client");
    const ended = new RegExp(
      `^printClient ${client.pid} (possible )?leak: still held 1 Job · killed by SIGKILL at `,
      "m",
    );
    await untilRows(ended, second);
    await untilRows(ended);
  });

  it("ask before a session is closed, and both show that it was", async () => {
    const client = startClient("report");
    const row = new RegExp(`^printClient ${client.pid} holds 1`, "m");
    await untilRows(row, second);

    await choose(client, "Close Session");
    await question(`Close the session of printClient (${client.pid})?`, "Cancel");
    await untilRows(row, second);
    assert.equal(client.exitCode, null);

    await choose(client, "Close Session");
    await question(`Close the session of printClient (${client.pid})?`, "Close Session");
    const ended = new RegExp(
      `^printClient ${client.pid} (possible )?leak: still held 1 Job · closed by the runtime at `,
      "m",
    );
    await untilRows(ended, second);
    await untilRows(ended);
  });

  it("ask before the runtime is stopped, say both that it has ended, and find the next one", async () => {
    const before = runtimePid();
    await run("Legato API: Stop Runtime");
    await question("Stop the runtime?", "Cancel");
    await untilRows(/^printer printer \d+/m, second);
    assert.equal(runtimePid(), before);

    await run("Legato API: Stop Runtime");
    await question("Stop the runtime?", "Stop Runtime");
    for (const window of [here, second]) await window.waitFor(`${pane} .message:has-text("The runtime has ended")`);

    await debug("Attach");
    await question("No runtime is running, so there is nothing to attach to.", "Cancel");

    await vscode.commands.executeCommand("legatoApi.startRuntime");
    await startNative("serves printer", "serve");
    for (const window of [here, second]) {
      await untilRows(/^printer printer \d+ · no close handler$/m, window);
      await window.waitUntilGone(`${pane} .message:has-text("The runtime has ended")`);
    }
  });

  it("say in a question what is wrong in launch.json", async () => {
    await debug("Broken");
    const missing = `There is no ${folder}/missing.ts: look at "services" in launch.json. Nothing was started.`;
    await second.waitFor(`.monaco-dialog-box:has-text('${missing}')`);
    await second.screenshot("question-broken");
    await second.click('.monaco-dialog-box .monaco-button:text-is("Cancel")');
  });

  it("hold each what its breakpoints are for, and let go nothing of the other's, also when one is closed", async () => {
    const { document } = await openExample("interfaces/printer.api");
    assert.ok(await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], attach));
    await addBreakpoint("FUNCTION Job Open", { condition: 'name == "here"' });
    await debugInSecond(rangeOf(document, "FUNCTION le_result_t SetPaper").start.line);

    const [theirs, ours] = [startClient("there"), startClient("here")];
    await heldMessage();
    const held = (client: ChildProcess, jobs: number): RegExp =>
      new RegExp(`^printClient ${client.pid} held at a breakpoint · holds ${jobs}`, "m");
    for (const window of [here, second]) {
      await untilRows(held(theirs, 1), window);
      await untilRows(held(ours, 0), window);
    }
    await second.waitFor(".debug-top-stack-frame-line");
    await second.screenshot("second-held");

    // What the second window holds stays held, and what went on here stops there.
    await stopDebugging();
    for (const client of [theirs, ours]) await untilRows(held(client, 1), second);

    await second.close();
    isOpen = false;
    for (const client of [theirs, ours])
      await untilRows(new RegExp(`^printClient ${client.pid} holds 1 · 3 calls`, "m"));
  });

  /** From the menu of the client's row. */
  async function choose(client: ChildProcess, label: string): Promise<void> {
    await second.rightClick(`.monaco-list-row[aria-label^="Client printClient ${client.pid}"]`);
    // A menu takes no click that comes as soon as it is open.
    await second.hover(`.monaco-menu .action-label[aria-label="${label}"]`);
    await second.press("Enter");
  }

  async function question(text: string, answer: string): Promise<void> {
    await second.waitFor(`.monaco-dialog-box:has-text("${text}")`);
    await second.click(`.monaco-dialog-box .monaco-button:text-is("${answer}")`);
    await second.waitUntilGone(".monaco-dialog-box");
  }

  /** A configuration of its launch.json. */
  async function debug(name: string): Promise<void> {
    await run("Debug: Select and Start Debugging");
    await second.type(name);
    await second.waitFor(`.quick-input-list .monaco-list-row.focused:has-text("${name}")`);
    await second.press("Enter");
  }

  /** With a breakpoint on a line of its copy. 0-based. */
  async function debugInSecond(line: number): Promise<void> {
    await run("View: Show Explorer");
    await second.click('.explorer-folders-view .monaco-list-row:has-text("interfaces")');
    await second.click('.explorer-folders-view .monaco-list-row:has-text("printer.api")');
    await second.click(".editor-instance .view-lines");
    await second.press("Control+g");
    await second.type(`${line + 1}`);
    await second.waitFor(`.quick-input-list .monaco-list-row:has-text("line ${line + 1}")`);
    await second.press("Enter");
    await second.waitFor(`.line-numbers.active-line-number:text-is("${line + 1}")`);
    await second.press("F9");
    await debug("Attach");
    await second.waitFor(".debug-toolbar");
    await second.waitFor(".monaco-editor .codicon-debug-breakpoint");
  }

  /** From the palette. */
  async function run(command: string): Promise<void> {
    // A window that has just been opened takes no keys, and has not read what extensions contribute.
    await eventually(async () => {
      await second.press("Escape");
      await second.press("F1");
      await second.type(command);
      await eventually(async () => {
        const focused = await second.texts(".quick-input-list .monaco-list-row.focused");
        assert.match(focused.join(), new RegExp(command));
      }, 2000);
    });
    await second.press("Enter");
  }
});
