/** What a reloaded window finds: the runtime that the one before started, with everything it has seen, and nothing held any more. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "./editor.ts";
import { collapseOtherViews, endClients, endRuntime, startClient, untilRows } from "./live.ts";
import { screenshot } from "./workbench.ts";

describe("A reloaded window", function () {
  this.timeout(120_000);
  const left: number[] = [];

  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  after(async () => {
    for (const pid of left) process.kill(pid, "SIGKILL");
    await endClients();
    endRuntime();
  });

  it("finds the runtime again, its clients holding what they held, and what the debugger held has gone on", async () => {
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await collapseOtherViews();
    const [, killed, other] = await untilRows(
      /^printClient (\d+) holds 1 · \d+ calls.*\nprintClient (\d+) holds 1 · \d+ calls/m,
    );
    left.push(Number(other));
    assert.equal(vscode.debug.activeDebugSession, undefined);
    await screenshot("window-reloaded");

    process.kill(Number(killed), "SIGKILL");
    await untilRows(
      new RegExp(`^printClient ${killed} (possible )?leak: still held 1 Job · killed by SIGKILL at `, "m"),
    );
    const another = startClient("letter");
    await untilRows(new RegExp(`^printClient ${another.pid} holds 1`, "m"));
    another.kill("SIGTERM");
    await eventually(() => assert.equal(another.exitCode, 0));
  });
});
