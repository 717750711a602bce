/** Where a new USETYPES goes: after the last one before the declarations, else after the comments at the top that speak for the file, else at the top. */
import { isTrivia, type Span, type Token } from "@legato-api/language";
import type { ApiView } from "../apiView.ts";

/** An insertion, in 0-based UTF-16 offsets. */
export function usetypesEdit({ interface: iface }: ApiView, name: string): Span & { readonly newText: string } {
  const { source } = iface;
  const firstName = source.items.findIndex((item) => "name" in item);
  // One further down may stand below the use that the new one is for.
  const last = source.items
    .slice(0, firstName === -1 ? undefined : firstName)
    .findLast((item) => item.kind === "usetypes");
  if (last !== undefined) return insertion(last.end, `\nUSETYPES ${name};`);
  const comment = source.fileDocs.at(-1);
  if (comment !== undefined) return insertion(endOfBanner(source.text, comment), `\n\nUSETYPES ${name};`);
  const licence = endOfLicence(source.text, source.tokens);
  return licence === 0 ? insertion(0, `USETYPES ${name};\n\n`) : insertion(licence, `\n\nUSETYPES ${name};`);
}

function insertion(at: number, newText: string): Span & { readonly newText: string } {
  return { start: at, end: at, newText };
}

/** The `//-----` line that closes a banner belongs to the comment. */
function endOfBanner(text: string, comment: Token): number {
  const rule = /^[ \t]*\r?\n\/\/-+/.exec(text.slice(comment.end, comment.end + 200));
  return comment.end + (rule?.[0].length ?? 0);
}

/** The end of plain comments at the very top that an empty line sets apart from all that follows; 0 where there are none. */
function endOfLicence(text: string, tokens: readonly Token[]): number {
  let end = 0;
  for (const token of tokens) {
    if (!isTrivia(token)) return 0;
    if (token.kind === "lineComment" || token.kind === "blockComment") end = token.end;
    else if (end > 0 && /\n[ \t\r]*\n/.test(text.slice(token.start, token.end))) return end;
  }
  return 0;
}
