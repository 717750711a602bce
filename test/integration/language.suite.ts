/** What VS Code itself does in an `.api` or a definition file: its language, comments that go on, brackets that close, indentation. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, eventually, openExample, rangeOf } from "./editor.ts";
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
    await types("legato-api", ["/**", "\n", "Opens a job.", "\n"], "/**\n * Opens a job.\n * \n */");
  });

  it("do not continue a comment that is closed", async () => {
    await types("legato-api", ["\n", "x"], "/** One line. */\nx", "/** One line. */");
  });

  it("indent between parentheses and braces, and put the closing one back", async () => {
    await types("legato-api", ["FUNCTION Close", "\n", "(", "\n", "Job job"], "FUNCTION Close\n(\n    Job job\n)");
    await types("legato-definition", ["provides:", "\n", "{", "\n", "api:"], "provides:\n{\n    api:\n}");
  });

  it("comment a line out", async () => {
    const { document } = await openExample("interfaces/paper.api");
    await vscode.window.showTextDocument(document, { selection: rangeOf(document, "ENUM Size") });
    await vscode.commands.executeCommand("editor.action.commentLine");
    assert.match(document.getText(), /^\/\/ ENUM Size$/m);
  });
});

/**
 * Types the pieces, one after the other, at the end of a new file, and compares what stands there then. Tried again while it differs: VS Code closes
 * brackets only in text whose colours it knows already, and these come in the background; and the name of an untitled file, when it comes again
 * soon, brings back the text it had.
 */
async function types(language: string, pieces: readonly string[], expected: string, start = ""): Promise<void> {
  await eventually(async () => {
    const document = await vscode.workspace.openTextDocument({ language, content: start });
    const editor = await vscode.window.showTextDocument(document);
    editor.options = { insertSpaces: true, tabSize: 4 };
    const end = document.positionAt(start.length);
    editor.selection = new vscode.Selection(end, end);
    for (const piece of pieces) await vscode.commands.executeCommand("type", { text: piece });
    assert.equal(document.getText(), expected);
  });
}
