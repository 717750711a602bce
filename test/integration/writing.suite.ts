/** What people use every day, in VS Code itself: go to definition, rename, format, complete, and what a change breaks since the last commit. */
import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, eventually, exampleUri, openExample, rangeOf, replace, ruleOf } from "./editor.ts";
import { hasWorkbench, press, screenshot, texts, waitFor } from "./workbench.ts";

const apiFile = "interfaces/printer.api";
const clientFile = "printClient/printClient.c";
const serverFile = "printServer/printServer.c";

describe("Writing", () => {
  afterEach(closeAll);

  it("goes from a C call to the .api, from there to the implementation, and across USETYPES", async () => {
    const client = await openExample(clientFile);
    const call = rangeOf(client.document, "printer_Open(").start;
    client.selection = new vscode.Selection(call, call);
    await eventually(async () => {
      await vscode.window.showTextDocument(client.document);
      await vscode.commands.executeCommand("editor.action.revealDefinition");
      assert.equal(selected(), "Open in printer.api");
    });
    await vscode.commands.executeCommand("editor.action.goToImplementation");
    await eventually(() => assert.equal(selected(), "printer_Open in printServer.c"));

    const api = await openExample(apiFile);
    const size = rangeOf(api.document, "paper.Size").end;
    api.selection = new vscode.Selection(size, size);
    await vscode.commands.executeCommand("editor.action.revealDefinition");
    await eventually(() => assert.equal(selected(), "Size in paper.api"));
  });

  it("renames a function in the .api and, after a look, in the C of its clients and servers", async function () {
    if (!hasWorkbench) this.skip();
    const documents = await Promise.all(
      [apiFile, clientFile, serverFile].map((file) => vscode.workspace.openTextDocument(exampleUri(file))),
    );
    const editor = await openExample(apiFile);
    const name = rangeOf(editor.document, "SetPaper");
    editor.selection = new vscode.Selection(name.start, name.start);
    editor.revealRange(name, vscode.TextEditorRevealType.InCenter);
    await eventually(async () => {
      await vscode.window.showTextDocument(editor.document);
      await press("F2");
      await waitFor(".rename-box .rename-input:focus");
    });
    await press("Control+A");
    for (const key of "PickPaper") await press(key);
    await press("Enter");
    // C changes only after a look at what would change.
    await waitFor(".bulk-edit-panel");
    await eventually(async () => assert.match((await texts(".bulk-edit-panel")).join("\n"), /printServer\.c/));
    await screenshot("rename-preview");
    assert.doesNotMatch(documents.map((one) => one.getText()).join("\n"), /PickPaper/);
    await eventually(async () => {
      await vscode.commands.executeCommand("refactorPreview.apply");
      assert.match(editor.document.getText(), /FUNCTION le_result_t PickPaper\n/);
    });
    assert.match(documents[1]?.getText() ?? "", /printer_SetPaper\(jobRef/, "what was not ticked stays");
  });

  it("renames by the provider: every file that names the function, and nothing else", async () => {
    const editor = await openExample(apiFile);
    const position = rangeOf(editor.document, "SetPaper").start;
    const edit: vscode.WorkspaceEdit = await eventually(async () => {
      const found = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        "vscode.executeDocumentRenameProvider",
        editor.document.uri,
        position,
        "PickPaper",
      );
      assert.equal(found.size, 3);
      return found;
    });
    assert.ok(await vscode.workspace.applyEdit(edit));
    const changed = await Promise.all(
      [apiFile, clientFile, serverFile].map((file) => vscode.workspace.openTextDocument(exampleUri(file))),
    );
    const [api, client, server] = changed.map((document) => document.getText());
    assert.match(api ?? "", /FUNCTION le_result_t PickPaper\n/);
    assert.match(client ?? "", /LE_ASSERT_OK\(printer_PickPaper\(jobRef, PAPER_A5\)\);/);
    assert.match(server ?? "", /le_result_t printer_PickPaper\n\(/);
    assert.doesNotMatch([api, client, server].join("\n"), /\bprinter_SetPaper\b(?!\(\))|FUNCTION le_result_t SetPaper/);
    await vscode.commands.executeCommand("undo");
  });

  it("formats on demand, and leaves a file alone that has a syntax error", async () => {
    await eventually(async () => {
      const formatted = await format("FUNCTION  uint8 Open(uint8   a IN, ///< First.\nstring name[ 4 ] );\n");
      assert.equal(formatted, "FUNCTION uint8 Open\n(\n    uint8 a IN,  ///< First.\n    string name[4]\n);\n");
    });
    const broken = "FUNCTION  Open(uint8   a\n";
    assert.equal(await format(broken), broken);
  });

  it("completes a type of another file, and imports it with it", async () => {
    await eventually(async () => {
      const document = await vscode.workspace.openTextDocument({
        language: "legato-api",
        content: "REFERENCE Job;\nFUNCTION Print(pap);\n",
      });
      const editor = await vscode.window.showTextDocument(document);
      const end = rangeOf(document, "pap").end;
      editor.selection = new vscode.Selection(end, end);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        end,
      );
      const ours = list.items.filter(({ label }) => labelOf(label) === "paper.Size");
      assert.equal(ours.length, 1);
      await vscode.commands.executeCommand("editor.action.triggerSuggest");
      if (hasWorkbench) {
        await eventually(async () => {
          assert.match((await texts(".suggest-widget .monaco-list-row.focused")).join(), /paper\.Size/);
        }, 5_000);
      }
      await screenshot("completion");
      await vscode.commands.executeCommand("acceptSelectedSuggestion");
      assert.equal(document.getText(), "USETYPES paper;\n\nREFERENCE Job;\nFUNCTION Print(paper.Size);\n");
    });
  });

  it("tells what a change breaks since the last commit, until that is committed", async () => {
    const folder = path.dirname(path.dirname(exampleUri(apiFile).fsPath));
    const git = (...args: string[]): void =>
      void execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...args], {
        cwd: folder,
        stdio: "ignore",
      });
    const settings = vscode.workspace.getConfiguration("legatoApi");
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "First");
    try {
      await settings.update("breakingChanges", true, vscode.ConfigurationTarget.Global);
      const editor = await openExample(apiFile);
      const told = (): string[] =>
        diagnosticsOf(editor.document.uri)
          .filter((one) => ruleOf(one).startsWith("breaking-"))
          .map((one) => `${ruleOf(one)} at ${editor.document.getText(one.range)}`);
      await replace(editor, "string name[64]", "string name[32]");
      editor.revealRange(rangeOf(editor.document, "string name[32]"), vscode.TextEditorRevealType.InCenter);
      await eventually(() => assert.deepEqual(told(), ["breaking-protocol-id at ", "breaking-parameter-size at name"]));
      await screenshot("breaking");
      // The example's own file stays as it is: an empty commit moves HEAD, a soft reset moves it back.
      git("update-index", "--cacheinfo", `100644,${hashOf(editor.document.getText(), folder)},${apiFile}`);
      git("commit", "-qm", "Shorter names");
      await eventually(() => assert.deepEqual(told(), []));
      git("reset", "-q", "--soft", "HEAD~1");
      await eventually(() => assert.equal(told().length, 2));
    } finally {
      await settings.update("breakingChanges", undefined, vscode.ConfigurationTarget.Global);
      rmSync(path.join(folder, ".git"), { recursive: true });
    }
  });
});

/** The name at the cursor, and the file it stands in. */
function selected(): string {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return "";
  const { document, selection } = editor;
  const word = document.getText(document.getWordRangeAtPosition(selection.start));
  return `${word} in ${path.basename(document.uri.path)}`;
}

async function format(content: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument({ language: "legato-api", content });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand("editor.action.formatDocument");
  return document.getText();
}

function labelOf(label: string | vscode.CompletionItemLabel): string {
  return typeof label === "string" ? label : label.label;
}

/** Writes a text into the repository's objects and tells its hash. */
function hashOf(text: string, folder: string): string {
  return execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd: folder, input: text }).toString().trim();
}
