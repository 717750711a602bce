/** A folder that the user has not trusted: the language part works, and nothing of the folder is run. */
import * as assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, eventually, exampleUri, openExample, replace } from "./editor.ts";
import { click, forgetMessages, messages, screenshot, texts } from "./workbench.ts";

const LINK = "[this](command:workbench.action.terminal.new)";
const REFUSAL = /Processes are started in a trusted workspace only/;

describe("An untrusted workspace", () => {
  afterEach(async () => {
    await forgetMessages();
    await closeAll();
  });

  it("is what this is", () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("has its files checked as they are typed", async () => {
    const editor = await openExample("interfaces/paper.api");
    await replace(editor, "A5,     ///<", "A5 = 0,  ///<");
    await eventually(() => assert.equal(diagnosticsOf(editor.document.uri).length, 1));
  });

  it("has its close handlers looked for, which needs no compiler", async () => {
    await openExample("interfaces/printer.api");
    await eventually(() => assert.ok(diagnosticsOf(exampleUri("interfaces/printer.api")).length > 0));
  });

  it("has a name that is written like a link shown as text, not as what runs a command", async () => {
    const uri = exampleUri("printServer/Component.cdef");
    const definition = await vscode.workspace.openTextDocument(uri);
    const before = definition.getText();
    const edit = new vscode.WorkspaceEdit();
    const at = before.indexOf("printServer.c");
    edit.replace(uri, new vscode.Range(definition.positionAt(at), definition.positionAt(at + 13)), `"${LINK}.c"`);
    await vscode.workspace.applyEdit(edit);
    await openExample("interfaces/printer.api");
    await click('[id="status.languageStatus"][aria-label*="Close handler of printer: unknown"]');
    await click('.hover-language-status a:has-text("Explain")');
    await eventually(async () => assert.match(await messages(), /Close handler of printer: unknown: .*\[this\]/));
    assert.deepEqual(await texts(".notification-list-item-message a"), []);
    await screenshot("hostile-name");
    await vscode.window.showTextDocument(definition);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("starts no runtime", async () => {
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    await eventually(async () => assert.match(await messages(), REFUSAL));
    await screenshot("untrusted");
    assert.deepEqual(runtimes(), []);
  });

  it("runs no client", async () => {
    const client = exampleUri("evilClient.mjs");
    const mark = exampleUri("mark").fsPath;
    writeFileSync(
      client.fsPath,
      `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(mark)}, "");`,
    );
    await vscode.commands.executeCommand("legatoApi.runClient", client, []);
    await eventually(async () => assert.match(await messages(), REFUSAL));
    assert.equal(vscode.window.terminals.length, 0);
    assert.ok(!readdirSync(path.dirname(mark)).includes("mark"));
  });

  it("starts no client that is to be killed", async () => {
    await vscode.commands.executeCommand("legatoApi.tryCloseHandler");
    await eventually(async () => assert.match(await messages(), REFUSAL));
    assert.equal(vscode.tasks.taskExecutions.length, 0);
    assert.deepEqual(runtimes(), []);
  });
});

/** Command lines of the runtimes that serve in the folder of this run. */
function runtimes(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return [];
      }
    })
    .filter(
      (command) =>
        command.includes("legato-api.mjs runtime") && command.includes(String(process.env["LEGATO_API_DIR"])),
    );
}
