/**
 * Questions about C and C++ syntax that every part of the scaffold asks: statements, calls, names, declared variables.
 *
 * Works on the plain copy of a syntax tree (component/source/syntax.ts) and the text of the file it belongs to. A file that could not
 * be parsed in places gives fewer answers, never a wrong position.
 */
import { childOf, isLiteral, type Syntax } from "../../component/source/syntax.ts";
import { fold } from "../../component/source/text.ts";

/** What the queries need of a source. */
export interface Text {
  readonly text: string;
}

export function textOf(source: Text, node: Syntax): string {
  return source.text.slice(node.start, node.end);
}

/** Comments removed, blanks folded. */
export function foldedTextOf(source: Text, node: Syntax): string {
  return fold(textOf(source, node));
}

/** Visits a node and all below it, outermost first; `false` from `visit` leaves out what is below. */
export function walk(node: Syntax, visit: (node: Syntax) => boolean | undefined): void {
  if (visit(node) !== false) {
    for (const child of node.children) {
      walk(child, visit);
    }
  }
}

export function collect(node: Syntax, ...types: readonly string[]): Syntax[] {
  const found: Syntax[] = [];
  walk(node, (at) => {
    if (types.includes(at.type)) {
      found.push(at);
    }
    return undefined;
  });
  return found;
}

/** The nodes from `root` down to the innermost one that covers the offset. */
export function pathTo(root: Syntax, start: number, end: number): Syntax[] {
  const path = [root];
  for (;;) {
    const inner = path.at(-1)?.children.find((child) => child.start <= start && end <= child.end);
    if (!inner) {
      return path;
    }
    path.push(inner);
  }
}

export interface CallSyntax {
  readonly node: Syntax;
  /** The function's own name: `foo_Open`, `Open` of `taf_X::Open`. */
  readonly callee: string;
  /** What stands before `.`, `->` or `::`. */
  readonly receiver: string | undefined;
  readonly arguments: readonly Syntax[];
}

/** Calls in a node, in source order. */
export function callsIn(source: Text, node: Syntax): CallSyntax[] {
  return collect(node, "call_expression").map((call) => callOf(source, call));
}

function callOf(source: Text, node: Syntax): CallSyntax {
  const callee = childOf(node, "function");
  const full = callee ? foldedTextOf(source, callee) : "";
  const separator = /^(.*?)\s*(?:::|->|\.)\s*([A-Za-z_]\w*)$/s.exec(full);
  return {
    node,
    callee: separator?.[2] ?? full,
    receiver: separator?.[1],
    arguments: childOf(node, "arguments")?.children ?? [],
  };
}

/** Without parentheses and casts around it; `static_cast<T*>(x)` is a cast, too. */
export function bareExpression(node: Syntax): Syntax {
  let inner = node;
  for (;;) {
    const next: Syntax | undefined =
      inner.type === "parenthesized_expression"
        ? inner.children[0]
        : inner.type === "cast_expression"
          ? childOf(inner, "value")
          : templateCast(inner)?.value;
    if (!next) {
      return inner;
    }
    inner = next;
  }
}

function templateCast(node: Syntax): { type: Syntax | undefined; value: Syntax } | undefined {
  const callee = childOf(node, "function");
  const values = childOf(node, "arguments")?.children ?? [];
  if (callee?.type !== "template_function" || values.length !== 1 || !values[0]) {
    return undefined;
  }
  return { type: childOf(callee, "arguments")?.children[0], value: values[0] };
}

/** The call an expression is, casts aside. */
export function asCall(source: Text, node: Syntax): CallSyntax | undefined {
  const inner = bareExpression(node);
  return inner.type === "call_expression" ? callOf(source, inner) : undefined;
}

export interface NameUse {
  readonly name: string;
  readonly node: Syntax;
}

/** Variables and functions named in a node; not fields after a dot, not types, not labels. */
export function namesIn(source: Text, node: Syntax): NameUse[] {
  return collect(node, "identifier").map((at) => ({ name: textOf(source, at), node: at }));
}

export interface DeclaredVariable {
  readonly name: string;
  /** The type without qualifiers and stars: `PrintJob_t`, `struct job`. */
  readonly baseType: string;
  /** As to be written before a name: `const PrintJob_t*`. */
  readonly typeText: string;
  readonly stars: number;
  readonly isArray: boolean;
  readonly value: Syntax | undefined;
  /** The declarator: several in `int a, b;`. */
  readonly node: Syntax;
  /** The whole declaration. */
  readonly declaration: Syntax;
}

/** Variables of a `declaration`, `parameter_declaration` or `field_declaration`. */
export function variablesOf(source: Text, declaration: Syntax): DeclaredVariable[] {
  const type = childOf(declaration, "type");
  if (!type) {
    return [];
  }
  const isAuto = type.type === "placeholder_type_specifier";
  const written =
    !isAuto && type.type.endsWith("_specifier")
      ? specifierName(source, type)
      : foldedTextOf(source, type).replace(/^(?:const|volatile)\s+/, "");
  const qualifiers = declaration.children
    .filter((child) => child.type === "type_qualifier")
    .map((child) => textOf(source, child));
  return declaration.children
    .filter((child) => child.field === "declarator")
    .flatMap((node) => {
      let stars = 0;
      let isArray = false;
      let current: Syntax | undefined = node;
      let value: Syntax | undefined;
      while (current && current.type !== "identifier" && current.type !== "field_identifier") {
        if (current.type === "function_declarator") {
          return [];
        }
        stars += current.type === "pointer_declarator" ? 1 : 0;
        isArray ||= current.type === "array_declarator";
        value ??= current.type === "init_declarator" ? childOf(current, "value") : undefined;
        current =
          childOf(current, "declarator") ??
          current.children.find((child) => child.type.endsWith("declarator") || child.type.endsWith("identifier"));
      }
      if (!current) {
        return [];
      }
      const deduced = isAuto && value ? deducedType(source, value) : undefined;
      const baseType = deduced?.baseType ?? written;
      stars = deduced?.stars ?? stars;
      const typeText = [...qualifiers, baseType].join(" ") + "*".repeat(stars);
      return [{ name: textOf(source, current), baseType, typeText, stars, isArray, value, node, declaration }];
    });
}

/** What `auto` stands for, where the value says it: a cast, or `new`. */
function deducedType(source: Text, value: Syntax): { baseType: string; stars: number } | undefined {
  if (value.type === "new_expression") {
    const type = childOf(value, "type");
    return type && { baseType: foldedTextOf(source, type), stars: 1 };
  }
  const cast = value.type === "cast_expression" ? childOf(value, "type") : templateCast(value)?.type;
  const match = cast && /^(?:const\s+)?(.*?)\s*(\**)$/.exec(foldedTextOf(source, cast));
  return match ? { baseType: match[1] ?? "", stars: match[2]?.length ?? 0 } : undefined;
}

/** `struct job` of `struct job { ... }`. */
function specifierName(source: Text, node: Syntax): string {
  const keyword = /^\w+/.exec(textOf(source, node))?.[0] ?? "struct";
  const name = childOf(node, "name");
  return name ? `${keyword} ${textOf(source, name)}` : keyword;
}

/** Constant as far as one can see: a literal, NULL, an upper-case name, or those in casts and signs. */
export function isConstant(source: Text, node: Syntax): boolean {
  const inner = bareExpression(node);
  if (isLiteral(inner)) {
    return true;
  }
  switch (inner.type) {
    case "identifier":
      return /^[A-Z][A-Z0-9_]*$/.test(textOf(source, inner));
    case "unary_expression":
      return inner.children.every((child) => isConstant(source, child));
    default:
      return false;
  }
}

/** Zero, NULL, false: what a variable holds when nothing is there. */
export function isNothing(source: Text, node: Syntax): boolean {
  return /^(?:NULL|nullptr|0|false|FALSE)$/.test(foldedTextOf(source, bareExpression(node)));
}

const JUMPS = ["return_statement", "goto_statement", "break_statement", "continue_statement"];

export function jumpsIn(node: Syntax): Syntax[] {
  return collect(node, ...JUMPS);
}

export function isJump(node: Syntax): boolean {
  return JUMPS.includes(node.type);
}
