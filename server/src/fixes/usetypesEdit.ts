/** Where a new USETYPES goes: after the last one, else after the file's own comments, else at the top. */
import type { Span, Token } from "@legato-api/language";
import type { ApiView } from "../apiView.ts";

/** An insertion, in 0-based UTF-16 offsets. */
export function usetypesEdit({ interface: iface }: ApiView, name: string): Span & { readonly newText: string } {
  const { source, imports } = iface;
  const last = imports.at(-1)?.node;
  if (last !== undefined) return insertion(last.end, `\nUSETYPES ${name};`);
  const comment = source.fileDocs.at(-1);
  if (comment === undefined) return insertion(0, `USETYPES ${name};\n\n`);
  return insertion(endOfBanner(source.text, comment), `\n\nUSETYPES ${name};`);
}

function insertion(at: number, newText: string): Span & { readonly newText: string } {
  return { start: at, end: at, newText };
}

/** The `//-----` line that closes a banner belongs to the comment. */
function endOfBanner(text: string, comment: Token): number {
  const rule = /^[ \t]*\r?\n\/\/-+/.exec(text.slice(comment.end, comment.end + 200));
  return comment.end + (rule?.[0].length ?? 0);
}
