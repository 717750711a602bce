/** Files change while the debugger runs: lines are put above a breakpoint, the service in TypeScript is saved. */
import * as assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { eventually, exampleUri, openExample, rangeOf } from "./editor.ts";
import {
  addBreakpoint,
  collapseOtherViews,
  describeLive,
  endEverything,
  heldMessage,
  listenToAdapter,
  startClient,
  startDebugging,
  untilEndedRow,
  untilRows,
  untilVerified,
  valuesOf,
} from "./live.ts";
import { screenshot } from "./workbench.ts";

const apiFile = "interfaces/printer.api";
const lines = "// One line.\n".repeat(7);

describeLive("While the debugger runs", () => {
  const files = [apiFile, "printer.ts"].map((name) => exampleUri(name).fsPath);
  const texts = files.map((file) => readFileSync(file, "utf8"));

  const adapter = listenToAdapter();

  beforeEach(async () => {
    await openExample(apiFile);
    await startDebugging();
    await collapseOtherViews();
    await untilRows(/^printer .*no close handler$/m);
  });

  afterEach(async () => {
    await endEverything();
    for (const [index, file] of files.entries()) writeFileSync(file, texts[index] ?? "");
  });

  it("a breakpoint stays with its function when lines are put above it, before and after they are saved", async () => {
    await addBreakpoint("FUNCTION le_result_t SetPaper");
    const editor = await openExample(apiFile);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), lines));
    await untilItHolds("SetPaper (request)", editor.document);

    await editor.document.save();
    await untilItHolds("SetPaper (request)", editor.document);
    await screenshot("edited-above");

    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 7, 0)));
    await editor.document.save();
    await untilItHolds("SetPaper (request)", editor.document);
  });

  it("a service that is saved is started anew: its sessions end as its own, and breakpoints hold in the new one", async () => {
    await addBreakpoint("FUNCTION Job Open", { condition: 'name == "photo"' });
    const client = startClient("report");
    await untilRows(new RegExp(`^printClient ${client.pid} holds 1`, "m"));
    const [, before] = await untilRows(/^printer \S+ (\d+) · no close handler$/m);

    const [, double = ""] = files;
    writeFileSync(double, readFileSync(double, "utf8").replace("return jobs.create(", "return 1 + jobs.create("));
    await untilEndedRow(
      new RegExp(`^printClient ${client.pid} the server died at .* · held 1 Job, gone with the server$`, "m"),
    );
    await eventually(() => assert.match(adapter.output(), /^\[printer\.ts\] is started anew/m));
    const [, now] = await untilRows(/^printer \S+ (\d+) · no close handler$/m);
    assert.notEqual(now, before);
    await screenshot("service-saved");

    await untilVerified();
    const next = startClient("photo");
    const { session, frame } = await heldMessage();
    assert.deepEqual((await valuesOf(session, frame)).get("Request"), ['name = "photo"']);
    await untilRows(new RegExp(`^printClient ${next.pid} held at a breakpoint · holds 0`, "m"));
  });

  /** A new client's message, with the line of the function as it is in the editor. */
  async function untilItHolds(name: string, document: vscode.TextDocument): Promise<void> {
    await untilVerified();
    const client = startClient("report");
    const { session, frame } = await heldMessage();
    const { stackFrames } = await session.customRequest("stackTrace", { threadId: frame.threadId });
    const { line } = rangeOf(document, "FUNCTION le_result_t SetPaper").start;
    assert.deepEqual(
      stackFrames.map((one: { name: string; line: number }) => [one.name, one.line]),
      [[name, line + 1]],
    );
    assert.deepEqual(
      vscode.debug.breakpoints.map((one) => one instanceof vscode.SourceBreakpoint && one.location.range.start.line),
      [line],
    );
    await session.customRequest("continue", { threadId: frame.threadId });
    await untilRows(new RegExp(`^printClient ${client.pid} holds 1`, "m"));
    client.kill("SIGTERM");
    await untilEndedRow(new RegExp(`^printClient ${client.pid} (?:closed|exited with 0) at .* · held nothing$`, "m"));
  }
});
