/**
 * Comments that look like documentation and are lost: the compiler's rule for documentation is narrower than Doxygen's.
 *
 * In: a tree. Out: a warning for each block comment before a declaration that fails the rule only in how it closes, and for
 * documentation of STRUCT fields, which is read and dropped.
 */
import type { SourceFile, Token } from "../syntax/tree.ts";
import type { Reporter } from "./reporter.ts";

export function reportLostDocumentation(tree: SourceFile, reporter: Reporter): void {
  for (const item of tree.items) {
    if (item.kind !== "struct") continue;
    const doc = item.fields.find((field) => field.docs.length > 0)?.docs[0];
    if (doc === undefined) continue;
    reporter.report(
      "field-documentation-lost",
      "information",
      { start: doc.start, end: doc.start + 4 },
      "The compiler drops documentation of fields: it is not in the generated header. Describe the fields in the comment before the STRUCT to have it there.",
    );
  }
  for (const token of tree.tokens) {
    if (token.kind === "blockComment" && looksLikeDoc(tree.text, token)) {
      reporter.warning(
        "lost-documentation",
        { start: token.end - 3, end: token.end },
        "This comment looks like documentation but ends in `**/`: the compiler takes it for a plain comment and the text is lost. End it with ` */`.",
        { data: { replaceWith: "*/" } },
      );
    }
  }
}

/** `/** … **\/`: documentation but for its second last star. */
function looksLikeDoc(text: string, token: Token): boolean {
  if (!text.startsWith("/**", token.start) || token.end - token.start < 8) return false;
  const fourth = text.charAt(token.start + 3);
  return fourth !== "*" && fourth !== "/" && text.startsWith("**/", token.end - 3);
}
