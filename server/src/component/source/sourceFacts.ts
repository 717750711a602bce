/**
 * From a file's syntax tree to its facts, piece by piece.
 *
 * A file is a row of top-level pieces: functions, declarations, macros, under `#if`, `extern "C"`, namespaces and classes as they may be.
 * The facts of a piece depend on its text alone, so those of the previous version are taken over before and after the stretch that
 * changed, moved to the new place: a keystroke costs one function, whatever the size of the file.
 */
import type { Language, TreeCursor } from "web-tree-sitter";
import { innermostName } from "./declarators.ts";
import { type Difference, difference } from "./difference.ts";
import type {
  Assignment,
  FunctionFacts,
  IncludeFact,
  MacroFact,
  MacroUse,
  SourceFacts,
  SourceLanguage,
} from "./facts.ts";
import { functionFacts, type Surroundings } from "./functionFacts.ts";
import { shiftAssignment, shiftFunction, shiftSpan } from "./shift.ts";
import type { SourceTree } from "./sourceTrees.ts";
import { childOf, copySyntax, NodeNames, type Syntax } from "./syntax.ts";
import { fold, splitArguments } from "./text.ts";

/** Facts of one piece. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  /** What is around it, as one text: `Around.key`. */
  readonly around: string;
  readonly functions: readonly FunctionFacts[];
  readonly macros: readonly MacroFact[];
  readonly uses: readonly MacroUse[];
  readonly includes: readonly IncludeFact[];
  readonly variables: readonly Assignment[];
  readonly names: readonly string[];
}

interface Around extends Surroundings {
  readonly key: string;
}

/** What is kept of a file between two versions. */
export interface KnownPieces {
  readonly facts: SourceFacts;
  readonly text: string;
  /** By the offset where they start. */
  readonly pieces: ReadonlyMap<number, Piece>;
}

/** Their children are pieces of their own. */
const CONTAINERS = new Set([
  "translation_unit",
  "preproc_if",
  "preproc_ifdef",
  "preproc_elif",
  "preproc_elifdef",
  "preproc_else",
  "linkage_specification",
  "declaration_list",
  "namespace_definition",
  "template_declaration",
  "class_specifier",
  "field_declaration_list",
  "ERROR",
]);

/** Containers whose name is the scope of what is in them. */
const NAMED = new Set(["class_specifier", "namespace_definition", "struct_specifier", "union_specifier"]);

/** In C++ these are classes, too. In C they hold no code, and there are many of them. */
const CPP_CONTAINERS = new Set(["struct_specifier", "union_specifier"]);

/** They say nothing about what code does. */
const SILENT = new Set(["type_definition", "preproc_call", "struct_specifier", "enum_specifier", "field_declaration"]);

/** `static Watcher watcher(foo_GetServiceRef());` does something, whatever it looks like; and what a service is kept in matters. */
const SERVICE = /_GetServiceRef\s*\(|\ble_msg_ServiceRef_t\s+\w+\s*;/;

const EMPTY = { functions: [], macros: [], uses: [], includes: [], variables: [], names: [] };

/** `struct Door { le_msg_SessionRef_t owner = foo_GetClientSessionRef(); };` stores the owner, wherever a door is made. */
const OWNER = /_GetClientSessionRef\s*\(/;

/** A prototype or a variable without a value; most of a header is that. Not the use of a macro: `DEFINE_MAILBOX(inbox)`. */
function isMereDeclaration(text: string): boolean {
  return !text.includes("=") && !text.includes("{") && !/^[A-Z][A-Z0-9_]*\s*\(/.test(text);
}

const namesOf = new WeakMap<Language, NodeNames>();

export function readPieces(tree: SourceTree, known: KnownPieces | undefined): KnownPieces {
  const language = tree.root.tree.language;
  let names = namesOf.get(language);
  if (!names) {
    names = new NodeNames(language);
    namesOf.set(language, names);
  }
  const cursor = tree.root.walk();
  try {
    const reader = new PieceReader(tree, names, known);
    reader.readContainer(cursor, around(tree, undefined, []));
    return reader.result();
  } finally {
    cursor.delete();
  }
}

class PieceReader {
  private readonly pieces = new Map<number, Piece>();
  private readonly functions: FunctionFacts[] = [];
  private readonly macros: MacroFact[] = [];
  private readonly uses: MacroUse[] = [];
  private readonly includes: IncludeFact[] = [];
  private readonly variables: Assignment[] = [];
  private readonly names = new Set<string>();
  private readonly text: string;
  private readonly language: SourceLanguage;
  private readonly grammar: NodeNames;
  private readonly known: ReadonlyMap<number, Piece> | undefined;
  private readonly change: Difference;

  constructor({ text, language }: SourceTree, grammar: NodeNames, known: KnownPieces | undefined) {
    this.text = text;
    this.language = language;
    this.grammar = grammar;
    this.known = known?.pieces;
    this.change = difference(known?.text ?? "", text);
  }

  result(): KnownPieces {
    const { functions, macros, uses, includes, variables, names } = this;
    return {
      facts: { functions, macros, uses, includes, variables, names },
      text: this.text,
      pieces: this.pieces,
    };
  }

  readContainer(cursor: TreeCursor, outer: Around): void {
    const type = this.grammar.name(cursor.nodeTypeId);
    const own = this.conditionOf(type, cursor);
    let inner = own === undefined ? outer : around(outer, outer.scope, [...outer.conditions, own]);
    const start = cursor.startIndex;
    if (!cursor.gotoFirstChild()) {
      return;
    }
    do {
      const id = cursor.nodeTypeId;
      if (!this.grammar.isNamed(id)) {
        continue;
      }
      const child = this.grammar.name(id);
      const field = this.grammar.field(cursor.currentFieldId);
      if (field === "name" && NAMED.has(type)) {
        inner = around(inner, this.slice(cursor), inner.conditions);
      } else if (child === "preproc_else" || child === "preproc_elif" || child === "preproc_elifdef") {
        const otherwise = [...outer.conditions, `not (${this.headOf(start)})`];
        this.readContainer(cursor, around(inner, inner.scope, otherwise));
      } else if (this.isContainer(child)) {
        this.readContainer(cursor, inner);
      } else if (field !== "name" && field !== "condition") {
        this.readPiece(cursor, child, inner);
      }
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  private isContainer(type: string): boolean {
    return CONTAINERS.has(type) || (this.language === "cpp" && CPP_CONTAINERS.has(type));
  }

  private conditionOf(type: string, cursor: TreeCursor): string | undefined {
    if (type !== "preproc_if" && type !== "preproc_ifdef" && type !== "preproc_elif" && type !== "preproc_elifdef") {
      return undefined;
    }
    const head = this.headOf(cursor.startIndex);
    // An include guard is no condition.
    const guard = /^#ifndef (\w+)$/.exec(head)?.[1];
    if (guard !== undefined) {
      const rest = this.text.slice(cursor.startIndex, cursor.startIndex + head.length + guard.length + 40);
      if (new RegExp(`#\\s*define\\s+${guard}\\b`).test(rest)) {
        return undefined;
      }
    }
    return head;
  }

  /** First line of a directive. */
  private headOf(start: number): string {
    const end = this.text.indexOf("\n", start);
    return fold(this.text.slice(start, end < 0 ? this.text.length : end)).replace(/^#\s+/, "#");
  }

  private slice(cursor: TreeCursor): string {
    return this.text.slice(cursor.startIndex, cursor.endIndex);
  }

  private readPiece(cursor: TreeCursor, type: string, where: Around): void {
    const start = cursor.startIndex;
    const piece = this.knownPiece(start, cursor.endIndex, type, where) ?? this.newPiece(cursor, type, where);
    this.pieces.set(start, piece);
    append(this.functions, piece.functions);
    append(this.macros, piece.macros);
    append(this.uses, piece.uses);
    append(this.includes, piece.includes);
    append(this.variables, piece.variables);
    for (const name of piece.names) {
      this.names.add(name);
    }
  }

  /** The piece of the previous version with the same text, when it lies wholly before or behind the change. */
  private knownPiece(start: number, end: number, type: string, where: Around): Piece | undefined {
    const { start: changed, oldEnd, newEnd } = this.change;
    const by = end <= changed ? 0 : start >= newEnd ? newEnd - oldEnd : undefined;
    const piece = by === undefined ? undefined : this.known?.get(start - by);
    const same = piece && piece.end === end - (by ?? 0) && piece.type === type && piece.around === where.key;
    return same ? move(piece, by ?? 0) : undefined;
  }

  private newPiece(cursor: TreeCursor, type: string, where: Around): Piece {
    const text = this.slice(cursor);
    const silent =
      (SILENT.has(type) || (type === "declaration" && isMereDeclaration(text))) &&
      !SERVICE.test(text) &&
      !(type === "field_declaration" && OWNER.test(text));
    return silent
      ? { ...EMPTY, start: cursor.startIndex, end: cursor.endIndex, type, around: where.key }
      : this.examine(copySyntax(cursor, this.grammar), where);
  }

  private examine(node: Syntax, where: Around): Piece {
    const { start, end, type } = node;
    const around = where.key;
    const piece = { ...EMPTY, start, end, type, around };
    switch (node.type) {
      case "function_definition":
        return { ...piece, functions: functionFacts(node, this.text, where) };
      case "preproc_def":
      case "preproc_function_def": {
        const macro = this.macroOf(node);
        return macro ? { ...piece, macros: [macro] } : piece;
      }
      case "preproc_include": {
        const path = childOf(node, "path");
        const written = path ? this.text.slice(path.start + 1, path.end - 1) : "";
        const local = path?.type === "string_literal";
        return { ...piece, includes: [{ start: node.start, end: node.end, path: written, local }] };
      }
      case "declaration":
        return this.declarationOf(node, piece);
      case "field_declaration":
        return { ...piece, variables: this.membersOf(node) };
      default: {
        // Statements outside of functions: a macro's use, or what is left of a function that could not be read.
        const use = this.useOf(node);
        return use ? { ...piece, uses: [use] } : { ...piece, functions: this.strayOf(node, where) };
      }
    }
  }

  /** What stray statements do is done by a function without a name. */
  private strayOf(node: Syntax, where: Surroundings): readonly FunctionFacts[] {
    const [stray, ...lambdas] = functionFacts(node, this.text, where);
    const does = stray !== undefined && (stray.calls.length > 0 || stray.names.size > 0);
    return does ? [{ ...stray, name: "" }, ...lambdas] : lambdas;
  }

  private macroOf(node: Syntax): MacroFact | undefined {
    const name = childOf(node, "name");
    if (!name) {
      return undefined;
    }
    const parameters = childOf(node, "parameters");
    const value = childOf(node, "value");
    return {
      start: node.start,
      end: node.end,
      name: this.text.slice(name.start, name.end),
      ...(parameters
        ? {
            parameters: fold(this.text.slice(parameters.start + 1, parameters.end - 1))
              .split(",")
              .map((parameter) => parameter.trim())
              .filter((parameter) => parameter !== ""),
          }
        : {}),
      body: value ? fold(this.text.slice(value.start, node.end)) : "",
    };
  }

  /** Masking turns `DEFINE_MAILBOX(a)` into `DEFINE_MAILBOX a;`: the text still has the parenthesis. */
  private useOf(node: Syntax): MacroUse | undefined {
    const match = /^([A-Za-z_]\w*)\s*\(([\s\S]*)\)\s*;?$/.exec(fold(this.text.slice(node.start, node.end)));
    return match?.[1] === undefined || match[2] === undefined
      ? undefined
      : { start: node.start, end: node.end, name: match[1], arguments: splitArguments(match[2]) };
  }

  private declarationOf(node: Syntax, piece: Omit<Piece, "variables" | "names">): Piece {
    const use = /^[A-Z][A-Z0-9_]*\s*\(/.test(this.text.slice(node.start, node.end)) ? this.useOf(node) : undefined;
    if (use) {
      return { ...piece, uses: [use], variables: [], names: [] };
    }
    const variables: Assignment[] = [];
    const names = new Set<string>();
    const type = childOf(node, "type");
    for (const [, service] of this.text.slice(node.start, node.end).matchAll(/(\w+_GetServiceRef)\s*\(/g)) {
      // `Watcher watcher(foo_GetServiceRef());` is a prototype to the grammar.
      names.add(service ?? "");
    }
    for (const child of node.children) {
      const value = child.type === "init_declarator" ? childOf(child, "value") : undefined;
      const name = innermostName(child.type === "init_declarator" ? childOf(child, "declarator") : undefined);
      if (!value || !name) {
        continue;
      }
      identifiers(value, this.text, names);
      variables.push({
        start: child.start,
        end: child.end,
        target: this.text.slice(name.start, name.end),
        valueText: fold(this.text.slice(value.start, value.end)),
        valueSpan: { start: value.start, end: value.end },
        declares: type ? fold(this.text.slice(type.start, type.end)) : "",
        isStatic: false,
      });
    }
    return { ...piece, variables, names: [...names] };
  }

  /** Members of a class, with the value that stands beside them, if one does. */
  private membersOf(node: Syntax): Assignment[] {
    const type = childOf(node, "type");
    const declares = type ? fold(this.text.slice(type.start, type.end)) : "";
    const value = childOf(node, "default_value");
    return node.children
      .filter((child) => child.type === "field_identifier")
      .map(({ start, end }) => ({
        start,
        end,
        target: this.text.slice(start, end),
        valueText: value ? fold(this.text.slice(value.start, value.end)) : "",
        valueSpan: value ? { start: value.start, end: value.end } : { start: end, end },
        declares,
        isStatic: false,
      }));
  }
}

/** One by one: as arguments of one call, a hundred thousand lambdas would not fit on the stack. */
function append<T>(list: T[], more: readonly T[]): void {
  for (const item of more) {
    list.push(item);
  }
}

function around(
  { path, language }: Pick<Surroundings, "path" | "language">,
  scope: string | undefined,
  conditions: readonly string[],
): Around {
  return { path, language, scope, conditions, key: `${scope ?? ""} ${conditions.join()}` };
}

function identifiers(node: Syntax, text: string, into: Set<string>): void {
  if (node.type === "identifier") {
    into.add(text.slice(node.start, node.end));
  }
  for (const child of node.children) {
    identifiers(child, text, into);
  }
}

function move(piece: Piece, by: number): Piece {
  if (by === 0) {
    return piece;
  }
  return {
    ...shiftSpan(piece, by),
    functions: piece.functions.map((facts) => shiftFunction(facts, by)),
    macros: piece.macros.map((fact) => shiftSpan(fact, by)),
    uses: piece.uses.map((fact) => shiftSpan(fact, by)),
    includes: piece.includes.map((fact) => shiftSpan(fact, by)),
    variables: piece.variables.map((fact) => shiftAssignment(fact, by)),
  };
}
