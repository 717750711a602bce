/**
 * Completion in an `.api` file, decided by what the grammar allows at the cursor.
 *
 * In: a view of the text as it is (half typed), an offset, the interfaces that could be imported. Out: items whose edits replace the word at
 * the cursor only; a type of a file that is not imported yet brings its USETYPES along. Nothing inside of ordinary comments and strings, and
 * no name that would be an error where it is put: none that is declared further down, that the place does not take, or whose import closes
 * a circle.
 */
import {
  BASIC_TYPES,
  type DeclarationNode,
  type Definition,
  docSummary,
  type Interface,
  type ItemNode,
  type NamedType,
  parse,
  type SourceFile,
  type Span,
} from "@legato-api/language";
import { type CompletionItem, CompletionItemKind, InsertTextFormat, type TextEdit } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";
import { usetypesEdit } from "../fixes/usetypesEdit.ts";
import { type CompletionPlace, contextAt } from "./completionPlace.ts";
import { isHandler } from "./handlers.ts";

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

export interface CompletionOptions {
  /** The client understands placeholders. */
  readonly snippets: boolean;
}

export function completion(
  view: ApiView,
  offset: number,
  importable: readonly Importable[],
  { snippets }: CompletionOptions,
): CompletionItem[] {
  const place = contextAt(view.interface.source, offset);
  if (place === undefined) return [];
  const range = view.lines.rangeOf(place.word);
  const items = itemsFor(view, place, withoutCircles(view.interface, importable));
  return items.map((item) => {
    const { newText, ...rest } = snippets ? item : plain(item);
    return { ...rest, textEdit: { range, newText: newText ?? item.label } };
  });
}

type Item = CompletionItem & { newText?: string };

/** What a snippet is for a client that would show its placeholders as they are written. */
function plain({ insertTextFormat, newText = "", ...item }: Item): Item {
  if (insertTextFormat !== InsertTextFormat.Snippet) return { ...item, ...(newText === "" ? {} : { newText }) };
  if (item.kind === CompletionItemKind.Keyword) return item;
  return { ...item, newText: newText.replace(/\$\{\d+:([^}]*)\}/g, "$1") };
}

/** An import that leads back to the file itself is an error. */
function withoutCircles(iface: Interface, importable: readonly Importable[]): readonly Importable[] {
  const answers = new Map<string, boolean>();
  const leadsBack = (from: Interface): boolean => {
    const known = answers.get(from.uri);
    if (known !== undefined) return known;
    answers.set(from.uri, false);
    const answer = from.imports.some(
      (used) => used.uri === iface.uri || (used.interface !== undefined && leadsBack(used.interface)),
    );
    answers.set(from.uri, answer);
    return answer;
  };
  return importable.filter((one) => one.interface === undefined || !leadsBack(one.interface));
}

function itemsFor(view: ApiView, place: CompletionPlace, importable: readonly Importable[]): Item[] {
  switch (place.kind) {
    case "declaration":
      return declarationItems(view, place);
    case "import":
      return importItems(view, importable);
    case "type":
      return parameterItems(view, place, importable);
    case "size":
      return place.qualifier === undefined
        ? sizeItems(view, place)
        : scoped(view, place.qualifier, importable, (scope) => defineItems(scope, ""));
    case "direction":
      return [...directionItems(view, place)];
    case "docComment":
      return [docSkeleton(view, place)];
  }
}

/** A keyword put before text that is there already is no beginning of a whole new declaration. */
function declarationItems(view: ApiView, place: CompletionPlace): Item[] {
  const isAlone = /^[ \t\r]*(?:\n|\/\/|\/\*|$)/.test(view.interface.source.text.slice(place.word.end));
  return SNIPPETS.map(([label, newText, detail]) => ({
    label,
    detail,
    kind: CompletionItemKind.Keyword,
    ...(isAlone ? { newText, insertTextFormat: InsertTextFormat.Snippet } : {}),
  }));
}

const DIRECTIONS: readonly Item[] = [
  { label: "IN", kind: CompletionItemKind.Keyword, detail: "From the client to the server (the default)" },
  { label: "OUT", kind: CompletionItemKind.Keyword, detail: "From the server back to the client" },
];

/** A HANDLER is called by the server, and nothing comes back from it. */
const HANDLER_DIRECTIONS: readonly Item[] = [
  { label: "IN", kind: CompletionItemKind.Keyword, detail: "From the server to the client (the default)" },
];

function directionItems(view: ApiView, place: { readonly declaration: number }): readonly Item[] {
  return declarationAt(view, place)?.kind === "handler" ? HANDLER_DIRECTIONS : DIRECTIONS;
}

function declarationAt(view: ApiView, place: { readonly declaration: number }): DeclarationNode | undefined {
  const item = view.interface.source.items.find((one) => one.start === place.declaration);
  return item !== undefined && "name" in item ? item : undefined;
}

/** Types; on the line after a parameter without a comma they bring it along. */
function parameterItems(view: ApiView, place: TypePlace, importable: readonly Importable[]): Item[] {
  const { qualifier, afterParameter } = place;
  const wanted = wantedTypes(view, place);
  const types =
    qualifier === undefined
      ? typeItems(view, place, wanted, importable)
      : scoped(view, qualifier, importable, (scope) =>
          [...(scope?.types.values() ?? [])].flatMap((type) =>
            wanted.rank(type) === undefined ? [] : [typeItem(type, type.name, `${wanted.rank(type)}${type.name}`)],
          ),
        );
  if (afterParameter === undefined) return types;
  const { end, hasDirection } = afterParameter;
  const comma: TextEdit = { range: view.lines.rangeOf({ start: end, end }), newText: "," };
  return [
    ...(hasDirection || qualifier !== undefined ? [] : directionItems(view, place)),
    ...types.map((item) => ({ ...item, additionalTextEdits: [...(item.additionalTextEdits ?? []), comma] })),
  ];
}

function importItems(view: ApiView, importable: readonly Importable[]): Item[] {
  const used = new Set(view.interface.imports.map((one) => one.name));
  return importable
    .filter((one) => !used.has(one.name) && one.name !== view.interface.name)
    .map((one) => ({ label: one.name, kind: CompletionItemKind.Module, detail: docSummary(one.interface?.doc ?? []) }));
}

function typeItems(
  view: ApiView,
  place: TypePlace,
  { basic, rank }: WantedTypes,
  importable: readonly Importable[],
): Item[] {
  const items: Item[] = [...BASIC_TYPES.keys()].filter(basic).map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    sortText: `2${label}`,
  }));
  const add = (type: NamedType, label: string, group: number, more: Partial<Item> = {}): void => {
    const first = rank(type);
    // What the place cannot do without stands before all else, wherever it is declared.
    if (first !== undefined) items.push({ ...typeItem(type, label, `${first}${group}${type.name}`), ...more });
  };
  for (const type of view.interface.types.values()) {
    if (type.node.start < place.declaration) add(type, type.name, 1);
  }
  const imported = new Set<string>([view.interface.uri]);
  for (const used of view.interface.imports) {
    imported.add(used.uri);
    for (const type of used.interface?.types.values() ?? []) add(type, `${used.name}.${type.name}`, 3);
  }
  for (const other of importable) {
    if (other.interface === undefined || imported.has(other.interface.uri)) continue;
    const more = {
      additionalTextEdits: [usetypesText(view, other.name)],
      labelDetails: { description: `adds USETYPES ${other.name}` },
    };
    for (const type of other.interface.types.values()) add(type, `${other.name}.${type.name}`, 4, more);
  }
  return items;
}

type TypePlace = CompletionPlace & { readonly kind: "type" };

interface WantedTypes {
  readonly basic: (name: string) => boolean;
  /** Undefined: the type is an error or no valid C here. */
  readonly rank: (type: NamedType) => "0" | "" | undefined;
}

/** What may stand at the place; of handlers a FUNCTION takes one at most, an EVENT needs one, and nothing else takes any. */
function wantedTypes(view: ApiView, place: TypePlace): WantedTypes {
  switch (place.role) {
    case "result":
      return {
        basic: (name) => name !== "string" && name !== "file",
        rank: ({ kind }) => (kind === "handler" || kind === "struct" ? undefined : ""),
      };
    case "field":
      return { basic: (name) => name !== "file", rank: ({ kind }) => (kind === "handler" ? undefined : "") };
    case "parameter": {
      const handlers = rankOfHandlers(view, place);
      return { basic: () => true, rank: ({ kind }) => (kind === "handler" ? handlers : "") };
    }
  }
}

function rankOfHandlers(view: ApiView, { declaration, word }: TypePlace): "0" | "" | undefined {
  const node = declarationAt(view, { declaration });
  if (node === undefined || !("parameters" in node)) return "";
  if (node.kind === "handler") return undefined;
  const others = node.parameters.filter(({ type }) => type.end < word.start || word.end < type.start);
  if (others.some(({ type }) => isHandler(view.interface, type))) return undefined;
  return node.kind === "event" ? "0" : "";
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

function sizeItems(view: ApiView, { declaration }: { readonly declaration: number }): Item[] {
  return [
    ...defineItems(view.interface, "", ({ node }) => node.start < declaration),
    ...view.interface.imports.flatMap((used) => defineItems(used.interface, `${used.name}.`)),
  ];
}

function defineItems(
  iface: Interface | undefined,
  prefix: string,
  isKnown: (definition: Definition) => boolean = () => true,
): Item[] {
  // A string is no number: an error in a size and in a sum.
  const numbers = [...(iface?.definitions.values() ?? [])].filter(({ value }) => typeof value === "bigint");
  return numbers.filter(isKnown).map((one) => ({
    label: `${prefix}${one.name}`,
    kind: CompletionItemKind.Constant,
    detail: `= ${one.value}`,
    documentation: docSummary(one.doc),
  }));
}

function docSkeleton(view: ApiView, place: CompletionPlace): Item {
  const next = declarationBelow(view.interface.source, place.word);
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

/** As it will be read once the comment is closed: up to then it may swallow what it is about. */
function declarationBelow({ text, items }: SourceFile, { start, end }: Span): ItemNode | undefined {
  if (end > start + "/**".length) return items.find((one) => one.start >= end);
  const closed = `${text.slice(0, start)}/** */${text.slice(end)}`;
  return parse(closed).items.find((one) => one.start >= end);
}

function usetypesText(view: ApiView, name: string): TextEdit {
  const { start, end, newText } = usetypesEdit(view, name);
  return { range: view.lines.rangeOf({ start, end }), newText };
}
