/** Live sessions as a user plays them: F5 on the printer, two clients, one of them killed; a breakpoint on a function; the timeline. */
import * as assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import * as vscode from "vscode";
import { closeAll, eventually, exampleUri, openExample, rangeOf } from "./editor.ts";
import { click, hasWorkbench, screenshot, texts, waitFor } from "./workbench.ts";

const apiFile = "interfaces/printer.api";
const row = '.pane:has(.pane-header[aria-label^="Sessions"]) .monaco-list-row';
const otherView = '.pane-header.expanded:not([aria-label^="Sessions"]):visible';
const timelinePage =
  "iframe.webview >> internal:control=enter-frame >> iframe#active-frame >> internal:control=enter-frame";

describe("Live sessions", function () {
  this.timeout(120_000);
  const clients: ChildProcess[] = [];

  before(function () {
    // The runtime is Linux's; the rows are read from the workbench.
    if (process.platform !== "linux" || !hasWorkbench) this.skip();
  });

  beforeEach(async () => {
    await openExample(apiFile);
    await vscode.commands.executeCommand("workbench.action.debug.start");
    await eventually(() => assert.ok(vscode.debug.activeDebugSession, "a debug session is active"));
    await collapseOtherViews();
    await untilRows(/^printer .*no close handler$/m);
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await screenshot(`failed-${this.currentTest.title.slice(0, 20)}`);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await stopDebugging();
    await Promise.all(clients.splice(0).map(end));
    await closeAll();
  });

  it("show who holds what, and what a killed client left behind", async () => {
    const [first, second] = [startClient("report", "photo"), startClient("letter")];
    await untilRows(new RegExp(`^printClient ${first.pid} holds 2 · \\d+ calls`, "m"));
    await untilRows(new RegExp(`^printClient ${second.pid} holds 1 · \\d+ calls`, "m"));
    await screenshot("sessions-open");

    first.kill("SIGKILL");
    await untilRows(/^Ended \(1\) 1 leak suspect$/m);
    await untilRows(new RegExp(`^printClient ${first.pid} killed by SIGKILL at .* · still held 2 Job · leak$`, "m"));
    await untilRows(new RegExp(`^printClient ${second.pid} holds 1`, "m"));
    assert.match((await texts(".statusbar-item")).join("\n"), /1 session · 1 leak/);
    await screenshot("sessions-ended");

    second.kill("SIGTERM");
    await untilRows(new RegExp(`^printClient ${second.pid} (?:closed|exited with 0) at .* · held nothing$`, "m"));
  });

  it("stop at a breakpoint on a function, with the values decoded, and go on", async () => {
    const document = await vscode.workspace.openTextDocument(exampleUri(apiFile));
    const line = rangeOf(document, "FUNCTION Job Open").start.line;
    const location = new vscode.Location(document.uri, new vscode.Position(line, 0));
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(location, true, 'name == "photo"')]);
    const session = await eventually(() => {
      assert.ok(vscode.debug.activeDebugSession, "a debug session is active");
      return vscode.debug.activeDebugSession;
    });
    await eventually(async () => {
      const placed = vscode.debug.breakpoints[0];
      assert.ok(placed !== undefined);
      assert.ok(verified(await session.getDebugProtocolBreakpoint(placed)), "the breakpoint is verified");
    });

    const client = startClient("report", "photo");
    const frame = await eventually(() => {
      const item = vscode.debug.activeStackItem;
      assert.ok(item instanceof vscode.DebugStackFrame, "a message is held");
      return item;
    });
    const { scopes } = await session.customRequest("scopes", { frameId: frame.frameId });
    assert.deepEqual(
      scopes.map(({ name }: { name: string }) => name),
      ["Request", "Session", "Resources"],
    );
    const values = async (index: number): Promise<string[]> => {
      const { variables } = await session.customRequest("variables", scopes[index]);
      return variables.map(({ name, value }: { name: string; value: string }) => `${name} = ${value}`);
    };
    assert.deepEqual(await values(0), ['name = "photo"']);
    assert.match((await values(1)).join("\n"), new RegExp(`client = "printClient ${client.pid}"`));
    assert.match((await values(2)).join("\n"), /^Job 0x[0-9a-f]+ = \{…\}$/);
    await untilRows(new RegExp(`^printClient ${client.pid} held at a breakpoint · holds 1`, "m"));
    await screenshot("breakpoint");

    await session.customRequest("continue", { threadId: frame.threadId });
    await untilRows(new RegExp(`^printClient ${client.pid} holds 2`, "m"));
  });

  it("are drawn on the timeline, and listed in its table", async () => {
    const client = startClient("report");
    await untilRows(new RegExp(`^printClient ${client.pid} holds 1 · 3 calls`, "m"));
    await vscode.commands.executeCommand("legatoApi.showTimeline");
    await waitFor(`${timelinePage} >> canvas[data-marks]:not([data-marks="0"])`);
    await screenshot("timeline");

    await click(`${timelinePage} >> button:has-text("Table")`);
    const calls = await eventually(async () => {
      const found = await texts(`${timelinePage} >> tbody tr:not([aria-hidden])`);
      assert.equal(found.length, 3);
      return found.map((text) => text.replace(/\s+/g, " "));
    });
    assert.match(
      calls[0] ?? "",
      new RegExp(`printClient ${client.pid} Open {"name":"report"} {.*} [\\d.]+ ms \\+ Job`),
    );
    assert.match(calls[1] ?? "", /SetPaper .*"size":"A5".*"LE_OK"/);
    await screenshot("timeline-table");
  });

  /** It opens one job for each name, and holds them. */
  function startClient(...names: readonly string[]): ChildProcess {
    const extension = vscode.extensions.getExtension("legato-api-tools.legato-api");
    assert.ok(extension);
    const preload = path.join(extension.extensionPath, "dist/peersRegister.js");
    // Not through the command: what is killed is to be the client itself.
    const args = ["--import", preload, exampleUri("printClient.ts").fsPath, ...names];
    const client = spawn(process.execPath, args, { stdio: "ignore" });
    clients.push(client);
    return client;
  }
});

async function end(client: ChildProcess): Promise<void> {
  if (client.exitCode !== null || client.signalCode !== null) return;
  const ended = once(client, "exit");
  client.kill("SIGKILL");
  await ended;
}

/** It ends the runtime too, for F5 has started it. */
async function stopDebugging(): Promise<void> {
  await vscode.debug.stopDebugging();
  await eventually(() => assert.equal(vscode.debug.activeDebugSession, undefined));
}

/** Label, a blank and the description, one row a line: the two have no blank between them where they are drawn. */
async function untilRows(wanted: RegExp): Promise<void> {
  await eventually(async () => {
    const names = await texts(`${row} .label-name`);
    const whole = await texts(`${row} .monaco-icon-label-container`);
    const rows = whole.map((text, index) => {
      const name = names[index] ?? "";
      return `${name} ${text.slice(name.length)}`.replace(/\s+/g, " ").trim();
    });
    assert.match(rows.join("\n"), wanted);
  });
}

/** Rows that have no room are not drawn. */
async function collapseOtherViews(): Promise<void> {
  while ((await texts(otherView)).length > 0) await click(otherView);
}

function verified(breakpoint: vscode.DebugProtocolBreakpoint | undefined): boolean {
  return (
    typeof breakpoint === "object" && breakpoint !== null && "verified" in breakpoint && breakpoint.verified === true
  );
}
