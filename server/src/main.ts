/** Entry point of the language server's bundle: speaks LSP over what the command line names (`--node-ipc`, `--stdio`, `--pipe`, `--socket`). */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { wasmPath } from "./assets.ts";
import { startServer } from "./server.ts";

const connection = createConnection(ProposedFeatures.all);
startServer(connection, { wasmPath, environment: process.env });
connection.listen();
