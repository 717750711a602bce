/**
 * Comments as documentation: the lines that reach the interface, as the reference compiler passes them on.
 *
 * In: the text and documentation tokens. Out: lines without the comment's own marks; blank lines at both ends are gone, a leading
 * space and a carriage return at a line's end are kept, as the reference keeps them.
 */
import type { Token } from "../syntax/tree.ts";

const NONE: readonly string[] = [];

/** Lines of `/** … *\/` tokens, joined. */
export function docLines(text: string, tokens: readonly Token[]): readonly string[] {
  if (tokens.length === 0) return NONE;
  return withoutBlankEnds(tokens.flatMap((token) => blockLines(text, token)));
}

/** Lines of one declaration's documentation, if it has any. */
export function declarationDoc(text: string, token: Token | undefined): readonly string[] {
  return token === undefined ? NONE : withoutBlankEnds(blockLines(text, token));
}

/** Lines of `///<` tokens, one each. */
export function postDocLines(text: string, tokens: readonly Token[]): readonly string[] {
  if (tokens.length === 0) return NONE;
  return withoutBlankEnds(tokens.map((token) => text.slice(token.start + 4, token.end)));
}

/** What the compiler writes above the function that an EVENT makes to add a handler. */
export function addHandlerDoc(interfaceName: string, event: string, doc: readonly string[]): readonly string[] {
  const first = ` Add handler function for EVENT '${interfaceName}_${event}'`;
  return doc.length === 0 ? [first] : [first, ...doc];
}

export function removeHandlerDoc(interfaceName: string, event: string): readonly string[] {
  return [` Remove handler function for EVENT '${interfaceName}_${event}'`];
}

export function handlerReferenceDoc(interfaceName: string, event: string): readonly string[] {
  return [` Reference type used by Add/Remove functions for EVENT '${interfaceName}_${event}'`];
}

function blockLines(text: string, token: Token): string[] {
  const lines = text.slice(token.start + 3, token.end - 2).split("\n");
  return lines.map((line) => (line.startsWith(" *") ? line.slice(2) : line));
}

function withoutBlankEnds(lines: readonly string[]): readonly string[] {
  let from = 0;
  let to = lines.length;
  while (from < to && lines[from]?.trim() === "") from++;
  while (to > from && lines[to - 1]?.trim() === "") to--;
  return lines.slice(from, to);
}
