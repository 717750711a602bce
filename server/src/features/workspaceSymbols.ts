/** Workspace symbols: declarations of all `.api` files whose name holds the typed letters in order, the best matches first. */
import type { SourceFile } from "@legato-api/language";
import type { Range, SymbolKind, WorkspaceSymbol } from "vscode-languageserver";
import { linesOf } from "../lines.ts";
import { symbolKindOf } from "./documentSymbols.ts";

const MOST = 500;

/** A declaration as the search needs it. */
export interface NamedPlace {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly range: Range;
}

export interface NamedFile {
  readonly path: string;
  /** Of the interface: the file's name without its ending. */
  readonly name: string;
  readonly places: readonly NamedPlace[];
}

/** What a file declares; its imports do not matter. */
export function placesIn(source: SourceFile): readonly NamedPlace[] {
  const lines = linesOf(source);
  return source.items.flatMap((item) =>
    "name" in item && item.name.text !== ""
      ? [{ name: item.name.text, kind: symbolKindOf(item), range: lines.rangeOf(item.name) }]
      : [],
  );
}

/** `toUri` turns an absolute path into a document URI. An empty query lists everything, up to a limit. */
export function workspaceSymbols(
  files: Iterable<NamedFile>,
  query: string,
  toUri: (path: string) => string,
): WorkspaceSymbol[] {
  const found: { readonly file: NamedFile; readonly place: NamedPlace; readonly score: number }[] = [];
  const lowerQuery = query.toLowerCase();
  for (const file of files) {
    for (const place of file.places) {
      // People type C names as often as API names.
      const score = Math.max(
        matchScore(place.name, query, lowerQuery),
        matchScore(`${file.name}_${place.name}`, query, lowerQuery),
      );
      if (score >= 0) found.push({ file, place, score });
    }
  }
  return found
    .sort((a, b) => b.score - a.score || (a.place.name < b.place.name ? -1 : a.place.name > b.place.name ? 1 : 0))
    .slice(0, MOST)
    .map(({ file, place: { name, kind, range } }) => ({
      name,
      kind,
      containerName: file.name,
      location: { uri: toUri(file.path), range },
    }));
}

/** -1: no match. Whole names before beginnings before parts before scattered letters; capitals that are hit count more. */
function matchScore(name: string, query: string, lowerQuery: string): number {
  if (query === "") return 0;
  const lowerName = name.toLowerCase();
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
