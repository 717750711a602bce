/** What VS Code itself does in an `.api` or a definition file: its language, comments that go on, brackets that close, indentation. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, openExample } from "./editor.ts";
import { screenshot } from "./workbench.ts";

describe("The languages", () => {
  afterEach(closeAll);

  for (const [file, language] of [
    ["interfaces/printer.api", "legato-api"],
    ["printServer/Component.cdef", "legato-definition"],
    ["printer.adef", "legato-definition"],
  ] as const) {
    it(`know ${file}`, async () => {
      const editor = await openExample(file);
      assert.equal(editor.document.languageId, language);
      await screenshot(`colours-${file.replace(/.*\//, "")}`);
    });
  }

  it("continue a documentation comment, and close it", async () => {
    assert.equal(await typed("legato-api", ["/**", "\n", "Opens a job.", "\n"]), "/**\n * Opens a job.\n * \n */");
  });

  it("do not continue a comment that is closed", async () => {
    assert.equal(await typed("legato-api", ["\n", "x"], "/** One line. */"), "/** One line. */\nx");
  });

  it("indent between parentheses and braces, and put the closing one back", async () => {
    assert.equal(
      await typed("legato-api", ["FUNCTION Close", "\n", "(", "\n", "Job job"]),
      "FUNCTION Close\n(\n    Job job\n)",
    );
    assert.equal(await typed("legato-definition", ["provides:", "\n", "{", "\n", "api:"]), "provides:\n{\n    api:\n}");
  });

  it("comment a line out", async () => {
    const document = await vscode.workspace.openTextDocument({ language: "legato-api", content: "REFERENCE Job;" });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("editor.action.commentLine");
    assert.equal(document.getText(), "// REFERENCE Job;");
  });
});

/** The text of a new file after the given pieces were typed, one after the other, at the end of what it starts with. */
async function typed(language: string, pieces: readonly string[], start = ""): Promise<string> {
  const document = await vscode.workspace.openTextDocument({ language, content: start });
  const editor = await vscode.window.showTextDocument(document);
  editor.options = { insertSpaces: true, tabSize: 4 };
  const end = document.positionAt(start.length);
  editor.selection = new vscode.Selection(end, end);
  for (const piece of pieces) await vscode.commands.executeCommand("type", { text: piece });
  return document.getText();
}
