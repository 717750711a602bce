/** What the suites share: the example's files, waiting for what VS Code shows, and leaving the editor as it was found. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";

export function exampleUri(relativePath: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "the example is open as a folder");
  return vscode.Uri.joinPath(folder.uri, relativePath);
}

export async function openExample(relativePath: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(exampleUri(relativePath));
}

/** Polls, because VS Code has no event for most of what it draws. The last failure is what is thrown in the end. */
export async function eventually<T>(attempt: () => T | Promise<T>, patience = 20_000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Rule id of a diagnostic; VS Code keeps it as a bare code, or with the address of the rule's page. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const code = typeof diagnostic.code === "object" ? diagnostic.code.value : diagnostic.code;
  return String(code);
}

/** The diagnostics of a file in the order of their places. */
export function diagnosticsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** The range of the first place where `text` stands. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, `"${text}" stands in ${document.uri.path}`);
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + text.length));
}

/** Replaces text in an open editor without saving. */
export async function replace(editor: vscode.TextEditor, before: string, after: string): Promise<void> {
  const range = rangeOf(editor.document, before);
  assert.ok(await editor.edit((edit) => edit.replace(range, after)), "the edit was applied");
}

/** Throws away what is not saved and closes all editors. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((one) => one.isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
