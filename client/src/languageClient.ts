/**
 * Starts the language server as a child process of the extension host, speaks LSP with it over IPC, and starts it anew on request.
 *
 * Which files it sees: `.api` and definition files of any scheme (an untitled file too), and C and C++ files on disk, because the close
 * handler of an `.api` is looked for in their unsaved text. All answers come from the server; nothing is decided here. The client library is the
 * largest part of the extension, so it is loaded in a turn of its own after `activate` has returned.
 */
import { setImmediate } from "node:timers/promises";
import { WORKSPACE_TRUSTED_NOTIFICATION } from "@legato-api/server/protocol";
import * as vscode from "vscode";
import type { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";
import type { LanguageServer, ServerHealth } from "./languageServer.ts";
import { tellError } from "./messages.ts";
import { ServerRestarts } from "./serverRestarts.ts";

/** The server starts beside the editor, which shows what is already there; requests wait for it. A failure to start is said in the channel. */
export function activateLanguageClient(
  context: vscode.ExtensionContext,
  outputChannel: vscode.LogOutputChannel,
): LanguageServer {
  const changed = new vscode.EventEmitter<ServerHealth>();
  let health: ServerHealth = "starting";
  let client: LanguageClient | undefined;
  let isOver = false;
  const listeners = new Set<{ readonly method: string; readonly take: () => void }>();
  const say = (now: ServerHealth): void => {
    if (now === health) return;
    health = now;
    changed.fire(now);
  };
  const start = async (): Promise<void> => {
    if (isOver) return;
    say("starting");
    try {
      const created = await createClient(context, outputChannel, (now) => {
        // One that was replaced stops too, which is no news.
        if (created === client) say(now);
      });
      if (isOver) return;
      client = created;
      for (const { method, take } of listeners) created.onNotification(method, take);
      await created.start();
    } catch (error) {
      outputChannel.error("The language server did not start.", error);
      say("failed");
    }
  };
  const startAnew = async (): Promise<void> => {
    const old = client;
    client = undefined;
    // A new client, because one whose server failed to start can be neither stopped nor started again.
    await old?.dispose().catch((error: unknown) => outputChannel.warn("The old server was left behind.", error));
    await start();
  };
  let started = setImmediate().then(start);
  context.subscriptions.push(
    changed,
    {
      dispose: () => {
        isOver = true;
        return client?.dispose();
      },
    },
    vscode.workspace.onDidGrantWorkspaceTrust(async () => {
      await started;
      await client?.sendNotification(WORKSPACE_TRUSTED_NOTIFICATION);
    }),
    vscode.commands.registerCommand("legatoApi.restartServer", () => {
      outputChannel.info("Restarting the language server on request.");
      started = started.then(startAnew);
      return started;
    }),
  );
  return {
    request: async (method, params) => {
      await started;
      if (client === undefined) throw new Error("The language server did not start: see 'Legato API: Show Output'.");
      return client.sendRequest(method, params);
    },
    onNotification(method, take) {
      const listener = { method, take };
      const registered = client?.onNotification(method, take);
      listeners.add(listener);
      return {
        dispose() {
          registered?.dispose();
          listeners.delete(listener);
        },
      };
    },
    get health() {
      return health;
    },
    onHealth: changed.event,
  };
}

async function createClient(
  context: vscode.ExtensionContext,
  outputChannel: vscode.LogOutputChannel,
  onHealth: (health: ServerHealth) => void,
): Promise<LanguageClient> {
  const { CloseAction, ErrorAction, LanguageClient, State, TransportKind } = await import("vscode-languageclient/node");
  // The same bundle as the command in a terminal and in CI: the answers cannot differ.
  const module = context.asAbsolutePath("bin/legato-api.mjs");
  const serverOptions: ServerOptions = {
    run: { module, args: ["lsp"], transport: TransportKind.ipc },
    debug: {
      module,
      args: ["lsp"],
      transport: TransportKind.ipc,
      options: { execArgv: ["--inspect=127.0.0.1:0", "--enable-source-maps"] },
    },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: [
      { language: "legato-api" },
      { language: "legato-definition" },
      { scheme: "file", language: "c" },
      { scheme: "file", language: "cpp" },
    ],
    outputChannel,
    // The owner of the matcher `$legato-api` too: what a task found is replaced by what the server finds later, and nothing is listed twice.
    diagnosticCollectionName: "legato-api",
    // showPlaces.ts has the command that the server's code lenses call.
    initializationOptions: { lensCommands: true, workspaceTrusted: vscode.workspace.isTrusted },
  };
  const restarts = new ServerRestarts();
  clientOptions.errorHandler = {
    // A message that cannot be read or written once says nothing about the next; a connection that is gone is closed.
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed: () => {
      if (restarts.mayRestart(Date.now())) {
        outputChannel.warn("The language server ended unexpectedly. It is started again.");
        return { action: CloseAction.Restart, handled: true };
      }
      void offerRestart();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
  const client = new LanguageClient("legatoApi", "Legato API", serverOptions, clientOptions);
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) onHealth("starting");
    else onHealth(newState === State.Running ? "running" : "failed");
  });
  return client;
}

async function offerRestart(): Promise<void> {
  const said = "The Legato language server keeps ending, and was not started again. Its output may say why.";
  const answer = await tellError(said, "Restart", "Show Output");
  if (answer === "Restart") await vscode.commands.executeCommand("legatoApi.restartServer");
  if (answer === "Show Output") await vscode.commands.executeCommand("legatoApi.showOutput");
}
