/**
 * Code lenses over the functions of an `.api` while it is live: "2 clients hold 3 Job", over the function that acquired them.
 *
 * In: the sessions that are shown. Out: lenses, drawn anew when a count changes, not when an age does. A click selects a client in the tree.
 */
import * as vscode from "vscode";
import { type Acquired, acquiredIn, acquiredSummary } from "./acquired.ts";
import type { SessionsLink } from "./live.ts";
import { type Row, sessionRow } from "./rows.ts";
import type { SessionsView } from "./sessionsView.ts";

const COMMAND = "legatoApi.sessions.showHolders";

export function registerLiveLenses(link: SessionsLink, view: SessionsView): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let drawn = "";
  return vscode.Disposable.from(
    changed,
    link.onChange(() => {
      const now = JSON.stringify(acquiredIn(link.store));
      if (now === drawn) return;
      drawn = now;
      changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(
      { language: "legato-api", scheme: "file" },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: async ({ uri }) => {
          const held = acquiredIn(link.store).filter(({ api }) => api === uri.fsPath);
          if (link.state.kind !== "connected" || held.length === 0) return [];
          const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
            "vscode.executeDocumentSymbolProvider",
            uri,
          );
          return held.flatMap((one) => {
            const range = symbols?.find(({ name }) => name === one.function)?.selectionRange;
            return range === undefined ? [] : [lens(range, one)];
          });
        },
      },
    ),
    vscode.commands.registerCommand(COMMAND, (ids: readonly number[]) => showHolders(link, view, ids)),
  );
}

function lens(range: vscode.Range, acquired: Acquired): vscode.CodeLens {
  return new vscode.CodeLens(range, {
    title: acquiredSummary(acquired),
    tooltip: "Show them in the Sessions view",
    command: COMMAND,
    arguments: [acquired.sessions],
  });
}

async function showHolders(link: SessionsLink, view: SessionsView, ids: readonly number[]): Promise<void> {
  const rows = ids.flatMap((id): Row[] => {
    const session = link.store.session(id);
    return session === undefined || session.end !== null ? [] : [sessionRow(view.rows(), session)];
  });
  const first = rows[0];
  if (first === undefined) return;
  if (rows.length === 1) return view.reveal(first);
  const picked = await vscode.window.showQuickPick(
    rows.map((row) => ({ label: row.label, description: row.description, row })),
    { title: "Clients that hold it" },
  );
  if (picked !== undefined) await view.reveal(picked.row);
}
