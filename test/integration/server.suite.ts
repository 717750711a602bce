/** The language server as a process: restarted on request, restarted when it dies, and what it says in the output channel. */
import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, eventually, openExample, replace } from "./editor.ts";
import { forgetMessages, hasWorkbench, messages, screenshot, texts } from "./workbench.ts";

describe("The language server", () => {
  afterEach(closeAll);

  it("says in the output channel what it does", async function () {
    if (!hasWorkbench) this.skip();
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.showOutput");
    await eventually(async () => {
      const lines = (await texts(".panel .output-view .view-lines")).join("\n").replaceAll("\u00a0", " ");
      assert.match(lines, /\[info\]/);
    });
    await screenshot("output");
    await vscode.commands.executeCommand("workbench.action.closePanel");
  });

  it("starts anew on request, and knows the text that is not saved", async function () {
    if (process.platform !== "linux") this.skip();
    await losesNothing(async () => vscode.commands.executeCommand("legatoApi.restartServer"));
  });

  it("starts anew each of ten times that it is killed, and knows the text that is not saved", async function () {
    if (process.platform !== "linux") this.skip();
    this.timeout(180_000);
    for (let death = 0; death < 10; death++) {
      await losesNothing(async () => serverProcesses().map((pid) => process.kill(pid, "SIGKILL")));
    }
    assert.equal(await messages(), "", "nobody was asked anything");
    await forgetMessages();
  });
});

async function losesNothing(restart: () => Thenable<unknown>): Promise<void> {
  const editor = await openExample("interfaces/paper.api");
  if (!editor.document.isDirty) await replace(editor, "A5,     ///<", "A5 = 0,  ///<");
  await eventually(() => assert.equal(diagnosticsOf(editor.document.uri).length, 1));
  const before = serverProcesses();
  assert.equal(before.length, 1);

  await restart();
  await eventually(() => {
    const after = serverProcesses();
    assert.equal(after.length, 1);
    assert.notDeepEqual(after, before);
  });
  // The new one has to find it again: what the old one said went with it.
  await replace(editor, "A5 = 0,  ///<", "A5,     ///<");
  await eventually(() => assert.equal(diagnosticsOf(editor.document.uri).length, 0));
  await replace(editor, "A5,     ///<", "A5 = 0,  ///<");
  await eventually(() => assert.equal(diagnosticsOf(editor.document.uri).length, 1));
}

/** Process ids of the servers that this extension host has started. */
function serverProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return Number(parent) === process.pid && command.split("\0").includes("lsp");
      } catch {
        return false;
      }
    });
}
