/** A runtime that dies under the view: the tree says so, offers to start it again, and goes on with the new one. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, openExample } from "./editor.ts";
import { collapseOtherViews, describeLive, endEverything, pane, runtimePid, startNative, untilRows } from "./live.ts";
import { click, messages, screenshot, texts, waitFor, waitUntilGone } from "./workbench.ts";

const startButton = `${pane} .pane-header .action-label[aria-label^="Start Runtime"]`;

describeLive("A runtime", () => {
  afterEach(endEverything);

  it("that dies is said to have ended, and is started again from the view", async () => {
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    await collapseOtherViews();
    await waitFor(`${pane}:has-text("nobody is connected to it yet")`);
    await screenshot("runtime-empty");
    await startNative("serves printer", "serve");
    await startNative("holds report", "open", "report");
    await untilRows(/^printer \d+ holds 1 · 1 call/m);
    const before = runtimePid();

    process.kill(before, "SIGKILL");
    await waitFor(`${pane} .message:has-text("The runtime has ended")`);
    await untilRows(/^printer \d+ holds 1 · 1 call/m);
    await screenshot("runtime-lost");

    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    const ended = `${pane} .message:has-text("The runtime has ended")`;
    // A click on a button that is being drawn anew is lost; one too many starts nothing.
    await eventually(async () => {
      if ((await texts(ended)).length > 0) await click(startButton);
      await waitUntilGone(ended);
    });
    assert.notEqual(runtimePid(), before);
    assert.equal(await messages(), "");
    await startNative("serves printer", "serve");
    await untilRows(/^printer printer \d+ · no close handler$/m);
    await screenshot("runtime-again");
  });

  it("is started once where two ask for it at the same time", async () => {
    await openExample("interfaces/printer.api");
    const start = (): Thenable<unknown> => vscode.commands.executeCommand("legatoApi.startRuntime");
    await Promise.all([start(), start(), start()]);
    assert.ok(runtimePid() > 0);
    assert.equal(await messages(), "");
  });
});
