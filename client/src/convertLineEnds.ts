/** The quick fix "Convert all line ends to LF": VS Code keeps the kind of line end apart from the text, so this is the editor's to do. */
import * as vscode from "vscode";

export function activateConvertLineEnds(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand("legatoApi.convertLineEnds", async (uri: string) => {
      const edit = new vscode.WorkspaceEdit();
      edit.set(vscode.Uri.parse(uri), [vscode.TextEdit.setEndOfLine(vscode.EndOfLine.LF)]);
      await vscode.workspace.applyEdit(edit);
    }),
  );
}
