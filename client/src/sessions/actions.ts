/** The commands of the sessions view: what can be done with a row, and with the view. */
import path from "node:path";
import * as vscode from "vscode";
import type { InspectorConnection } from "../inspector/connection.ts";
import { tell } from "../messages.ts";
import { bindWaiting } from "./bindWaiting.ts";
import { closeHandlerPlace } from "./closeHandlerPlace.ts";
import type { SessionsLink } from "./live.ts";
import { noFilter, type Row, type RowOrder } from "./rows.ts";
import type { SessionsView } from "./sessionsView.ts";
import { heldText, plural } from "./words.ts";

const COPIED_SHOWN_MS = 5000;

export interface ActionSurroundings {
  readonly link: SessionsLink;
  readonly view: SessionsView;
  /** Says what went wrong, to the user and to the log. */
  readonly fail: (what: string, error: unknown) => void;
}

export function registerSessionActions({ link, view, fail }: ActionSurroundings): vscode.Disposable {
  const connection = (): InspectorConnection => {
    if (link.state.kind !== "connected")
      throw new Error("No runtime is running. Start one with F5 or 'Legato API: Start Runtime'.");
    return link.state.connection;
  };
  /** From a menu the row is given; from the palette or a key it is the selected one. */
  const rowOf = (row: Row | undefined): Row => {
    const found = row ?? view.selection[0];
    if (found === undefined) throw new Error("Select a row of the Sessions view first.");
    return view.current(found);
  };
  const command = (name: string, what: string, run: (row: Row | undefined) => Promise<unknown>): vscode.Disposable =>
    vscode.commands.registerCommand(`legatoApi.sessions.${name}`, (row?: Row) =>
      run(row).then(undefined, (error: unknown) => fail(what, error)),
    );

  return vscode.Disposable.from(
    command("filter", "The filter was not set", () => pickFilter(view)),
    command("clearFilter", "The filter was not taken away", async () => view.setFilter(noFilter)),
    command("sort", "The order was not set", () => pickOrder(view)),
    command("clearHistory", "The history was not cleared", () => connection().request("sessions/clearHistory", {})),
    command("copyJson", "Nothing was copied", async () => {
      const snapshot = await connection().request("sessions/list", {});
      await vscode.env.clipboard.writeText(JSON.stringify(snapshot, null, 2));
      const open = snapshot.services.reduce((sum, { sessions }) => sum + sessions.length, 0);
      const copied = `Copied ${plural(open, "session")} and ${snapshot.ended.length} ended as JSON`;
      vscode.window.setStatusBarMessage(copied, COPIED_SHOWN_MS);
    }),
    command("revealFunction", "The function cannot be shown", (row) => revealFunction(link, rowOf(row))),
    command("revealServer", "The server's source cannot be shown", (row) => revealServer(link, rowOf(row))),
    command("close", "The session was not closed", async (row) => {
      const session = sessionOf(rowOf(row));
      const question = `Close the session of ${session.client.name} (${session.client.pid})? Legato ends a client whose session is closed.`;
      if ((await vscode.window.showWarningMessage(question, { modal: true }, "Close Session")) === undefined) return;
      await connection().request("session/close", { session: session.id });
    }),
    command("kill", "The client was not killed", async (row) => {
      const session = sessionOf(rowOf(row));
      const question = `Kill ${session.client.name} (process ${session.client.pid})? It holds ${heldText(session)}.`;
      if ((await vscode.window.showWarningMessage(question, { modal: true }, "Kill Client")) === undefined) return;
      await connection().request("client/kill", { session: session.id });
    }),
    command("bind", "The client was not bound", async (row) => {
      const found = rowOf(row);
      if (found.kind !== "waiting") throw new Error("Only a waiting client can be bound.");
      await bindWaiting(found.waiting, link.store.services(), connection());
    }),
    command("addCloseHandler", "No close handler was added", (row) => addCloseHandler(link, rowOf(row))),
  );
}

async function pickFilter(view: SessionsView): Promise<void> {
  const holding = { label: "Only sessions that hold something", picked: view.filter.onlyHolding };
  const leaks = { label: "Only leaks", picked: view.filter.onlyLeaks };
  const picked = await vscode.window.showQuickPick([holding, leaks], {
    canPickMany: true,
    title: "Filter sessions: what",
  });
  if (picked === undefined) return;
  const name = await vscode.window.showInputBox({
    title: "Filter sessions: name",
    prompt: "Part of an interface, a client or a server. Empty shows all.",
    value: view.filter.name,
    // What was picked before it must not be lost to a glance elsewhere.
    ignoreFocusOut: true,
  });
  if (name === undefined) return;
  view.setFilter({ ...noFilter, name, onlyHolding: picked.includes(holding), onlyLeaks: picked.includes(leaks) });
}

async function pickOrder(view: SessionsView): Promise<void> {
  const orders: { readonly label: string; readonly order: RowOrder }[] = [
    { label: "Oldest first", order: "opened" },
    { label: "Client name", order: "name" },
    { label: "Holds most", order: "held" },
    { label: "Calls most", order: "calls" },
  ];
  const picked = await vscode.window.showQuickPick(orders, { title: "Sort sessions by" });
  if (picked !== undefined) view.setOrder(picked.order);
}

function sessionOf(row: Row) {
  if (row.kind !== "session" && row.kind !== "resource") throw new Error("This row is no session.");
  return row.session;
}

function serviceOf(link: SessionsLink, row: Row) {
  if (row.kind === "service") return row.service;
  const id = row.kind === "session" || row.kind === "resource" ? row.session.service : null;
  const service = id === null ? undefined : link.store.service(id);
  if (service === undefined) throw new Error("This row belongs to no service.");
  return service;
}

async function revealFunction(link: SessionsLink, row: Row): Promise<void> {
  const { api, interface: name } = serviceOf(link, row);
  if (api === null) throw new Error(`No .api file with the protocol id of '${name}' was found.`);
  const uri = vscode.Uri.file(api);
  const wanted = row.kind === "resource" ? row.resource.acquiredBy : undefined;
  const symbols =
    wanted === undefined
      ? []
      : await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
          "vscode.executeDocumentSymbolProvider",
          uri,
        );
  const selection = symbols?.find((one) => one.name === wanted)?.selectionRange;
  await vscode.window.showTextDocument(uri, selection === undefined ? {} : { selection });
}

/** Evidence is `path:line`, or the file of a service in TypeScript. */
async function revealServer(link: SessionsLink, row: Row): Promise<void> {
  const service = serviceOf(link, row);
  const [evidence = ""] = service.evidence;
  const place = /^(.+):(\d+)$/.exec(evidence);
  if (place?.[1] !== undefined) {
    const line = Number(place[2]) - 1;
    await vscode.window.showTextDocument(vscode.Uri.file(place[1]), { selection: new vscode.Range(line, 0, line, 0) });
    return;
  }
  if (isScript(evidence)) {
    await showScript(evidence);
    return;
  }
  if (service.api === null) throw new Error("Nothing is known about the source of this server.");
  const uri = vscode.Uri.file(service.api);
  const document = await vscode.workspace.openTextDocument(uri);
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
    "vscode.executeDocumentSymbolProvider",
    uri,
  );
  for (const symbol of symbols ?? []) {
    if (symbol.kind !== vscode.SymbolKind.Function) continue;
    const places = await vscode.commands.executeCommand<vscode.Location[]>(
      "vscode.executeImplementationProvider",
      document.uri,
      symbol.selectionRange.start,
    );
    const first = places[0];
    if (first === undefined) continue;
    await vscode.window.showTextDocument(first.uri, { selection: first.range });
    return;
  }
  throw new Error(`No implementation of ${service.interface} was found in this workspace.`);
}

/** A service in TypeScript names its own file as the evidence, without a line. */
function isScript(evidence: string): boolean {
  return path.isAbsolute(evidence) && /\.[cm]?[jt]s$/.test(evidence);
}

/** Where its close handler stands, or could. */
async function showScript(file: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const at = document.positionAt(closeHandlerPlace(document.getText()));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}

/**
 * The quick fix of the language server, offered from here: it stands on the warning in the `.api`. A service in TypeScript is not C's: it is shown, with
 * what to write.
 */
async function addCloseHandler(link: SessionsLink, row: Row): Promise<void> {
  const { api, interface: name, evidence } = serviceOf(link, row);
  const script = evidence.find(isScript);
  if (script !== undefined) {
    await showScript(script);
    void tell(
      `${path.basename(script)} frees what a client left in 'onClose(session)': write one beside the functions of the service and save; it is started anew.`,
    );
    return;
  }
  if (api === null) throw new Error(`No .api file with the protocol id of '${name}' was found.`);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(api));
  const warning = vscode.languages.getDiagnostics(document.uri).find((one) => ruleOf(one) === "missing-close-handler");
  if (warning === undefined) throw new Error("No server of this interface in the workspace lacks a close handler.");
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    warning.range,
    vscode.CodeActionKind.QuickFix.value,
    20,
  );
  const action = actions.find((one) => one.title.startsWith("Add close handler"));
  if (action?.edit === undefined)
    throw new Error("The handler cannot be written here; look at the warning in the .api file.");
  await vscode.workspace.applyEdit(action.edit);
  const [changed] = action.edit.entries()[0] ?? [];
  if (changed !== undefined) await vscode.window.showTextDocument(changed);
}

/** VS Code keeps it as a bare code, or with the address of the rule's page. */
function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}
