/**
 * What a click on a code lens does: goes to the one place, or lists several.
 *
 * The language server names the command `legatoApi.showPlaces` with a URI, a position and LSP locations; it is told at start that we have it.
 */
import * as vscode from "vscode";

interface LspPosition {
  readonly line: number;
  readonly character: number;
}

interface LspLocation {
  readonly uri: string;
  readonly range: { readonly start: LspPosition; readonly end: LspPosition };
}

export function activateShowPlaces(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(
      "legatoApi.showPlaces",
      (uri: string, position: LspPosition, locations: readonly LspLocation[]) =>
        vscode.commands.executeCommand(
          "editor.action.goToLocations",
          vscode.Uri.parse(uri),
          positionOf(position),
          locations.map(({ uri: target, range }) => new vscode.Location(vscode.Uri.parse(target), rangeOf(range))),
          "gotoAndPeek",
          "Nothing uses it yet.",
        ),
    ),
  );
}

function positionOf({ line, character }: LspPosition): vscode.Position {
  return new vscode.Position(line, character);
}

function rangeOf({ start, end }: LspLocation["range"]): vscode.Range {
  return new vscode.Range(positionOf(start), positionOf(end));
}
