/** `// legato-api: acquires Job` comments that are misspelled or stand before no function: the author's word would not be heard. */
import { misreadComments, type SourceFile } from "@legato-api/language";
import type { Finding } from "../finding.ts";

export const ownershipCommentRule = "ownership-comment";

export function ownershipCommentFindings(path: string, tree: SourceFile): readonly Finding[] {
  return misreadComments(tree).map(({ start, end, message }) => ({
    rule: ownershipCommentRule,
    severity: "warning",
    // A copy: a slice of the text would keep all of it alive.
    message: structuredClone(message),
    path,
    span: { start, end },
    related: [],
  }));
}
