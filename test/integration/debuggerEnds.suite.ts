/** Somebody dies while the debugger holds a message: the server, the client, the runtime. Nothing stays held, and what happened is said. */
import * as assert from "node:assert/strict";
import { once } from "node:events";
import * as vscode from "vscode";
import { eventually, openExample } from "./editor.ts";
import {
  addBreakpoint,
  collapseOtherViews,
  describeLive,
  endEverything,
  heldMessage,
  listenToAdapter,
  pane,
  runtimePid,
  startClient,
  startNative,
  untilEndedRow,
  untilRows,
  untilVerified,
  valuesOf,
} from "./live.ts";
import { screenshot, waitFor } from "./workbench.ts";

describeLive("While a message is held", () => {
  const adapter = listenToAdapter();

  beforeEach(async () => {
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(await vscode.debug.startDebugging(folder, { type: "legato-api", request: "attach", name: "Attach" }));
    await collapseOtherViews();
  });

  afterEach(endEverything);

  it("its server may crash: the session is over, and the breakpoint holds in the next server", async () => {
    const server = await startNative("serves printer", "serve");
    await addBreakpoint("FUNCTION Job Open");
    const client = startClient("report");
    await heldMessage();

    server.kill("SIGKILL");
    await untilEndedRow(new RegExp(`^printClient ${client.pid} the server died at .* · held nothing`, "m"));
    await untilNothingIsHeld();
    await screenshot("held-server-died");

    await startNative("serves printer", "serve");
    await untilVerified();
    const next = startClient("report");
    await heldMessage();
    await untilRows(new RegExp(`^printClient ${next.pid} held at a breakpoint · holds 0`, "m"));
  });

  it("its client may be killed: the message can be read on, and goes to the server when it is let go", async () => {
    await startNative("serves printer", "serve");
    await addBreakpoint("FUNCTION Job Open");
    const client = startClient("report");
    const { session, frame } = await heldMessage();

    const died = once(client, "exit");
    client.kill("SIGKILL");
    await died;
    await untilRows(
      new RegExp(`^printClient ${client.pid} killed by SIGKILL at [\\d:]+ · held at a breakpoint · holds 0`, "m"),
    );
    await screenshot("held-client-died");
    assert.deepEqual((await valuesOf(session, frame)).get("Request"), ['name = "report"']);
    await session.customRequest("continue", { threadId: frame.threadId });
    await untilEndedRow(new RegExp(`^printClient ${client.pid} killed by SIGKILL at .* · held nothing`, "m"));
    await untilNothingIsHeld();

    const next = startClient("report");
    await heldMessage();
    await untilRows(new RegExp(`^printClient ${next.pid} held at a breakpoint · holds 0`, "m"));
  });

  it("the runtime may die: the debugger says so and ends, and so does the view", async () => {
    await startNative("serves printer", "serve");
    await addBreakpoint("FUNCTION Job Open");
    startClient("report");
    await heldMessage();

    process.kill(runtimePid(), "SIGKILL");
    await eventually(() => assert.equal(vscode.debug.activeDebugSession, undefined));
    assert.match(adapter.output(), /^The runtime has ended/m);
    await waitFor(`${pane} .message:has-text("The runtime has ended")`);
    await screenshot("held-runtime-died");
  });

  async function untilNothingIsHeld(): Promise<void> {
    await eventually(() => assert.ok(!(vscode.debug.activeStackItem instanceof vscode.DebugStackFrame)));
    assert.ok(vscode.debug.activeDebugSession, "the debugger goes on");
  }
});
