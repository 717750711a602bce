/**
 * `legato-api lsp`: the language server. `--stdio` for any editor; `--node-ipc` for a parent that is Node too, as our extension is. Ends with the
 * connection.
 */
import {
  type Connection,
  createConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ProposedFeatures,
} from "vscode-languageserver/node";
import { startServer } from "../server.ts";
import { type Command, UsageError } from "./commandLine.ts";

export const lspCommand: Command = async (args, { environment, wasmPath }) => {
  const connection = connectionOver(args);
  startServer(connection, { wasmPath, environment });
  const ended = new Promise<number>((resolve) => connection.onExit(() => resolve(0)));
  connection.listen();
  return ended;
};

function connectionOver(args: readonly string[]): Connection {
  // VS Code's client says in an argument which process it is; it says it again in `initialize`.
  const [transport, ...others] = args.filter((argument) => !argument.startsWith("--clientProcessId="));
  if (others.length === 0 && transport === "--stdio") {
    return createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  }
  if (others.length === 0 && transport === "--node-ipc" && process.send !== undefined) {
    return createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process));
  }
  throw new UsageError("Write 'legato-api lsp --stdio': the server talks to an editor over standard input and output.");
}
