/**
 * Rewrites that nobody asked for by a finding: gather the USETYPES, document what has no comment, give back what is handed out.
 *
 * In: a view and the selected span (0-based UTF-16). Out: edits of the file, in order. None of them changes the protocol id but the new function,
 * whose title says so: imports keep their order, because the order counts for the id.
 */
import type { ApiFunction, DeclarationNode, Ownership, Span, UsetypesNode } from "@legato-api/language";
import type { ApiView } from "../apiView.ts";

export interface Refactoring {
  readonly title: string;
  readonly kind: "source.organizeImports" | "refactor.rewrite";
  readonly edits: readonly (Span & { readonly newText: string })[];
}

export function refactorings(
  view: ApiView,
  selected: Span,
  ownership: ReadonlyMap<string, Ownership>,
): readonly Refactoring[] {
  if (view.interface.source.problems.some((one) => one.severity === "error")) return [];
  return [organizeImports(view), addDocumentation(view, selected), addRelease(view, selected, ownership)].filter(
    (one) => one !== undefined,
  );
}

/** All USETYPES in one block where the first one is, in their order, each once. */
function organizeImports(view: ApiView): Refactoring | undefined {
  const { text, items } = view.interface.source;
  const imports = items.filter((item): item is UsetypesNode => item.kind === "usetypes" && item.complete);
  const [first, ...others] = imports;
  if (first === undefined) return undefined;
  const names = [...new Set(imports.map((one) => one.importName))];
  const block = names.map((name) => `USETYPES ${name};`).join("\n");
  const run = runAfter(first, imports, text);
  const outside = others.filter((one) => one.start >= run.end);
  const isTidy = outside.length === 0 && text.slice(run.start, run.end) === block;
  // A comment among them would be lost or orphaned: leave such a file to its author.
  if (isTidy || /\/[/*]/.test(text.slice(run.start, run.end))) return undefined;
  const removed = outside.map((one) => ({ ...wholeLines(one, text), newText: "" }));
  return {
    title: "Organize USETYPES",
    kind: "source.organizeImports",
    edits: [{ ...run, newText: block }, ...removed],
  };
}

/** From the first USETYPES to the last that follows with nothing but blanks between. */
function runAfter(first: UsetypesNode, imports: readonly UsetypesNode[], text: string): Span {
  let end = first.end;
  for (const one of imports) if (text.slice(end, one.start).trim() === "") end = Math.max(end, one.end);
  return { start: first.start, end };
}

function wholeLines({ start, end }: Span, text: string): Span {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  const alone =
    text.slice(lineStart, start).trim() === "" && text.slice(end, lineEnd === -1 ? text.length : lineEnd).trim() === "";
  return alone ? { start: lineStart, end: lineEnd === -1 ? text.length : lineEnd + 1 } : { start, end };
}

/** Skeletons for the declarations in the selection that have no comment. */
function addDocumentation(view: ApiView, selected: Span): Refactoring | undefined {
  const { items, text } = view.interface.source;
  const bare = items
    .filter((item): item is DeclarationNode => "doc" in item || "name" in item)
    .filter((item) => item.doc === undefined && touches(item, selected) && beginsLine(item, text));
  if (bare.length === 0) return undefined;
  const title =
    bare.length === 1
      ? `Add documentation to ${bare[0]?.name.text}`
      : `Add documentation to ${bare.length} declarations`;
  const rule = `//${"-".repeat(98)}`;
  return {
    title,
    kind: "refactor.rewrite",
    edits: bare.map((item) => {
      const result = item.kind === "function" && item.returnType !== undefined ? " *\n * @return\n *      \n" : "";
      return {
        start: item.start,
        end: item.start,
        newText: `${rule}\n/**\n * ${item.name.text}\n${result} */\n${rule}\n`,
      };
    }),
  };
}

function beginsLine(item: Span, text: string): boolean {
  return text.slice(text.lastIndexOf("\n", item.start - 1) + 1, item.start).trim() === "";
}

const RELEASE_VERBS: ReadonlyMap<string, string> = new Map([
  ["Open", "Close"],
  ["Create", "Delete"],
  ["New", "Delete"],
  ["Alloc", "Free"],
  ["Allocate", "Free"],
  ["Lock", "Unlock"],
  ["Register", "Unregister"],
]);

/** A function that takes back what the one at the cursor hands out and nothing takes back. */
function addRelease(view: ApiView, selected: Span, ownership: ReadonlyMap<string, Ownership>): Refactoring | undefined {
  const fn = view.interface.functions.find((one) => one.kind === "function" && touches(one.node, selected));
  const owned = fn === undefined ? undefined : ownership.get(fn.name);
  if (
    fn === undefined ||
    fn.returnType?.kind !== "reference" ||
    owned?.pairedWith !== undefined ||
    owned?.role === "release"
  )
    return undefined;
  const isTakenBack = [...ownership.values()].some(
    (one) =>
      one.role === "release" && one.resource === owned?.resource && owned !== undefined && one.resource !== undefined,
  );
  const name = releaseName(fn);
  if (isTakenBack || view.interface.functions.some((one) => one.name === name)) return undefined;
  const type = fn.returnType;
  const written = type.uri === view.interface.uri ? type.name : `${type.interfaceName}.${type.name}`;
  const parameter = `${type.name.charAt(0).toLowerCase()}${type.name.slice(1)}Ref`;
  const newText = `\n\n/**\n * Gives a ${type.name} back. The reference is no longer valid afterwards.\n */\nFUNCTION ${name}\n(\n    ${written} ${parameter} IN\n);`;
  return {
    title: `Add ${name}(), which takes the ${type.name} back (changes the protocol id)`,
    kind: "refactor.rewrite",
    edits: [{ start: fn.node.end, end: fn.node.end, newText }],
  };
}

function releaseName({ name }: ApiFunction): string {
  const verb = /^[A-Z][a-z]*/.exec(name)?.[0] ?? "";
  return `${RELEASE_VERBS.get(verb) ?? "Release"}${name.slice(verb.length)}`;
}

function touches(item: Span, selected: Span): boolean {
  return item.start <= selected.end && selected.start <= item.end;
}
