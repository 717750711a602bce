/**
 * "Run Client in TypeScript": a program that uses `legato-api/peers`, run in a terminal of its own against the runtime that is shown.
 *
 * In: the file of the active editor, or one picked among the workspace's clients. Out: a terminal; closing it ends the client.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { plainText } from "../plainText.ts";
import { requireTrust } from "../trust.ts";
import type { SessionsLink } from "./live.ts";

export interface RunClientSurroundings {
  /** Path of `bin/legato-api.mjs`; throws where this package has no runtime. */
  readonly command: () => string;
  readonly link: SessionsLink;
  readonly fail: (what: string, error: unknown) => void;
}

/** The library's name and its function for clients, imported together. */
const CONNECTS = /import\s*\{[^}]*\bconnect\b[^}]*\}\s*from\s*["']legato-api\/peers["']/;
const FILES_LOOKED_AT = 200;

/** The command takes the file and its arguments, for keys and tasks; from the palette both are asked. */
export function registerRunClient({ command, link, fail }: RunClientSurroundings): vscode.Disposable {
  const run = async (given: vscode.Uri | undefined, args: readonly string[] | undefined): Promise<void> => {
    requireTrust();
    await link.start();
    if (link.state.kind !== "connected") throw new Error("No runtime is running. Press F5 on an .api file first.");
    const file = given?.fsPath ?? (await pickClient());
    if (file === undefined) return;
    const words = args ?? (await askArguments(file));
    if (words === undefined) return;
    const { directory } = link.state.connection.runtime;
    vscode.window
      .createTerminal({
        name: path.basename(file),
        cwd: path.dirname(file),
        shellPath: process.execPath,
        shellArgs: [command(), "run", "--dir", directory, "--to-be-killed", file, ...words],
        env: { ELECTRON_RUN_AS_NODE: "1" },
        isTransient: true,
      })
      .show(true);
  };
  return vscode.commands.registerCommand("legatoApi.runClient", (given?: vscode.Uri, args?: readonly string[]) =>
    run(given, args).catch((error: unknown) => fail("The client was not run", error)),
  );
}

async function pickClient(): Promise<string | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active !== undefined && CONNECTS.test(active.getText())) return active.uri.fsPath;
  const found = await vscode.workspace.findFiles("**/*.{ts,mts,js,mjs}", "**/node_modules/**", FILES_LOOKED_AT);
  const texts = await Promise.all(
    found.map(async ({ fsPath }) => ({ fsPath, text: await readFile(fsPath, "utf8").catch(() => "") })),
  );
  const clients = texts.filter(({ text }) => CONNECTS.test(text)).map(({ fsPath }) => fsPath);
  if (clients.length === 0)
    throw new Error("No file of this workspace imports connect from legato-api/peers: write a client first.");
  if (clients.length === 1) return clients[0];
  const picked = await vscode.window.showQuickPick(
    clients.map((file) => ({
      label: plainText(path.basename(file)),
      description: plainText(vscode.workspace.asRelativePath(path.dirname(file))),
      file,
    })),
    { title: "Run client" },
  );
  return picked?.file;
}

async function askArguments(file: string): Promise<readonly string[] | undefined> {
  const text = await vscode.window.showInputBox({
    title: `Run ${path.basename(file)}`,
    prompt: "Its arguments, separated by blanks. Empty: none.",
  });
  return text?.split(/\s+/).filter((word) => word !== "");
}
