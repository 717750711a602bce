/**
 * "Open Example": a copy of the printer example in a folder that the user picks, opened with its `.api` in front and the walkthrough beside it.
 *
 * VS Code starts anew with another folder, so what to show there is left in the extension's state and taken up by the next `activate`. Nothing that exists is
 * overwritten.
 */
import { homedir } from "node:os";
import * as vscode from "vscode";
import type { LanguageServer } from "../languageServer.ts";
import { tellError } from "../messages.ts";
import { copyExample, FOLDER } from "./exampleCopy.ts";

const FIRST_FILE = "interfaces/printer.api";
const WALKTHROUGH = "legato-api-tools.legato-api#start";
const PENDING = "firstRun.openedExample";

export function activateOpenExample(context: vscode.ExtensionContext, server: LanguageServer): void {
  context.subscriptions.push(
    vscode.commands.registerCommand("legatoApi.openExample", (parent?: vscode.Uri) =>
      openExample(context, parent).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        void tellError(`The example was not opened: ${why}`);
      }),
    ),
  );
  void showPending(context, server);
}

/** `given`: the folder to copy into, asked for where none is. */
async function openExample(context: vscode.ExtensionContext, given: vscode.Uri | undefined): Promise<void> {
  const parent = given ?? (await pickFolder());
  if (parent === undefined) return;
  const example = vscode.Uri.joinPath(context.extensionUri, "examples/printer");
  const { folder, wasThere } = await copyExample(example.fsPath, parent.fsPath);
  if (wasThere) {
    const open = "Open It";
    const question = `${folder} is there already.`;
    if ((await vscode.window.showInformationMessage(question, { modal: true }, open)) === undefined) return;
  }
  const target = vscode.Uri.file(folder);
  await context.globalState.update(PENDING, target.toString());
  const forceNewWindow = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  await vscode.commands.executeCommand("vscode.openFolder", target, { forceNewWindow });
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: vscode.Uri.file(homedir()),
    openLabel: "Put the Example Here",
    title: `Folder in which ${FOLDER} is made`,
  });
  return picked?.[0];
}

/** In the window of the example that was just opened, and only the first time. */
async function showPending(context: vscode.ExtensionContext, server: LanguageServer): Promise<void> {
  const pending = context.globalState.get<string>(PENDING);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (pending === undefined || folder === undefined || folder.path !== vscode.Uri.parse(pending).path) return;
  await context.globalState.update(PENDING, undefined);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, FIRST_FILE), { preview: false });
  // A window that is still starting does not know our walkthrough yet, and would show another.
  await isUp(context, server);
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", { category: WALKTHROUGH }, true);
}

function isUp(context: vscode.ExtensionContext, server: LanguageServer): Promise<void> {
  return new Promise((resolve) => {
    if (server.health !== "starting") return resolve();
    const subscription = server.onHealth(() => {
      subscription.dispose();
      resolve();
    });
    context.subscriptions.push(subscription);
  });
}
