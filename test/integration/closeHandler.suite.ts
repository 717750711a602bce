/** The server that forgets the client that dies: the warning at both places, and the fix that writes the handler. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, eventually, exampleUri, openExample, rangeOf, ruleOf } from "./editor.ts";
import { hasWorkbench, press, screenshot, waitFor } from "./workbench.ts";

const rule = "missing-close-handler";
const apiFile = "interfaces/printer.api";
const sourceFile = "printServer/printServer.c";
const registration = /le_msg_AddServiceCloseHandler\(\s*printer_GetServiceRef\(\)\s*,\s*\w+\s*,\s*NULL\s*\)/;

describe("A missing close handler", () => {
  afterEach(closeAll);

  it("is a warning on the .api function and on the C function, each linking to the other", async () => {
    const api = await openExample(apiFile);
    await screenshot("warning-in-api");
    const source = await openExample(sourceFile);
    const inApi = await eventually(() => onlyWarning(api.document.uri));
    const inSource = await eventually(() => onlyWarning(source.document.uri));

    assert.equal(api.document.getText(inApi.range), "Open");
    assert.equal(source.document.getText(inSource.range), "printer_Open");
    assert.equal(inApi.severity, vscode.DiagnosticSeverity.Warning);
    assert.ok(linksTo(inApi, source.document.uri, inSource.range), "the .api links to the C function");
    assert.ok(linksTo(inSource, api.document.uri, inApi.range), "the C function links to the .api");
    await screenshot("warning-in-c");
  });

  for (const [file, name] of [
    [apiFile, "Open\n("],
    [sourceFile, "printer_Open\n("],
  ] as const) {
    it(`is mended from ${file} in one step that one undo takes back`, async function () {
      if (!hasWorkbench) this.skip();
      const source = await vscode.workspace.openTextDocument(exampleUri(sourceFile));
      const before = source.getText();
      const editor = await openExample(file);
      await eventually(() => onlyWarning(editor.document.uri));

      const start = rangeOf(editor.document, name).start;
      editor.selection = new vscode.Selection(start, start);
      editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
      await chooseQuickFix("Add close handler", `menu-${file.endsWith(".api") ? "api" : "c"}`);

      await eventually(() => assert.match(source.getText(), registration));
      assert.match(source.getText(), /printer_GetClientSessionRef\(\)/);
      await eventually(() => assert.deepEqual([warnings(exampleUri(apiFile)), warnings(source.uri)], [[], []]));
      const shown = await vscode.window.showTextDocument(source);
      shown.revealRange(rangeOf(source, "printer_GetClientSessionRef()"), vscode.TextEditorRevealType.InCenter);
      await screenshot(`fixed-from-${file.endsWith(".api") ? "api" : "c"}`);

      await vscode.commands.executeCommand("undo");
      assert.equal(source.getText(), before);
      await eventually(() => onlyWarning(source.uri));
    });
  }
});

function warnings(uri: vscode.Uri): vscode.Diagnostic[] {
  return diagnosticsOf(uri).filter((diagnostic) => ruleOf(diagnostic) === rule);
}

function onlyWarning(uri: vscode.Uri): vscode.Diagnostic {
  const [first, ...more] = warnings(uri);
  assert.ok(first, `${uri.path} has the warning`);
  assert.deepEqual(more, []);
  return first;
}

function linksTo({ relatedInformation = [] }: vscode.Diagnostic, uri: vscode.Uri, range: vscode.Range): boolean {
  return relatedInformation.some(
    ({ location }) => location.uri.toString() === uri.toString() && location.range.isEqual(range),
  );
}

/** As a user does: Ctrl+. in the active editor, Enter on the entry, which is the first. What the workbench draws may lag behind what extensions know. */
async function chooseQuickFix(title: string, picture: string): Promise<void> {
  const entry = `.action-widget .monaco-list-row.focused:has-text("${title}")`;
  await eventually(async () => {
    await press("Escape");
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await press("Control+.");
    await waitFor(entry);
  });
  await screenshot(picture);
  await press("Enter");
}
