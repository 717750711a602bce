/**
 * A piece of a tree-sitter tree as plain objects: named nodes with their field, their positions and their text.
 *
 * Crossing into wasm for every question about every node is what makes tree-sitter slow from JavaScript. One walk of a cursor copies a
 * top-level declaration out; all analysis then runs on the copy, which may be kept or dropped like any other object.
 */
import type { Language, TreeCursor } from "web-tree-sitter";

export interface Syntax {
  readonly type: string;
  /** Name of the field it fills in its parent: `function`, `arguments`, `body`. */
  readonly field: string | undefined;
  /** 0-based UTF-16 offsets into the text of the file. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly Syntax[];
}

/** Nothing inside of them, or nothing that says what code does; asking costs as much as for other nodes. */
const LEAVES = new Set([
  "identifier",
  "field_identifier",
  "type_identifier",
  "primitive_type",
  "number_literal",
  "null",
  "true",
  "false",
  "string_literal",
  "char_literal",
  "system_lib_string",
  "sizeof_expression",
  "type_descriptor",
  "break_statement",
  "storage_class_specifier",
]);

/** Deeper nesting is machine-made; its inside is left out rather than overflowing the stack. */
const MAX_DEPTH = 400;

/** Copies the node at the cursor; the cursor is back on it afterwards. Comments and punctuation are left out. */
export function copySyntax(cursor: TreeCursor, grammar: NodeNames): Syntax {
  return copy(cursor, grammar, cursor.nodeTypeId, 0);
}

function copy(cursor: TreeCursor, grammar: NodeNames, typeId: number, depth: number): Syntax {
  const children: Syntax[] = [];
  const type = grammar.name(typeId);
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  const fieldId = cursor.currentFieldId;
  if (depth < MAX_DEPTH && !LEAVES.has(type) && cursor.gotoFirstChild()) {
    do {
      const id = cursor.nodeTypeId;
      if (grammar.isNamed(id)) {
        children.push(copy(cursor, grammar, id, depth + 1));
      }
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return { type, field: fieldId === 0 ? undefined : grammar.field(fieldId), start, end, children };
}

/** Node and field names of a grammar by id, looked up once. */
export class NodeNames {
  private readonly types: (string | undefined)[];
  private readonly named: boolean[];
  private readonly fields: readonly (string | null)[];

  constructor(language: Language) {
    const names = language.types;
    this.types = names.map((name) => name);
    this.named = names.map((name, id) => name !== "comment" && language.nodeTypeIsNamed(id));
    this.fields = language.fields;
  }

  name(id: number): string {
    return this.types[id] ?? "ERROR";
  }

  /** ERROR nodes have an id beyond the grammar's: they count, so that what they hold is seen. */
  isNamed(id: number): boolean {
    return this.named[id] ?? true;
  }

  field(id: number): string | undefined {
    return this.fields[id] ?? undefined;
  }
}

export function childOf(node: Syntax, field: string): Syntax | undefined {
  return node.children.find((child) => child.field === field);
}

export function childOfType(node: Syntax, ...types: readonly string[]): Syntax | undefined {
  return node.children.find((child) => types.includes(child.type));
}

const LITERALS = new Set(["number_literal", "string_literal", "char_literal", "null", "nullptr", "true", "false"]);

export function isLiteral(node: Syntax): boolean {
  return LITERALS.has(node.type);
}
