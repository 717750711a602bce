/**
 * The output channel "Legato API": what the language server searched, found and decided.
 *
 * It is created at once, so that the language client and every later feature write to the same one; `Legato API: Show Output` opens it.
 */
import * as vscode from "vscode";

export function activateOutputChannel(context: vscode.ExtensionContext): vscode.LogOutputChannel {
  const channel = vscode.window.createOutputChannel("Legato API", { log: true });
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand("legatoApi.showOutput", () => channel.show()),
  );
  return channel;
}
