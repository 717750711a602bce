/** Workspace symbols: declarations of all `.api` files whose name holds the typed letters in order, the best matches first. */
import type { Interface } from "@legato-api/language";
import type { WorkspaceSymbol } from "vscode-languageserver";
import { viewOf } from "../apiView.ts";
import { symbolKindOf } from "./documentSymbols.ts";

const MOST = 500;

/** `toUri` turns an absolute path into a document URI. An empty query lists everything, up to a limit. */
export function workspaceSymbols(
  interfaces: Iterable<Interface>,
  query: string,
  toUri: (path: string) => string,
): WorkspaceSymbol[] {
  const found: { readonly symbol: WorkspaceSymbol; readonly score: number }[] = [];
  for (const iface of interfaces) {
    for (const item of iface.source.items) {
      if (!("name" in item) || item.name.text === "") continue;
      // People type C names as often as API names.
      const score = Math.max(matchScore(item.name.text, query), matchScore(`${iface.name}_${item.name.text}`, query));
      if (score < 0) continue;
      const range = viewOf(iface).lines.rangeOf(item.name);
      found.push({
        score,
        symbol: {
          name: item.name.text,
          kind: symbolKindOf(item),
          containerName: iface.name,
          location: { uri: toUri(iface.uri), range },
        },
      });
    }
  }
  return found
    .sort((a, b) => b.score - a.score || a.symbol.name.localeCompare(b.symbol.name))
    .slice(0, MOST)
    .map(({ symbol }) => symbol);
}

/** -1: no match. Whole names before beginnings before parts before scattered letters; capitals that are hit count more. */
function matchScore(name: string, query: string): number {
  if (query === "") return 0;
  const lowerName = name.toLowerCase();
  const lowerQuery = query.toLowerCase();
  if (lowerName === lowerQuery) return 1000;
  if (lowerName.startsWith(lowerQuery)) return 900 - name.length;
  const inside = lowerName.indexOf(lowerQuery);
  if (inside !== -1) return 700 - inside - name.length;
  let score = 300 - name.length;
  let at = 0;
  for (const letter of lowerQuery) {
    const next = lowerName.indexOf(letter, at);
    if (next === -1) return -1;
    if (name.charAt(next) !== letter) score += 10;
    score -= next - at;
    at = next + 1;
  }
  return Math.max(0, score);
}
