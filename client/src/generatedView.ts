/**
 * "Show Generated C Interface": a read-only document with the C that a build would generate, live while the `.api` is edited.
 *
 * Its text comes from the language server. Ctrl+click on a declaration leads back to the `.api`.
 */
import type { CInterfaceResult, GeneratedSide } from "@legato-api/server/protocol";
import * as vscode from "vscode";
import type { LanguageServer } from "./languageServer.ts";
import { tell } from "./messages.ts";

const SCHEME = "legato-api-c";
const SIDES: readonly { readonly label: string; readonly side: GeneratedSide }[] = [
  { label: "Client", side: "client" },
  { label: "Server", side: "server" },
  { label: "Server, [async]", side: "asyncServer" },
];

export function activateGeneratedView(context: vscode.ExtensionContext, server: LanguageServer): void {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const results = new Map<string, CInterfaceResult>();
  const askServer = async (view: vscode.Uri): Promise<CInterfaceResult | undefined> => {
    const { api, side } = partsOf(view);
    const result = await server.request<CInterfaceResult | null>("legatoApi/cInterface", { uri: api, side });
    if (result === null) return undefined;
    results.set(view.toString(), result);
    return result;
  };
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (view) => (await askServer(view))?.text ?? "// The .api file cannot be read.\n",
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId !== "legato-api") return;
      // An edit of an imported file changes the types too, so every open view is asked again.
      for (const open of vscode.workspace.textDocuments) if (open.uri.scheme === SCHEME) changed.fire(open.uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void results.delete(uri.toString())),
    vscode.languages.registerDefinitionProvider(
      { scheme: SCHEME },
      {
        provideDefinition: (document, { line }) => {
          const found = results
            .get(document.uri.toString())
            ?.declarations.find((one) => one.line <= line && line <= one.endLine);
          if (found === undefined) return undefined;
          const { api } = partsOf(document.uri);
          return new vscode.Location(
            vscode.Uri.parse(api),
            new vscode.Position(found.source.line, found.source.character),
          );
        },
      },
    ),
    vscode.commands.registerCommand("legatoApi.showGeneratedC", async () => {
      const api = vscode.window.activeTextEditor?.document;
      if (api?.languageId !== "legato-api") {
        void tell("Open an .api file first.");
        return;
      }
      const picked = await vscode.window.showQuickPick(SIDES, { title: "C interface of" });
      if (picked === undefined) return;
      const view = viewUri(api.uri, picked.side);
      const document = await vscode.workspace.openTextDocument(view);
      await vscode.languages.setTextDocumentLanguage(document, "c");
      await vscode.window.showTextDocument(document, {
        viewColumn: vscode.ViewColumn.Beside,
        preserveFocus: true,
        preview: false,
      });
    }),
  );
}

/** The name is what the tab shows; the file it is made from is in the query. */
function viewUri(api: vscode.Uri, side: GeneratedSide): vscode.Uri {
  const name = api.path.replace(/^.*\//, "").replace(/\.api$/, "");
  return vscode.Uri.from({
    scheme: SCHEME,
    path: `/C interface of ${name}.api (${side})`,
    query: JSON.stringify({ api: api.toString(), side }),
  });
}

function partsOf(view: vscode.Uri): { readonly api: string; readonly side: GeneratedSide } {
  const { api, side }: { api: string; side: GeneratedSide } = JSON.parse(view.query);
  return { api, side };
}
