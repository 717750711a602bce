/**
 * Starts the language server as a child process of the extension host, speaks LSP with it over IPC, and starts it anew on request.
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

/** What other features ask of the server, whichever one is running. */
export interface LanguageServer {
  request<Result>(method: string, params: object): Promise<Result>;
}

/** The server starts beside the editor, which shows what is already there; requests wait for it. A failure to start is said in the channel. */
export function activateLanguageClient(
  context: vscode.ExtensionContext,
  outputChannel: vscode.LogOutputChannel,
): LanguageServer {
  let client = createClient(context, outputChannel);
  context.subscriptions.push(
    { dispose: () => client.dispose() },
    vscode.commands.registerCommand("legatoApi.restartServer", async () => {
      outputChannel.info("Restarting the language server on request.");
      // A new client, because one whose server failed to start can be neither stopped nor started again.
      await client.dispose().catch((error: unknown) => outputChannel.warn("The old server was left behind.", error));
      client = createClient(context, outputChannel);
      started = start();
      await started;
    }),
  );
  let started = start();
  return {
    request: async (method, params) => {
      await started;
      return client.sendRequest(method, params);
    },
  };

  function start(): Promise<void> {
    return client.start().catch((error: unknown) => outputChannel.error("The language server did not start.", error));
  }
}

function createClient(context: vscode.ExtensionContext, outputChannel: vscode.LogOutputChannel): LanguageClient {
  const module = context.asAbsolutePath("dist/server.js");
  const serverOptions: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: {
      module,
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
    // showPlaces.ts has the command that the server's code lenses call.
    initializationOptions: { lensCommands: true },
  };
  return new LanguageClient("legatoApi", "Legato API", serverOptions, clientOptions);
}
