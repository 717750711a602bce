/** What a reloaded window finds: the runtime that the one before started, with everything it has seen. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "./editor.ts";
import { collapseOtherViews, endRuntime, startNative, untilRows } from "./live.ts";
import { screenshot } from "./workbench.ts";

describe("A reloaded window", function () {
  this.timeout(120_000);

  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  after(() => endRuntime());

  it("finds the runtime again, its client still holding what it held", async () => {
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await collapseOtherViews();
    const [, pid] = await untilRows(/^printer (\d+) holds 1 · 1 call/m);
    await screenshot("window-reloaded");

    process.kill(Number(pid), "SIGKILL");
    await untilRows(new RegExp(`^printer ${pid} killed by SIGKILL at .* · still held 1 Job`, "m"));
    const another = await startNative("holds photo", "open", "photo");
    await untilRows(new RegExp(`^printer ${another.pid} holds 1`, "m"));
    another.kill("SIGTERM");
    await eventually(() => assert.equal(another.exitCode, 0));
  });
});
