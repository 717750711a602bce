/**
 * Ticks off the steps of the walkthrough when the thing itself has happened, however it was done: context keys that package.json's `completionEvents` name.
 *
 * In: diagnostics, the language server's verdicts, the sessions that are seen. Out: `legatoApi.firstRun.*`, each set once; then nobody listens any more. VS Code
 * remembers what was ticked off.
 */
import { STATUS_REQUEST, type StatusResult } from "@legato-api/server/protocol";
import * as vscode from "vscode";
import type { LanguageServer } from "../languageServer.ts";
import type { SessionsLink } from "../sessions/live.ts";

const SOURCE = "legato-api";
const MISSING = "missing-close-handler";

export function activateProgress(context: vscode.ExtensionContext, server: LanguageServer, link: SessionsLink): void {
  context.subscriptions.push(watchFindings(), watchCloseHandlers(server), watchSessions(link));
}

/** Something was found in an `.api` that is shown. */
function watchFindings(): vscode.Disposable {
  const look = (): void => {
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document.uri);
    if (!shown.some((uri) => uri.path.endsWith(".api") && ownIn(uri).length > 0)) return;
    subscription.dispose();
    tick("validated");
  };
  // What was found in the background shows when the file is opened.
  const subscription = vscode.Disposable.from(
    vscode.languages.onDidChangeDiagnostics(look),
    vscode.window.onDidChangeVisibleTextEditors(look),
  );
  return subscription;
}

/** The warning went from a file because the server now says that a handler is registered, and for no other reason. */
function watchCloseHandlers(server: LanguageServer): vscode.Disposable {
  const lacking = new Set<string>();
  const subscription = vscode.languages.onDidChangeDiagnostics(async ({ uris }) => {
    for (const uri of uris) {
      const key = uri.toString();
      if (ownIn(uri).some((one) => ruleOf(one) === MISSING)) lacking.add(key);
      else if (lacking.delete(key) && (await isRegistered(server, key))) {
        subscription.dispose();
        tick("closeHandlerAdded");
      }
    }
  });
  return subscription;
}

async function isRegistered(server: LanguageServer, uri: string): Promise<boolean> {
  // Diagnostics go with a server that ends as well.
  if (server.health !== "running") return false;
  // A server that ends meanwhile answers nothing.
  const status = await server.request<StatusResult>(STATUS_REQUEST, { uri }).catch(() => undefined);
  return status?.services.some(({ state }) => state === "registered") === true;
}

/** A session was seen; a client died that had not closed its own. */
function watchSessions(link: SessionsLink): vscode.Disposable {
  let hasSeen = false;
  const subscription = link.onChange(() => {
    const ended = link.store.ended();
    if (!hasSeen && (link.store.counts().open > 0 || ended.length > 0)) {
      hasSeen = true;
      tick("sessionSeen");
    }
    if (!ended.some(({ end }) => end?.cause === "signal")) return;
    subscription.dispose();
    tick("crashSeen");
  });
  return subscription;
}

function ownIn(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === SOURCE);
}

function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

function tick(step: "validated" | "closeHandlerAdded" | "sessionSeen" | "crashSeen"): void {
  void vscode.commands.executeCommand("setContext", `legatoApi.firstRun.${step}`, true);
}
