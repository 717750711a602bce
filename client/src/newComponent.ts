/** "New Server Component": asks the language server for its rewrites of the `.api` at hand, and opens what was written. */
import * as vscode from "vscode";
import { tell } from "./messages.ts";
import { plainText } from "./plainText.ts";

const TITLE = "New server component";

export function activateNewComponent(context: vscode.ExtensionContext): void {
  context.subscriptions.push(vscode.commands.registerCommand("legatoApi.newServerComponent", newComponent));
}

async function newComponent(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== "legato-api") {
    void tell("Open the .api file that is to be served first.");
    return;
  }
  const start = new vscode.Range(0, 0, 0, 0);
  const kind = vscode.CodeActionKind.RefactorRewrite.value;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    start,
    kind,
  );
  const offered = actions.filter(({ title, edit }) => title.startsWith(TITLE) && edit !== undefined);
  if (offered.length === 0) {
    void tell("There is a component that provides this interface already, or it has errors or no function.");
    return;
  }
  const picked = await vscode.window.showQuickPick(
    offered.map((action) => ({ label: plainText(action.title.slice(TITLE.length + 1)), action })),
    { title: TITLE },
  );
  const edit = picked?.action.edit;
  if (edit === undefined || !(await vscode.workspace.applyEdit(edit))) return;
  for (const [uri] of edit.entries()) await vscode.window.showTextDocument(uri, { preview: false });
}
