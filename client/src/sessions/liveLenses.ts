/**
 * Code lenses over the functions of an `.api` while it is live: "2 clients hold 3 Job" over the function that acquired them, and "Try my close handler"
 * over each function that hands something out.
 *
 * In: the sessions that are shown, what the language server says of the file. Out: lenses, drawn anew when a count or a service changes, not when an age
 * does. A click selects a client in the tree, or tries.
 */
import type { ServiceFacts } from "@legato-api/runtime/inspector-protocol";
import type { AcquiringFunction } from "@legato-api/server/protocol";
import * as vscode from "vscode";
import type { LanguageServer } from "../languageServer.ts";
import { plainText } from "../plainText.ts";
import { type Acquired, acquiredIn, acquiredSummary } from "./acquired.ts";
import { acquiringIn } from "./acquiring.ts";
import type { SessionsLink } from "./live.ts";
import { type Row, sessionRow } from "./rows.ts";
import type { SessionsView } from "./sessionsView.ts";
import { TRY_CLOSE_HANDLER, type TryTarget } from "./tryCloseHandler.ts";

const COMMAND = "legatoApi.sessions.showHolders";

export function registerLiveLenses(link: SessionsLink, view: SessionsView, server: LanguageServer): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let drawn = "";
  return vscode.Disposable.from(
    changed,
    link.onChange(() => {
      const now = JSON.stringify([link.state.kind, acquiredIn(link.store), triable(link).map(({ id }) => id)]);
      if (now === drawn) return;
      drawn = now;
      changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(
      { language: "legato-api", scheme: "file" },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: async ({ uri }) => {
          const isHere = ({ api }: { readonly api: string | null }): boolean => api === uri.fsPath;
          const held = link.state.kind === "connected" ? acquiredIn(link.store).filter(isHere) : [];
          const services = triable(link).filter(isHere);
          if (held.length === 0 && services.length === 0) return [];
          const functions = await acquiringIn(server, uri.toString());
          return [
            ...(await holderLenses(uri, held, functions)),
            ...services.flatMap((service) => functions.map((fn) => tryLens(fn, service, services.length > 1))),
          ];
        },
      },
    ),
    vscode.commands.registerCommand(COMMAND, (ids: readonly number[]) => showHolders(link, view, ids)),
  );
}

/** Services whose clients can be started and watched as they go. */
function triable({ state, store }: SessionsLink): readonly ServiceFacts[] {
  if (state.kind !== "connected" || !vscode.workspace.isTrusted) return [];
  return store.services().filter(({ advertised, relayed, api }) => advertised && relayed && api !== null);
}

/** What is held may have come by an event, too, which no acquiring function is. */
async function holderLenses(
  uri: vscode.Uri,
  held: readonly Acquired[],
  functions: readonly AcquiringFunction[],
): Promise<readonly vscode.CodeLens[]> {
  const known = new Map(functions.map(({ name, range }) => [name, rangeOf(range)]));
  const symbols = held.every((one) => known.has(one.function))
    ? []
    : await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        "vscode.executeDocumentSymbolProvider",
        uri,
      );
  return held.flatMap((one) => {
    const range = known.get(one.function) ?? symbols?.find(({ name }) => name === one.function)?.selectionRange;
    return range === undefined ? [] : [holderLens(range, one)];
  });
}

function holderLens(range: vscode.Range, acquired: Acquired): vscode.CodeLens {
  return new vscode.CodeLens(range, {
    title: acquiredSummary(acquired),
    tooltip: "Show them in the Sessions view",
    command: COMMAND,
    arguments: [acquired.sessions],
  });
}

function tryLens(
  { name, range, resource }: AcquiringFunction,
  service: ServiceFacts,
  several: boolean,
): vscode.CodeLens {
  const target: TryTarget = { kind: "function", service: service.id, function: name };
  return new vscode.CodeLens(rangeOf(range), {
    title: several ? `Try close handler of ${service.interface}` : "Try my close handler",
    tooltip: `A client takes a ${resource} and is killed: see what ${service.server.name} does`,
    command: TRY_CLOSE_HANDLER,
    arguments: [target],
  });
}

function rangeOf({ start, end }: AcquiringFunction["range"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
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
    rows.map((row) => ({ label: plainText(row.label), description: plainText(row.description), row })),
    { title: "Clients that hold it" },
  );
  if (picked !== undefined) await view.reveal(picked.row);
}
