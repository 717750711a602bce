/**
 * What is declared anywhere in a file, for the two questions about an unknown name: is it declared further down, or did its
 * declaration fall to a syntax error?
 *
 * In: a tree. Out: the declared name. The tables are built at the first question; most files never ask.
 */
import { isTrivia, tokenIndexAt } from "../syntax/query.ts";
import type { DeclarationNode, Name, SourceFile, Span } from "../syntax/tree.ts";

type Table = "type" | "definition";

interface Tables {
  readonly types: Map<string, Name>;
  readonly definitions: Map<string, Name>;
  readonly usetypes: Map<string, Name>;
  /** Names in text that was stepped over. */
  readonly lost: Set<string>;
  /** Where the first declaration of the table stands that lost its name, which may be any. */
  readonly nameless: Map<Table, number>;
  /** Where the first USETYPES stands that has no name. */
  namelessImport?: number;
}

export class Later {
  readonly #tree: SourceFile;
  #tables: Tables | undefined;

  constructor(tree: SourceFile) {
    this.#tree = tree;
  }

  type(name: string): Name | undefined {
    return this.#all().types.get(name);
  }

  definition(name: string): Name | undefined {
    return this.#all().definitions.get(name);
  }

  usetypes(name: string): Name | undefined {
    return this.#all().usetypes.get(name);
  }

  /** Whether a declaration of that name may be what a syntax error stands at: then using it is no further mistake. */
  isLost(name: string, table: Table, at: number): boolean {
    const tables = this.#all();
    if (tables.lost.has(name)) return true;
    const nameless = tables.nameless.get(table);
    const declared = table === "type" ? tables.types : tables.definitions;
    return nameless !== undefined && nameless < at && !declared.has(name);
  }

  /** The same of an import. */
  isImportLost(name: string, at: number): boolean {
    const { lost, namelessImport } = this.#all();
    return lost.has(name) || (namelessImport !== undefined && namelessImport < at);
  }

  #all(): Tables {
    this.#tables ??= collect(this.#tree);
    return this.#tables;
  }
}

function collect(tree: SourceFile): Tables {
  const tables: Tables = {
    types: new Map(),
    definitions: new Map(),
    usetypes: new Map(),
    lost: new Set(),
    nameless: new Map(),
  };
  for (const item of tree.items) {
    if ("name" in item && item.name.text === "") noteNameless(item, tables.nameless);
    if ("name" in item && !item.complete && !("parameters" in item)) addLost(tree, item, tables.lost, WORDS_OF_A_HEAD);
    switch (item.kind) {
      case "enum":
      case "bitmask":
      case "reference":
      case "struct":
      case "handler":
        if (!tables.types.has(item.name.text)) tables.types.set(item.name.text, item.name);
        break;
      case "define":
        if (!tables.definitions.has(item.name.text)) tables.definitions.set(item.name.text, item.name);
        break;
      case "skipped":
        addLost(tree, item, tables.lost, Number.POSITIVE_INFINITY);
        break;
      case "usetypes":
        if (item.operand.text === "") tables.namelessImport ??= item.start;
        else if (!tables.usetypes.has(item.importName)) tables.usetypes.set(item.importName, item.operand);
        break;
    }
  }
  return tables;
}

function noteNameless(item: DeclarationNode, nameless: Map<Table, number>): void {
  if (item.kind === "function" || item.kind === "event") return;
  const table = item.kind === "define" ? "definition" : "type";
  if (!nameless.has(table)) nameless.set(table, item.start);
}

/** A declaration that could not be read may have meant any of its first words as its name. */
const WORDS_OF_A_HEAD = 4;

function addLost(tree: SourceFile, item: Span, lost: Set<string>, most: number): void {
  let left = most;
  for (let index = tokenIndexAt(tree, item.start); index < tree.tokens.length && left > 0; index++) {
    const token = tree.tokens[index];
    if (token === undefined || token.start >= item.end) return;
    const text = tree.text.slice(token.start, token.end);
    if (token.kind === "identifier") lost.add(text);
    if (token.kind === "scoped") lost.add(text.slice(0, text.indexOf(".")));
    if (!isTrivia(token)) left--;
  }
}
