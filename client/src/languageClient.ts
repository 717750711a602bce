/**
 * Starts the language server as a child process of the extension host, speaks LSP with it over IPC, and restarts it on request.
 *
 * Which files it sees: `.api` and definition files of any scheme (an untitled file too), and C and C++ files on disk, because the close
 * handler of an `.api` is looked for in their unsaved text. All answers come from the server; nothing is decided here.
 */
import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from "vscode-languageclient/node";

export async function activateLanguageClient(
  context: vscode.ExtensionContext,
  outputChannel: vscode.LogOutputChannel,
): Promise<void> {
  const module = context.asAbsolutePath("dist/server.js");
  const serverOptions: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ["--nolazy", "--inspect=127.0.0.1:0"] } },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: [
      { language: "legato-api" },
      { language: "legato-definition" },
      { scheme: "file", language: "c" },
      { scheme: "file", language: "cpp" },
    ],
    outputChannel,
  };
  const client = new LanguageClient("legatoApi", "Legato API", serverOptions, clientOptions);
  context.subscriptions.push(
    client,
    vscode.commands.registerCommand("legatoApi.restartServer", async () => {
      outputChannel.info("Restarting the language server on request.");
      await client.restart();
    }),
  );
  await client.start();
}
