/** `legato-api lsp --stdio`: the language server, for any editor. Ends with the connection. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "../server.ts";
import { type Command, UsageError } from "./commandLine.ts";

export const lspCommand: Command = async (args, { environment, wasmPath }) => {
  if (!args.includes("--stdio") || args.length > 1) {
    throw new UsageError(
      "Write 'legato-api lsp --stdio': the server talks to an editor over standard input and output.",
    );
  }
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  startServer(connection, { wasmPath, environment });
  const ended = new Promise<number>((resolve) => connection.onExit(() => resolve(0)));
  connection.listen();
  return ended;
};
