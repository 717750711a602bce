/** Runs inside VS Code, in a window with nothing open: how long the extension takes to activate, in milliseconds, into TEST_RESULTS. */
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension("legato-api-tools.legato-api");
  if (extension === undefined || extension.isActive)
    throw new Error("The extension is missing, or active before it is needed.");
  const start = performance.now();
  await extension.activate();
  writeFileSync(process.env["TEST_RESULTS"] ?? "", String(performance.now() - start));
}
