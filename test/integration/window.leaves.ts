/** What a window leaves when it is reloaded: a debug session with its runtime, a client that holds a job, and one whose message is held. */
import * as vscode from "vscode";
import { openExample } from "./editor.ts";
import { addBreakpoint, collapseOtherViews, heldMessage, startClient, startDebugging, untilRows } from "./live.ts";
import { screenshot } from "./workbench.ts";

describe("Before the window is reloaded", function () {
  this.timeout(120_000);

  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  it("a client holds a job, and another one stands at a breakpoint", async () => {
    await openExample("interfaces/printer.api");
    await startDebugging();
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await collapseOtherViews();
    const client = startClient("report");
    await untilRows(new RegExp(`^printClient ${client.pid} holds 1`, "m"));
    await addBreakpoint("FUNCTION Job Open");
    const held = startClient("photo");
    await heldMessage();
    await untilRows(new RegExp(`^printClient ${held.pid} held at a breakpoint · holds 0`, "m"));
    await screenshot("window-before-reload");
  });
});
