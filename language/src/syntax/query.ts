/**
 * Questions about a tree by place: which token, which declaration and which part of it is at an offset.
 *
 * In: a tree and 0-based UTF-16 offsets. Out: tokens and nodes of that tree. A node "at" an offset holds it or ends there, so that a
 * cursor right behind a name still finds it; of two that touch there, the later one wins, unless it is only space.
 */
import type {
  ArraySize,
  DeclarationNode,
  Expression,
  FieldNode,
  ItemNode,
  MemberNode,
  Name,
  ParameterNode,
  SourceFile,
  Span,
  Token,
  TypeName,
} from "./tree.ts";

/** What is found at a place, from the item inwards. */
export interface NodeAt {
  readonly item: ItemNode;
  readonly part?: MemberNode | FieldNode | ParameterNode;
  readonly array?: ArraySize;
  readonly type?: TypeName;
  /** The innermost expression: never a binary one whose operand holds the place. */
  readonly expression?: Expression;
  /** The name at the place: declared, or used in a type or an expression. A qualifier is a name of its own. */
  readonly name?: Name;
}

/** Index in `tree.tokens` of the token that holds `offset`; at the end of the text the last one; -1 in an empty file. */
export function tokenIndexAt(tree: SourceFile, offset: number): number {
  const { tokens } = tree;
  let low = 0;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tokens[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return tokens.length === 0 ? -1 : low;
}

export function tokenAt(tree: SourceFile, offset: number): Token | undefined {
  return tree.tokens[tokenIndexAt(tree, offset)];
}

/** True for what the grammar does not see. Documentation comments are no trivia. */
export function isTrivia(token: Token): boolean {
  return (
    token.kind === "whitespace" ||
    token.kind === "lineComment" ||
    token.kind === "blockComment" ||
    token.kind === "dropped"
  );
}

/** The last token the grammar sees that ends at or before `offset`. */
export function significantTokenBefore(tree: SourceFile, offset: number): Token | undefined {
  for (let index = tokenIndexAt(tree, offset); index >= 0; index--) {
    const token = tree.tokens[index];
    if (token !== undefined && token.end <= offset && !isTrivia(token)) return token;
  }
  return undefined;
}

/** The item that holds `offset` or ends there. */
export function itemAt(tree: SourceFile, offset: number): ItemNode | undefined {
  const { items } = tree;
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const found = items[low];
  return found !== undefined && holds(found, offset) ? found : undefined;
}

/** The chain of nodes at `offset`; undefined between items. */
export function findNodeAt(tree: SourceFile, offset: number): NodeAt | undefined {
  const item = itemAt(tree, offset);
  if (item === undefined) return undefined;
  switch (item.kind) {
    case "skipped":
    case "apiVersion":
    case "servingVersion":
    case "messageSize":
      return { item };
    case "usetypes":
      return { item, ...nameIn(offset, item.operand) };
    default:
      return { item, ...inDeclaration(item, offset) };
  }
}

/**
 * The plain comments right before a declaration, in text order: nothing but space, other comments and its documentation lies
 * between. A comment on the last line of the declaration above belongs to that one; a blank line ends the search.
 */
export function leadingComments(tree: SourceFile, node: DeclarationNode): readonly Token[] {
  const comments: Token[] = [];
  for (let index = tokenIndexAt(tree, node.start) - 1; index >= 0; index--) {
    const token = tree.tokens[index];
    if (token === undefined || token.kind === "doc") continue;
    if (token.kind === "whitespace" && !/\n[ \t]*\n/.test(tree.text.slice(token.start, token.end))) continue;
    if (token.kind !== "lineComment" && token.kind !== "blockComment") break;
    comments.unshift(token);
  }
  const first = comments[0];
  if (first === undefined) return comments;
  const above = significantTokenBefore(tree, first.start);
  const trailing = comments.findIndex(
    (comment) => above === undefined || tree.text.slice(above.end, comment.start).includes("\n"),
  );
  return trailing === -1 ? [] : comments.slice(trailing);
}

function inDeclaration(item: DeclarationNode, offset: number): Omit<NodeAt, "item"> {
  const own = nameIn(offset, item.name);
  if (own.name !== undefined) return own;
  switch (item.kind) {
    case "define":
      return inExpression(item.value, offset);
    case "enum":
    case "bitmask":
      return inMember(item.members, offset);
    case "struct":
      return inTyped(item.fields, offset);
    case "function":
      if (item.returnType !== undefined && holds(item.returnType, offset)) return inType(item.returnType, offset);
      return inTyped(item.parameters, offset);
    case "handler":
    case "event":
      return inTyped(item.parameters, offset);
    default:
      return {};
  }
}

function inMember(members: readonly MemberNode[], offset: number): Omit<NodeAt, "item"> {
  const part = at(members, offset);
  return part === undefined ? {} : { part, ...nameIn(offset, part.name) };
}

function inTyped(parts: readonly (FieldNode | ParameterNode)[], offset: number): Omit<NodeAt, "item"> {
  const part = at(parts, offset);
  if (part === undefined) return {};
  const own = nameIn(offset, part.name);
  if (own.name !== undefined) return { part, ...own };
  if (holds(part.type, offset)) return { part, ...inType(part.type, offset) };
  const { array } = part;
  if (array === undefined || !holds(array, offset)) return { part };
  const size = array.min !== undefined && holds(array.min, offset) ? array.min : array.max;
  return { part, array, ...inExpression(size, offset) };
}

function inType(type: TypeName, offset: number): Omit<NodeAt, "item"> {
  return { type, ...nameIn(offset, type.name, type.qualifier) };
}

/** Chains of operators lean to the left and may be long: the walk is a loop. */
function inExpression(expression: Expression, offset: number): Omit<NodeAt, "item"> {
  if (!holds(expression, offset)) return {};
  let inner = expression;
  for (;;) {
    const next = operandAt(inner, offset);
    if (next === undefined) break;
    inner = next;
  }
  if (inner.kind !== "name") return { expression: inner };
  return { expression: inner, ...nameIn(offset, inner.name, inner.qualifier) };
}

function operandAt(expression: Expression, offset: number): Expression | undefined {
  if (expression.kind === "parenthesized") return holds(expression.inner, offset) ? expression.inner : undefined;
  if (expression.kind !== "binary") return undefined;
  if (holds(expression.right, offset)) return expression.right;
  return holds(expression.left, offset) ? expression.left : undefined;
}

function nameIn(offset: number, ...names: readonly (Name | undefined)[]): { readonly name?: Name } {
  const name = names.find((each) => each !== undefined && each.text !== "" && holds(each, offset));
  return name === undefined ? {} : { name };
}

function at<T extends Span>(parts: readonly T[], offset: number): T | undefined {
  return parts.findLast((part) => holds(part, offset));
}

function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
