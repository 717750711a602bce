/**
 * Completion in an `.api` file, decided by what the grammar allows at the cursor.
 *
 * In: a view of the text as it is (half typed), an offset, the interfaces that could be imported. Out: items whose edits replace the word at
 * the cursor only; a type of a file that is not imported yet brings its USETYPES along. Nothing inside of ordinary comments and strings.
 */
import { BASIC_TYPES, docSummary, type Interface, type NamedType } from "@legato-api/language";
import { type CompletionItem, CompletionItemKind, InsertTextFormat, type TextEdit } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";
import { usetypesEdit } from "../fixes/usetypesEdit.ts";
import { type CompletionPlace, contextAt } from "./completionPlace.ts";

/** An interface that the search path would find for `USETYPES name;`. */
export interface Importable {
  readonly name: string;
  readonly interface?: Interface;
}

const SNIPPETS: readonly (readonly [keyword: string, body: string, detail: string])[] = [
  [
    "FUNCTION",
    "FUNCTION ${1:le_result_t} ${2:Name}\n(\n    ${3:uint32 value IN}\n);$0",
    "A call from the client to the server",
  ],
  ["EVENT", "EVENT ${1:Name}\n(\n    ${2:Handler} handler\n);$0", "Something the server tells its clients of"],
  ["HANDLER", "HANDLER ${1:Name}\n(\n    ${2:uint32 value IN}\n);$0", "A function of the client that the server calls"],
  ["REFERENCE", "REFERENCE ${1:Name};$0", "A handle that the server gives out"],
  ["DEFINE", "DEFINE ${1:NAME} = ${2:1};$0", "A constant"],
  ["ENUM", "ENUM ${1:Name}\n{\n    ${2:MEMBER}\n};$0", "Named values"],
  ["BITMASK", "BITMASK ${1:Name}\n{\n    ${2:MEMBER}\n};$0", "Named bits"],
  ["STRUCT", "STRUCT ${1:Name}\n{\n    ${2:uint32 value;}\n};$0", "Values that go together"],
  ["USETYPES", "USETYPES ${1:name};$0", "The types of another .api file"],
];

export function completion(view: ApiView, offset: number, importable: readonly Importable[]): CompletionItem[] {
  const place = contextAt(view.interface.source, offset);
  if (place === undefined) return [];
  const range = view.lines.rangeOf(place.word);
  const items = itemsFor(view, place, importable);
  return items.map(({ newText, ...item }) => ({ ...item, textEdit: { range, newText: newText ?? item.label } }));
}

type Item = CompletionItem & { newText?: string };

function itemsFor(view: ApiView, place: CompletionPlace, importable: readonly Importable[]): Item[] {
  switch (place.kind) {
    case "declaration":
      return SNIPPETS.map(([label, newText, detail]) => ({
        label,
        newText,
        detail,
        kind: CompletionItemKind.Keyword,
        insertTextFormat: InsertTextFormat.Snippet,
      }));
    case "import":
      return importItems(view, importable);
    case "type":
      return parameterItems(view, place, importable);
    case "size":
      return place.qualifier === undefined
        ? sizeItems(view)
        : scoped(view, place.qualifier, importable, (scope) => defineItems(scope, ""));
    case "direction":
      return [...DIRECTIONS];
    case "docComment":
      return [docSkeleton(view, place)];
  }
}

const DIRECTIONS: readonly Item[] = [
  { label: "IN", kind: CompletionItemKind.Keyword, detail: "From the client to the server (the default)" },
  { label: "OUT", kind: CompletionItemKind.Keyword, detail: "From the server back to the client" },
];

/** Types; on the line after a parameter without a comma they bring it along. */
function parameterItems(
  view: ApiView,
  place: CompletionPlace & { kind: "type" },
  importable: readonly Importable[],
): Item[] {
  const { qualifier, afterParameter } = place;
  const types =
    qualifier === undefined
      ? typeItems(view, place, importable)
      : scoped(view, qualifier, importable, (scope) =>
          [...(scope?.types.values() ?? [])].map((type) => typeItem(type, type.name, type.name)),
        );
  if (afterParameter === undefined) return types;
  const { end, hasDirection } = afterParameter;
  const comma: TextEdit = { range: view.lines.rangeOf({ start: end, end }), newText: "," };
  return [
    ...(hasDirection || qualifier !== undefined ? [] : DIRECTIONS),
    ...types.map((item) => ({ ...item, additionalTextEdits: [...(item.additionalTextEdits ?? []), comma] })),
  ];
}

function importItems(view: ApiView, importable: readonly Importable[]): Item[] {
  const used = new Set(view.interface.imports.map((one) => one.name));
  return importable
    .filter((one) => !used.has(one.name) && one.name !== view.interface.name)
    .map((one) => ({ label: one.name, kind: CompletionItemKind.Module, detail: docSummary(one.interface?.doc ?? []) }));
}

function typeItems(view: ApiView, place: CompletionPlace, importable: readonly Importable[]): Item[] {
  const items: Item[] = [...BASIC_TYPES.keys()].map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    sortText: `2${label}`,
  }));
  for (const type of view.interface.types.values()) {
    if (allowed(type, place)) items.push(typeItem(type, type.name, `1${type.name}`));
  }
  const imported = new Set<string>([view.interface.uri]);
  for (const used of view.interface.imports) {
    imported.add(used.uri);
    for (const type of used.interface?.types.values() ?? []) {
      if (allowed(type, place)) items.push(typeItem(type, `${used.name}.${type.name}`, `3${type.name}`));
    }
  }
  for (const other of importable) {
    if (other.interface === undefined || imported.has(other.interface.uri)) continue;
    const edit = usetypesText(view, other.name);
    for (const type of other.interface.types.values()) {
      if (!allowed(type, place)) continue;
      const item = typeItem(type, `${other.name}.${type.name}`, `4${type.name}`);
      items.push({
        ...item,
        additionalTextEdits: [edit],
        labelDetails: { description: `adds USETYPES ${other.name}` },
      });
    }
  }
  return items;
}

/** A HANDLER can only be a parameter; everything else goes anywhere. */
function allowed(type: NamedType, place: CompletionPlace): boolean {
  return type.kind !== "handler" || (place.kind === "type" && place.role === "parameter");
}

const TYPE_KINDS: Readonly<Record<NamedType["kind"], CompletionItemKind>> = {
  enum: CompletionItemKind.Enum,
  bitmask: CompletionItemKind.Enum,
  reference: CompletionItemKind.Class,
  struct: CompletionItemKind.Struct,
  handler: CompletionItemKind.Interface,
};

function typeItem(type: NamedType, label: string, sortText: string): Item {
  return {
    label,
    kind: TYPE_KINDS[type.kind],
    detail: type.kind.toUpperCase(),
    documentation: summaryOf(type),
    sortText,
  };
}

/** Types of all the workspace are offered at each key. */
const summaries = new WeakMap<NamedType, string>();

function summaryOf(type: NamedType): string {
  const summary = summaries.get(type) ?? docSummary(type.doc);
  summaries.set(type, summary);
  return summary;
}

/** Items of `qualifier.`; those of a file that is not imported yet bring its USETYPES along. */
function scoped(
  view: ApiView,
  qualifier: string,
  importable: readonly Importable[],
  itemsOf: (scope: Interface | undefined) => Item[],
): Item[] {
  const imported = view.interface.imports.find((one) => one.name === qualifier);
  if (imported !== undefined) return itemsOf(imported.interface);
  const other = importable.find((one) => one.name === qualifier && one.name !== view.interface.name);
  if (other === undefined) return [];
  const edit = usetypesText(view, qualifier);
  return itemsOf(other.interface).map((item) => ({
    ...item,
    additionalTextEdits: [edit],
    labelDetails: { description: `adds USETYPES ${qualifier}` },
  }));
}

function sizeItems(view: ApiView): Item[] {
  return [
    ...defineItems(view.interface, ""),
    ...view.interface.imports.flatMap((used) => defineItems(used.interface, `${used.name}.`)),
  ];
}

function defineItems(iface: Interface | undefined, prefix: string): Item[] {
  return [...(iface?.definitions.values() ?? [])].map((one) => ({
    label: `${prefix}${one.name}`,
    kind: CompletionItemKind.Constant,
    detail: `= ${one.value}`,
    documentation: docSummary(one.doc),
  }));
}

function docSkeleton(view: ApiView, place: CompletionPlace): Item {
  const next = view.interface.source.items.find((one) => one.start >= place.word.end);
  const result = next?.kind === "function" && next.returnType !== undefined;
  // A parameter with a remark of its own (`///<`) has said what it is.
  const bare =
    next !== undefined && "parameters" in next ? next.parameters.filter(({ docs }) => docs.length === 0) : [];
  const named = bare.map(({ name }) => name.text).filter((name) => name !== "");
  const stop = (index: number, text: string): string => `\${${index}:${text}}`;
  const lines = [
    "/**",
    ` * ${stop(1, "What it is for.")}`,
    ...(named.length === 0 ? [] : [" *"]),
    ...named.map((name, index) => ` * @param ${name}  ${stop(index + 2, "What it is.")}`),
    ...(result ? [" *", " * @return", ` *      ${stop(named.length + 2, "What comes back.")}`] : []),
    " */",
  ];
  return {
    label: "/** */",
    detail: "Documentation comment",
    kind: CompletionItemKind.Snippet,
    insertTextFormat: InsertTextFormat.Snippet,
    newText: lines.join("\n"),
    filterText: "/**",
  };
}

function usetypesText(view: ApiView, name: string): TextEdit {
  const { start, end, newText } = usetypesEdit(view, name);
  return { range: view.lines.rangeOf({ start, end }), newText };
}
