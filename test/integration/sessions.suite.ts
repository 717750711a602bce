/** Live sessions as a user plays them: F5 on the printer, two clients, one of them killed; a breakpoint on a function; the timeline. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, exampleUri, openExample, rangeOf } from "./editor.ts";
import {
  collapseOtherViews,
  describeLive,
  endEverything,
  heldMessage,
  pane,
  startClient,
  startDebugging,
  timelinePage,
  untilEndedRow,
  untilRows,
  untilVerified,
  valuesOf,
} from "./live.ts";
import {
  click,
  forgetMessages,
  hover,
  messages,
  press,
  rightClick,
  screenshot,
  texts,
  type,
  waitFor,
} from "./workbench.ts";

const apiFile = "interfaces/printer.api";

const sessionRow = '.pane:has(.pane-header[aria-label^="Sessions"]) .monaco-list-row';

describeLive("Live sessions", () => {
  beforeEach(async () => {
    await openExample(apiFile);
    await startDebugging();
    await collapseOtherViews();
    await untilRows(/^printer .*no close handler$/m);
  });

  afterEach(endEverything);

  it("show who holds what, and what a killed client left behind", async () => {
    const [first, second] = [startClient("report", "photo"), startClient("letter")];
    await untilRows(new RegExp(`^printClient ${first.pid} holds 2 · \\d+ calls`, "m"));
    await untilRows(new RegExp(`^printClient ${second.pid} holds 1 · \\d+ calls`, "m"));
    await click(`.monaco-list-row[aria-label^="Client printClient ${second.pid}"]`);
    await vscode.commands.executeCommand("list.showHover");
    await waitFor('.workbench-hover:has-text("Last activity")');
    await screenshot("sessions-open");

    first.kill("SIGKILL");
    await untilRows(/^Ended \(1\) 1 leak suspect$/m);
    await untilRows(
      new RegExp(`^printClient ${first.pid} leak: still held 2 Job · killed by SIGKILL at [\\d:]+$`, "m"),
    );
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
    await untilVerified();

    const client = startClient("report", "photo");
    const { session, frame } = await heldMessage();
    const values = await valuesOf(session, frame);
    assert.deepEqual([...values.keys()], ["Request", "Session", "Resources"]);
    assert.deepEqual(values.get("Request"), ['name = "photo"']);
    assert.match(values.get("Session")?.join("\n") ?? "", new RegExp(`client = "printClient ${client.pid}"`));
    assert.match(values.get("Resources")?.join("\n") ?? "", /^Job 0x[0-9a-f]+ = \{…\}$/);
    await untilRows(new RegExp(`^printClient ${client.pid} held at a breakpoint · holds 1`, "m"));
    await screenshot("breakpoint");

    await session.customRequest("continue", { threadId: frame.threadId });
    await untilRows(new RegExp(`^printClient ${client.pid} holds 2`, "m"));
  });

  it("try a close handler from the function that hands something out, its argument asked by its type", async () => {
    const editor = await openExample(apiFile);
    editor.revealRange(rangeOf(editor.document, "FUNCTION Job Open"), vscode.TextEditorRevealType.InCenter);
    await click('.codelens-decoration a:has-text("Try my close handler")');
    const box = ".quick-input-widget";
    await waitFor(`${box}:has-text("Open: name (1 of 1)")`);
    await type("x".repeat(65));
    await waitFor(`${box} .quick-input-message:has-text("name has 65 bytes; 64 fit.")`);
    await press("Control+a");
    await type("report");
    await waitFor(`${box} .quick-input-message:has-text("string[64]: at most 64 bytes")`);
    await screenshot("try-close-handler");
    await press("Enter");
    await eventually(async () => assert.match(await messages(), /The service says itself that it still keeps 1/));
    await untilRows(/^Ended \(\d+\) 1 leak suspect$/m);
    await screenshot("try-close-handler-report");
    await forgetMessages();
  });

  it("come from a client that is run in a terminal, which takes its leave at Ctrl+C", async () => {
    const client = exampleUri("printClient.ts");
    await vscode.commands.executeCommand("legatoApi.runClient", client, ["report", "photo"]);
    await untilRows(/^printClient \d+ holds 2/m);
    const terminal = vscode.window.terminals.find(({ name }) => name === "printClient.ts");
    assert.ok(terminal);
    terminal.sendText("\u0003", false);
    await untilEndedRow(/^printClient \d+ (?:closed|exited with 0) at [\d:]+ · held nothing$/m);
    terminal.dispose();
    // The next one has the same name.
    await eventually(() => assert.ok(!vscode.window.terminals.includes(terminal), "the terminal is closed"));
    assert.equal(await messages(), "");
    await forgetMessages();

    await vscode.commands.executeCommand("legatoApi.runClient", client, ["letter"]);
    await untilRows(/^printClient \d+ holds 1/m);
    const next = vscode.window.terminals.find(({ name }) => name === "printClient.ts");
    assert.ok(next);
    next.dispose();
    await eventually(() => assert.ok(!vscode.window.terminals.includes(next), "the next terminal is closed"));
    await untilEndedRow(/^printClient \d+ leak: still held 1 Job · killed by SIGHUP at [\d:]+$/m);

    await vscode.commands.executeCommand("legatoApi.runClient", client, ["invoice"]);
    const [, pid] = await untilRows(/^printClient (\d+) holds 1/m);
    process.kill(Number(pid), "SIGKILL");
    await untilEndedRow(/^printClient \d+ leak: still held 1 Job · killed by SIGKILL at [\d:]+$/m);
    await eventually(() => assert.ok(vscode.window.terminals.every(({ name }) => name !== "printClient.ts")));
    assert.equal(await messages(), "", "whoever kills a client is not told that its terminal failed");
    await forgetMessages();
  });

  it("tell everything that is known under the mouse, while their ages go on", async () => {
    const client = startClient("report");
    await untilRows(new RegExp(`^printClient ${client.pid} holds 1 · 3 calls`, "m"));
    // A row that is drawn anew in the half second before takes its tooltip away: whoever reads moves the mouse again.
    const [tooltip] = await eventually(async () => {
      await hover('.pane-header[aria-label^="Sessions"]');
      await hover(`${sessionRow}:has-text("printClient ${client.pid}")`);
      await waitFor('.workbench-hover:has-text("Last activity")');
      return texts(".workbench-hover");
    });
    for (const fact of [`printClient, process ${client.pid}`, "report", "same name", "3, 0 events", "1 Job"])
      assert.ok(tooltip?.includes(fact), `${fact} in ${tooltip}`);
    await screenshot("sessions-tooltip");
  });

  it("are filtered, and the view says so when nothing passes", async () => {
    const client = startClient("report");
    await untilRows(new RegExp(`^printClient ${client.pid} holds 1`, "m"));
    void vscode.commands.executeCommand("legatoApi.sessions.filter");
    await waitFor('.quick-input-list .monaco-list-row:has-text("Only leaks")');
    await press("Enter");
    await waitFor('.quick-input-title:has-text("name")');
    await type("nobody");
    await press("Enter");
    const empty = `${pane} .welcome-view`;
    await waitFor(`${empty} :text("No session passes the filter.")`);
    await screenshot("sessions-filtered");
    await click(`${empty} .monaco-button:has-text("Show All Sessions")`);
    await untilRows(new RegExp(`^printClient ${client.pid} holds 1`, "m"));
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

    // Out of sight nothing is drawn, and nothing is lost.
    await openExample(apiFile);
    const second = startClient("photo");
    await untilRows(new RegExp(`^printClient ${second.pid} holds 1 · 3 calls`, "m"));
    await vscode.commands.executeCommand("legatoApi.showTimeline");
    await eventually(async () => {
      const found = await texts(`${timelinePage} >> tbody tr:not([aria-hidden])`);
      assert.deepEqual(
        found.map((text) => /printClient (\d+)/.exec(text)?.[1]),
        [client.pid, client.pid, client.pid, second.pid, second.pid, second.pid].map(String),
      );
    });

    const session = `.monaco-list-row[aria-label^="Client printClient ${second.pid}"]`;
    await rightClick(session);
    // A menu takes no click that comes as soon as it is open.
    await hover('.monaco-menu .action-label[aria-label="Show Calls"]');
    await press("Enter");
    await eventually(async () => {
      const found = await texts(`${timelinePage} >> tbody tr:not([aria-hidden])`);
      assert.equal(found.length, 3);
      assert.ok(found.every((text) => text.includes(`printClient ${second.pid}`)));
    });
  });
});
