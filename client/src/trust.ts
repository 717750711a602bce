/**
 * The one rule for starting processes: only in a workspace that the user trusts.
 *
 * Whatever runs something that the folder names (a service, a program of launch.json, a client) or that works on it (the runtime) asks
 * here first. VS Code asks too before it debugs; this holds where it does not.
 */
import * as vscode from "vscode";

/** Throws a sentence for the user. */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) {
    throw new Error(
      "Processes are started in a trusted workspace only. Trust it with 'Workspaces: Manage Workspace Trust'.",
    );
  }
}
