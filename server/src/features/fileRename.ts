/**
 * Renaming an `.api` file: USETYPES, scoped names and Component.cdef entries that name it follow.
 *
 * In: old and new absolute path, the workspace. Out: edits by path, made before the file moves. C names that begin with the old name are left: a build with
 * the new name gives them new names, and the editor's rename of a file is no place to rewrite them.
 */
import path from "node:path";
import { occurrencesIn, type Span } from "@legato-api/language";
import type { ComponentDefinition } from "../component/cdef/definition.ts";
import type { Navigator } from "./navigation.ts";

export interface FileRenameEdit {
  readonly path: string;
  readonly span: Span;
  readonly newText: string;
}

export interface FileRenameContext {
  readonly navigator: Navigator;
  /** Definition files of the workspace with what they say. */
  readonly definitions: readonly ComponentDefinition[];
  readonly apiNamed: (reference: string, definitionFile: string) => string | undefined;
}

export function fileRename(from: string, to: string, context: FileRenameContext): readonly FileRenameEdit[] {
  if (!from.endsWith(".api") || !to.endsWith(".api")) return [];
  const [oldName, newName] = [path.basename(from, ".api"), path.basename(to, ".api")];
  const edits: FileRenameEdit[] = [];
  if (oldName !== newName && /^[A-Za-z]\w*$/.test(newName)) {
    for (const importer of context.navigator.importersOf(from))
      edits.push(...inImporter(importer, from, newName, context.navigator));
  }
  for (const definition of context.definitions) {
    for (const entry of [...definition.provides, ...definition.requires]) {
      if (entry.unset.length > 0 || context.apiNamed(entry.text, entry.place.path) !== from) continue;
      edits.push({ path: entry.place.path, span: entry.place.span, newText: renamedEntry(entry.written, from, to) });
    }
  }
  return edits;
}

/** The operand of USETYPES (an `.api` behind it stays) and every `old.` before a name. */
function inImporter(importer: string, from: string, newName: string, navigator: Navigator): readonly FileRenameEdit[] {
  const iface = navigator.interfaceAt(importer);
  if (iface === undefined) return [];
  const { text } = iface.source;
  return occurrencesIn(iface).flatMap(({ symbol, span }) => {
    if (symbol.kind !== "interface" || symbol.uri !== from) return [];
    const written = text.slice(span.start, span.end);
    return [{ path: importer, span, newText: written.endsWith(".api") ? `${newName}.api` : newName }];
  });
}

/** The path as it was written, with the part that changed exchanged. */
function renamedEntry(written: string, from: string, to: string): string {
  const [oldBase, newBase] = [path.basename(from), path.basename(to)];
  const moved = path.dirname(from) !== path.dirname(to);
  if (!moved || !written.includes("/")) return written.replace(oldBase, newBase);
  // The folder moved too: walk from what the old text said to where the file is now. A variable's folder is not ours to resolve.
  const parts = written.split("/").slice(0, -1);
  for (const step of path.relative(path.dirname(from), to).split(path.sep)) {
    const last = parts.at(-1) ?? "";
    if (step === ".." && last !== "" && last !== ".." && !last.includes("$")) parts.pop();
    else parts.push(step);
  }
  return parts.join("/");
}
