/** Mistakes in `.api` files show at once, on text that is not saved, also where the mistake is in an imported file. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, eventually, exampleUri, openExample, rangeOf, replace } from "./editor.ts";
import { hasWorkbench, screenshot, waitFor, waitUntilGone } from "./workbench.ts";

describe("Problems", () => {
  afterEach(closeAll);

  it("show as a squiggle while typing, and go with the mistake", async () => {
    const editor = await openExample("interfaces/printer.api");
    await eventually(() => assert.deepEqual(errorsIn(editor.document.uri), []));

    await replace(editor, "paper.Size size IN  ///< The paper.\n", "paper.Siez size IN  ///< The paper.\n");
    editor.revealRange(rangeOf(editor.document, "paper.Siez"), vscode.TextEditorRevealType.InCenter);
    await eventually(() => assert.deepEqual(errorsIn(editor.document.uri), ["Siez"]));
    assert.ok(editor.document.isDirty, "nothing was saved for it");
    if (hasWorkbench) await waitFor(".monaco-editor .squiggly-error");
    await screenshot("squiggle");

    await vscode.commands.executeCommand("undo");
    await eventually(() => assert.deepEqual(errorsIn(editor.document.uri), []));
    if (hasWorkbench) await waitUntilGone(".monaco-editor .squiggly-error");
  });

  it("of an imported file that is not saved show in the importer", async () => {
    const importer = exampleUri("interfaces/printer.api");
    await openExample("interfaces/printer.api");
    const editor = await openExample("interfaces/paper.api");

    await replace(editor, "A5,     ///<", "A5 = 0,  ///<");
    await eventually(() => assert.equal(errorsIn(editor.document.uri).length, 1));
    await eventually(() => {
      const [error] = diagnosticsOf(importer).filter(isError);
      assert.ok(error, "the importer has an error");
      const line = vscode.workspace.textDocuments
        .find(({ uri }) => uri.toString() === importer.toString())
        ?.lineAt(error.range.start.line);
      assert.match(line?.text ?? "", /^USETYPES paper;/);
      const linked = error.relatedInformation?.map(({ location }) => location.uri.toString()) ?? [];
      assert.ok(linked.includes(editor.document.uri.toString()), "it links to the imported file");
    });
    await screenshot("error-in-import");

    await vscode.commands.executeCommand("undo");
    await eventually(() => assert.deepEqual([errorsIn(importer), errorsIn(editor.document.uri)], [[], []]));
  });

  it("of a file that is not saved for the first time show too", async () => {
    const document = await vscode.workspace.openTextDocument({
      language: "legato-api",
      content: "FUNCTION Nope Open();\n",
    });
    await vscode.window.showTextDocument(document);
    await eventually(() => assert.deepEqual(errorsIn(document.uri), ["Nope"]));
  });
});

function isError({ severity }: vscode.Diagnostic): boolean {
  return severity === vscode.DiagnosticSeverity.Error;
}

/** The text under each error of a file that is open, in order; the empty text where it is not open. */
function errorsIn(uri: vscode.Uri): string[] {
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  return diagnosticsOf(uri)
    .filter(isError)
    .map(({ range }) => document?.getText(range) ?? "");
}
