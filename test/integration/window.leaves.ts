/** What a window leaves when it is reloaded: a runtime with a server and a client, watched by it. */
import * as vscode from "vscode";
import { openExample } from "./editor.ts";
import { collapseOtherViews, startNative, untilRows } from "./live.ts";
import { screenshot } from "./workbench.ts";

describe("Before the window is reloaded", function () {
  this.timeout(120_000);

  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  it("a client holds a job", async () => {
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    await collapseOtherViews();
    await startNative("serves printer", "serve");
    await startNative("holds report", "open", "report");
    await untilRows(/^printer \d+ holds 1 · 1 call/m);
    await screenshot("window-before-reload");
  });
});
