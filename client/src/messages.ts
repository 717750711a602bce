/**
 * What the user is told in a message: in each is something that others have named, so nothing in it is read as a link.
 *
 * In: a sentence, and the buttons under it. Out: the button that was pressed, undefined where the message was closed.
 */
import * as vscode from "vscode";
import { plainText } from "./plainText.ts";

export function tell(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(plainText(text), ...buttons);
}

export function tellWarning(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(plainText(text), ...buttons);
}

export function tellError(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(plainText(text), ...buttons);
}
