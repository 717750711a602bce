/**
 * The panel "Calls and Timeline": opened on demand, follows the calls of the connected runtime while it is open.
 *
 * The page draws (webview/); this side feeds it and opens what is clicked. The page has no inline script, no network, and gets only data.
 */
import * as vscode from "vscode";
import { tellError } from "../messages.ts";
import type { SessionsLink } from "../sessions/live.ts";
import type { Row } from "../sessions/rows.ts";
import { Feed } from "./feed.ts";
import { page } from "./html.ts";
import { readMessage, type ToPage } from "./messages.ts";

const VIEW_TYPE = "legatoApi.timeline";

export function activateTimeline(context: vscode.ExtensionContext, link: SessionsLink): void {
  let shown: { readonly panel: vscode.WebviewPanel; readonly feed: Feed } | undefined;
  const show = async (filter: string | undefined): Promise<void> => {
    if (shown === undefined) await link.start();
    // Asked for twice meanwhile, it is there once.
    if (shown === undefined) {
      shown = openPanel(context, link);
      shown.panel.onDidDispose(() => {
        shown = undefined;
      });
    }
    shown.panel.reveal();
    if (filter !== undefined) shown.feed.filter(filter);
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("legatoApi.showTimeline", () => show(undefined)),
    vscode.commands.registerCommand("legatoApi.sessions.showCalls", (row?: Row) => show(row?.label)),
  );
}

function openPanel(
  context: vscode.ExtensionContext,
  link: SessionsLink,
): { readonly panel: vscode.WebviewPanel; readonly feed: Feed } {
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
  const panel = vscode.window.createWebviewPanel(VIEW_TYPE, "Legato Timeline", vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [dist],
    retainContextWhenHidden: false,
  });
  const send = (message: ToPage): void => void panel.webview.postMessage(message);
  const feed = new Feed(link, send);
  panel.webview.onDidReceiveMessage((message: unknown) =>
    receive(message, feed).catch((error: unknown) =>
      tellError(`Nothing was opened: ${error instanceof Error ? error.message : String(error)}`),
    ),
  );
  panel.onDidChangeViewState(() => {
    // One that comes back into sight is made anew, and says that it is ready.
    if (!panel.visible) feed.pause();
  });
  panel.onDidDispose(() => feed.dispose());
  const asset = (name: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  panel.webview.html = page({ script: asset("timeline.js"), style: asset("timeline.css") }, panel.webview.cspSource);
  return { panel, feed };
}

async function receive(said: unknown, feed: Feed): Promise<void> {
  const message = readMessage(said);
  switch (message?.type) {
    case "ready":
      feed.start();
      return;
    case "open":
      if (feed.hasShown(message.api)) await openFunction(message.api, message.function);
      return;
    case "export": {
      const content = JSON.stringify(message.calls, null, 2);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "json", content }));
    }
  }
}

async function openFunction(api: string, name: string): Promise<void> {
  const uri = vscode.Uri.file(api);
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
    "vscode.executeDocumentSymbolProvider",
    uri,
  );
  const selection = symbols?.find((one) => one.name === name)?.selectionRange;
  await vscode.window.showTextDocument(uri, {
    viewColumn: vscode.ViewColumn.Beside,
    ...(selection === undefined ? {} : { selection }),
  });
}
