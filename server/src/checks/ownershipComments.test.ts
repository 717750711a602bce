import { parse } from "@legato-api/language";
import { expect, it } from "vitest";
import { ownershipCommentFindings } from "./ownershipComments.ts";
import { isKnownRule } from "./ruleBook.ts";

it("says when a word about ownership is not understood, and is silent when it is", () => {
  const text = "// legato-api: aquires Job\nFUNCTION A();\n// legato-api: neutral\nFUNCTION B();\n";
  const findings = ownershipCommentFindings("/x.api", parse(text));
  expect(findings.map(({ rule, span, message }) => [rule, text.slice(span.start, span.end), message])).toEqual([
    [
      "ownership-comment",
      "// legato-api: aquires Job",
      "'aquires Job' is not understood. Say 'acquires TYPE', 'releases TYPE' or 'neutral'.",
    ],
  ]);
  expect(findings.every(({ rule }) => isKnownRule(rule))).toBe(true);
});
