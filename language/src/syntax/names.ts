/** Cuts `import.name` tokens in two. In: the text and the token's span. Out: both names with their own spans. */
import type { Name, Span, TypeName } from "./tree.ts";

export function splitScoped(text: string, token: Span): { readonly qualifier?: Name; readonly name: Name } {
  const written = text.slice(token.start, token.end);
  const dot = written.indexOf(".");
  if (dot === -1) return { name: { text: written, start: token.start, end: token.end } };
  const middle = token.start + dot;
  return {
    qualifier: { text: written.slice(0, dot), start: token.start, end: middle },
    name: { text: written.slice(dot + 1), start: middle + 1, end: token.end },
  };
}

export function typeName(text: string, token: Span): TypeName {
  return { ...splitScoped(text, token), start: token.start, end: token.end };
}
