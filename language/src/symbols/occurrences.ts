/**
 * Every name in an `.api` file and what it stands for: the one answer behind hover, definition, references, highlight and rename.
 *
 * In: a checked interface. Out: occurrences in the order of the text, spans in 0-based UTF-16 offsets, none overlapping. A name that
 * resolves to nothing has no occurrence. Two occurrences mean the same thing exactly if `keyOf` of their symbols is equal, across files too.
 */
import { BASIC_TYPES } from "../model/basicTypes.ts";
import type { BasicTypeName, Interface, NamedType } from "../model/interface.ts";
import type {
  ArraySize,
  DeclarationNode,
  Expression,
  FieldNode,
  MemberNode,
  Name,
  ParameterNode,
  Span,
  TypeName,
  UsetypesNode,
} from "../syntax/tree.ts";

export type SymbolKind = "interface" | "type" | "define" | "function" | "event" | "member" | "parameter" | "field";

/** A thing with a declaration. */
export interface ApiSymbol {
  readonly kind: SymbolKind;
  /** The file that declares it; for `interface` the file itself. */
  readonly uri: string;
  readonly name: string;
  /** Enclosing declaration of a member, parameter or field. */
  readonly container?: string;
}

export interface Occurrence {
  readonly span: Span;
  /** `basic` for a built-in type, which has no declaration. */
  readonly symbol: ApiSymbol | { readonly kind: "basic"; readonly name: BasicTypeName };
  readonly role: "declaration" | "reference";
}

/** Equal for two symbols exactly if they are the same declaration. */
export function keyOf(symbol: ApiSymbol): string {
  return `${symbol.kind}\n${symbol.uri}\n${symbol.container ?? ""}\n${symbol.name}`;
}

const known = new WeakMap<Interface, readonly Occurrence[]>();

/** All occurrences of a file; kept as long as the interface is. */
export function occurrencesIn(iface: Interface): readonly Occurrence[] {
  let occurrences = known.get(iface);
  if (occurrences === undefined) {
    occurrences = new Collector(iface).collect();
    known.set(iface, occurrences);
  }
  return occurrences;
}

/** The occurrence that an offset touches; a cursor just behind a name counts. */
export function occurrenceAt(iface: Interface, offset: number): Occurrence | undefined {
  const all = occurrencesIn(iface);
  let low = 0;
  let high = all.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const one = all[middle];
    if (one === undefined) return undefined;
    if (offset < one.span.start) high = middle - 1;
    else if (offset > one.span.end) low = middle + 1;
    else {
      // Between two names that touch (`a.b`), the one that begins here is meant.
      const next = all[middle + 1];
      return next !== undefined && next.span.start === offset ? next : one;
    }
  }
  return undefined;
}

class Collector {
  readonly #iface: Interface;
  readonly #found: Occurrence[] = [];

  constructor(iface: Interface) {
    this.#iface = iface;
  }

  collect(): readonly Occurrence[] {
    for (const item of this.#iface.source.items) {
      if (item.kind === "usetypes") this.#usetypes(item);
      else if (item.kind !== "skipped" && "name" in item) this.#declaration(item);
    }
    // A parameter's array size stands behind its name but was visited with its type: sort once instead of caring everywhere.
    return this.#found.sort((a, b) => a.span.start - b.span.start);
  }

  #add(name: Name, symbol: Occurrence["symbol"], role: Occurrence["role"]): void {
    if (name.end > name.start) this.#found.push({ span: { start: name.start, end: name.end }, symbol, role });
  }

  #declare(name: Name, kind: SymbolKind, container?: string): void {
    const symbol = { kind, uri: this.#iface.uri, name: name.text, ...(container === undefined ? {} : { container }) };
    this.#add(name, symbol, "declaration");
  }

  #usetypes(node: UsetypesNode): void {
    const used = this.#iface.imports.find((one) => one.name === node.importName);
    if (used !== undefined && used.uri !== "")
      this.#add(node.operand, { kind: "interface", uri: used.uri, name: used.name }, "reference");
  }

  #declaration(node: DeclarationNode): void {
    const container = node.name.text;
    switch (node.kind) {
      case "define":
        this.#declare(node.name, "define");
        this.#expression(node.value);
        return;
      case "enum":
      case "bitmask":
        this.#declare(node.name, "type");
        node.members.forEach((member) => {
          this.#member(member, container);
        });
        return;
      case "reference":
        this.#declare(node.name, "type");
        return;
      case "struct":
        this.#declare(node.name, "type");
        node.fields.forEach((field) => {
          this.#typed(field, "field", container);
        });
        return;
      case "function":
        if (node.returnType !== undefined) this.#type(node.returnType);
        this.#declare(node.name, "function");
        break;
      case "handler":
        this.#declare(node.name, "type");
        break;
      case "event":
        this.#declare(node.name, "event");
        break;
    }
    node.parameters.forEach((parameter) => {
      this.#typed(parameter, "parameter", container);
    });
  }

  #member(member: MemberNode, container: string): void {
    this.#declare(member.name, "member", container);
  }

  #typed(node: ParameterNode | FieldNode, kind: "parameter" | "field", container: string): void {
    this.#type(node.type);
    this.#declare(node.name, kind, container);
    if (node.array !== undefined) this.#array(node.array);
  }

  #array(array: ArraySize): void {
    if (array.min !== undefined) this.#expression(array.min);
    this.#expression(array.max);
  }

  #type(written: TypeName): void {
    const { qualifier, name } = written;
    if (qualifier !== undefined) {
      const scope = this.#imported(qualifier);
      const type = scope?.types.get(name.text);
      if (type !== undefined) this.#add(name, typeSymbol(type), "reference");
      return;
    }
    const type = this.#iface.types.get(name.text);
    const basic = BASIC_TYPES.get(name.text);
    if (basic !== undefined) this.#add(name, { kind: "basic", name: basic.name }, "reference");
    else if (type !== undefined) this.#add(name, typeSymbol(type), "reference");
  }

  /** Reports the qualifier itself and answers the interface it names. */
  #imported(qualifier: Name): Interface | undefined {
    const used = this.#iface.imports.find((one) => one.name === qualifier.text);
    if (used !== undefined) this.#add(qualifier, { kind: "interface", uri: used.uri, name: used.name }, "reference");
    return used?.interface;
  }

  #expression(expression: Expression): void {
    if (expression.kind === "binary") {
      // Long sums lean to the left: walk that side without recursion.
      let left: Expression = expression;
      while (left.kind === "binary") {
        this.#expression(left.right);
        left = left.left;
      }
      this.#expression(left);
    } else if (expression.kind === "parenthesized") {
      let inner: Expression = expression;
      while (inner.kind === "parenthesized") inner = inner.inner;
      this.#expression(inner);
    } else if (expression.kind === "name") {
      const scope = expression.qualifier === undefined ? this.#iface : this.#imported(expression.qualifier);
      if (scope?.definitions.has(expression.name.text)) {
        this.#add(expression.name, { kind: "define", uri: scope.uri, name: expression.name.text }, "reference");
      }
    }
  }
}

function typeSymbol(type: NamedType): ApiSymbol {
  return { kind: "type", uri: type.uri, name: type.name };
}
