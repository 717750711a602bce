/** Cuts `import.name` tokens in two. In: the text and the token's span. Out: both names with their own spans. */
import type { Expression, Name, Span, TypeName } from "./tree.ts";

export function typeName(text: string, token: Span): TypeName {
  const { start, end } = token;
  const qualifier = qualifierOf(text, token);
  const name = nameOf(text, token, qualifier);
  return qualifier === undefined ? { name, start, end } : { qualifier, name, start, end };
}

export function nameExpression(text: string, token: Span): Expression {
  const { start, end } = token;
  const qualifier = qualifierOf(text, token);
  const name = nameOf(text, token, qualifier);
  return qualifier === undefined ? { kind: "name", name, start, end } : { kind: "name", qualifier, name, start, end };
}

function qualifierOf(text: string, { start, end }: Span): Name | undefined {
  const written = text.slice(start, end);
  const dot = written.indexOf(".");
  return dot === -1 ? undefined : { text: written.slice(0, dot), start, end: start + dot };
}

function nameOf(text: string, { start, end }: Span, qualifier: Name | undefined): Name {
  const from = qualifier === undefined ? start : qualifier.end + 1;
  return { text: text.slice(from, end), start: from, end };
}
