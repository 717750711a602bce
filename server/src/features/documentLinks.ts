/** USETYPES operands as links to the imported file. */
import type { DocumentLink } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";

/** `toUri` turns an absolute path into a document URI. */
export function documentLinks(view: ApiView, toUri: (path: string) => string): DocumentLink[] {
  const links: DocumentLink[] = [];
  for (const used of view.interface.imports) {
    if (used.interface === undefined) continue;
    links.push({ range: view.lines.rangeOf(used.node.operand), target: toUri(used.uri), tooltip: used.uri });
  }
  return links;
}
