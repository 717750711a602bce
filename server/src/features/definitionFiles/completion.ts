/**
 * Completion in a Component.cdef: section names, the `.api` files of the workspace in `api:`, the sources beside it in `sources:`.
 *
 * Decided by the section the cursor is in. Paths replace the whole path at the cursor, so half a path is completed, not doubled.
 */
import type { Span } from "@legato-api/language";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import type { CdefFile, CdefNode } from "../../component/cdef/tree.ts";
import type { Lines } from "../../lines.ts";

export interface DefinitionCandidates {
  /** Absolute paths of `.api` files, with `/` between names. */
  readonly apis: readonly string[];
  /** Paths of C and C++ sources, relative to the definition's folder. */
  readonly sources: readonly string[];
}

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  "": [
    "provides",
    "requires",
    "sources",
    "bundles",
    "assets",
    "cflags",
    "cxxflags",
    "ldflags",
    "javaPackage",
    "pythonPackage",
    "externalBuild",
  ],
  provides: ["api", "headerDir", "lib"],
  requires: ["api", "component", "lib", "file", "dir", "device", "kernelModule"],
  bundles: ["file", "dir"],
  assets: ["asset"],
};
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  provides: ["[async]", "[manual-start]", "[direct]"],
  requires: ["[manual-start]", "[optional]", "[types-only]"],
};

export function definitionCompletion(
  tree: CdefFile,
  offset: number,
  lines: Lines,
  candidates: DefinitionCandidates,
): CompletionItem[] {
  const inside = tree.tokens.find((token) => token.start < offset && offset <= token.end);
  if (inside?.kind === "comment" || inside?.kind === "condition") return [];
  const sections = sectionsAt(tree.items, offset);
  const word = wordAt(tree.text, offset);
  const range = lines.rangeOf(word);
  const item = (label: string, kind: CompletionItemKind, newText = label): CompletionItem => ({
    label,
    kind,
    textEdit: { range, newText },
  });
  const [outer = "", inner] = sections;
  if (inner === "api") {
    return [
      ...apisBehind(tree.text.slice(word.start, offset), candidates.apis).map((name) =>
        item(name, CompletionItemKind.Interface),
      ),
      ...(OPTIONS[outer] ?? []).map((name) => item(name, CompletionItemKind.Keyword)),
    ];
  }
  if (outer === "sources") return candidates.sources.map((name) => item(name, CompletionItemKind.File));
  if (inner !== undefined) return [];
  return (SECTIONS[outer] ?? []).map((name) => item(name, CompletionItemKind.Keyword, `${name}:\n{\n}`));
}

/** As they are written: by their names, or from the folder on that is typed already. Each once. */
function apisBehind(typed: string, apis: readonly string[]): readonly string[] {
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  const names = apis.flatMap((api) => {
    const at = api.lastIndexOf(`/${folder}`) + 1;
    return at === 0 ? [] : [api.slice(at)];
  });
  return [...new Set(names)].sort();
}

/** Names of the sections around an offset, outermost first. */
function sectionsAt(items: readonly CdefNode[], offset: number): readonly string[] {
  for (const item of items) {
    if (item.kind !== "section" || offset <= item.name.end) continue;
    // A section that was not closed yet runs to the end of the file.
    if (offset < item.end || !item.closed) return [item.name.text, ...sectionsAt(item.items, offset)];
  }
  return [];
}

function wordAt(text: string, offset: number): Span {
  const part = /[\w./${}[\]-]/;
  let start = offset;
  let end = offset;
  while (start > 0 && part.test(text.charAt(start - 1)) && text.charAt(start - 1) !== "{") start--;
  while (end < text.length && part.test(text.charAt(end)) && text.charAt(end) !== "}") end++;
  return { start, end };
}
