/**
 * The panel "Calls and Timeline": opened on demand, follows the calls of the connected runtime while it is open.
 *
 * The page draws (webview/); this side feeds it and opens what is clicked. The page has no inline script, no network, and gets only data.
 */
import * as vscode from "vscode";
import type { InspectorConnection } from "../inspector/connection.ts";
import type { SessionsLink } from "../sessions/live.ts";
import { page } from "./html.ts";
import { readMessage, type ToPage } from "./messages.ts";

const VIEW_TYPE = "legatoApi.timeline";

export function activateTimeline(context: vscode.ExtensionContext, link: SessionsLink): void {
  let panel: vscode.WebviewPanel | undefined;
  context.subscriptions.push(
    vscode.commands.registerCommand("legatoApi.showTimeline", async () => {
      if (panel !== undefined) {
        panel.reveal();
        return;
      }
      await link.start();
      panel = openPanel(context, link);
      panel.onDidDispose(() => {
        panel = undefined;
      });
    }),
  );
}

function openPanel(context: vscode.ExtensionContext, link: SessionsLink): vscode.WebviewPanel {
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
  const panel = vscode.window.createWebviewPanel(VIEW_TYPE, "Legato Timeline", vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [dist],
    retainContextWhenHidden: false,
  });
  const send = (message: ToPage): void => void panel.webview.postMessage(message);
  const feed = new Feed(link, send);
  panel.webview.onDidReceiveMessage((message: unknown) => receive(message, feed));
  panel.onDidDispose(() => feed.dispose());
  const asset = (name: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  panel.webview.html = page({ script: asset("timeline.js"), style: asset("timeline.css") }, panel.webview.cspSource);
  return panel;
}

/** Follows the runtime that is connected; starts anew with the next one. */
class Feed {
  readonly #link: SessionsLink;
  readonly #send: (message: ToPage) => void;
  readonly #subscription: { dispose(): void };
  #connection: InspectorConnection | undefined;
  #calls: { dispose(): void } | undefined;
  readonly #apis = new Set<string>();
  #pending = false;

  constructor(link: SessionsLink, send: (message: ToPage) => void) {
    this.#link = link;
    this.#send = send;
    this.#subscription = link.onChange(() => this.#changed());
  }

  /** The page is there, for the first time or again. */
  start(): void {
    this.#sendSessions();
    void this.#follow(true);
  }

  /** Whether the page was told of this `.api`: it opens no other file. */
  hasShown(api: string): boolean {
    return this.#apis.has(api);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#calls?.dispose();
    void this.#connection?.request("calls/unsubscribe", {}).catch(() => undefined);
  }

  #changed(): void {
    if (this.#link.state.kind === "lost" && this.#connection !== undefined) {
      this.#connection = undefined;
      this.#send({ type: "ended" });
    }
    void this.#follow(false);
    if (this.#pending) return;
    this.#pending = true;
    setImmediate(() => {
      this.#pending = false;
      this.#sendSessions();
    });
  }

  #sendSessions(): void {
    const { store } = this.#link;
    const services = store.services();
    for (const { api } of services) if (api !== null) this.#apis.add(api);
    this.#send({
      type: "sessions",
      services,
      sessions: [...services.flatMap((one) => store.open(one.id)), ...store.ended()],
    });
  }

  async #follow(again: boolean): Promise<void> {
    if (this.#link.state.kind !== "connected") return;
    const { connection } = this.#link.state;
    if (connection === this.#connection && !again) return;
    this.#connection = connection;
    this.#calls?.dispose();
    this.#calls = connection.on("calls/happened", ({ calls, dropped }) =>
      this.#send({ type: "calls", calls, dropped }),
    );
    await connection.request("calls/subscribe", {});
    const { store } = this.#link;
    const known = [...store.services().flatMap((one) => store.open(one.id)), ...store.ended()];
    for (const session of known) {
      const calls = await connection.request("session/calls", { session: session.id });
      if (calls.length > 0) this.#send({ type: "calls", calls, dropped: 0 });
    }
  }
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
