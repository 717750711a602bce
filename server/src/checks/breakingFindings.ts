/**
 * What an `.api` file breaks since it was committed, as findings for the editor.
 *
 * In: the check of the file as it is and as HEAD has it. Out: one finding for each change, with the rule ids of `legato-api breaking` behind `breaking-`; the
 * message has the old line, since the old text is no file one could go to. Nothing while either version has errors.
 */
import { changeRules, compareInterfaces } from "@legato-api/language";
import type { Finding } from "../finding.ts";
import { linesOf } from "../lines.ts";
import type { ApiCheck } from "./apiChecks.ts";
import type { RuleEntry } from "./ruleBook.ts";

export const breakingRules: readonly RuleEntry[] = Object.entries(changeRules)
  // A file that is gone has no place in the editor.
  .filter(([rule]) => rule !== "interface-removed")
  .map(([rule, summary]) => ({
    id: idOf(rule),
    // Whoever writes documentation knows that it changes.
    defaultSeverity: rule === "documentation" ? "off" : "information",
    summary: `Since HEAD: ${summary}`,
    why: "Callers that are not rebuilt, and peers that are deployed, still have the interface as it was.",
  }));

export function breakingFindings(then: ApiCheck, now: ApiCheck): readonly Finding[] {
  if (!then.interface.accepted || !now.interface.accepted) {
    return [];
  }
  return compareInterfaces(then.interface, now.interface).map(({ rule, effects, message, before, after }) => {
    const line =
      before.uri === then.path && before.span.end > 0 ? linesOf(then.file).positionAt(before.span.start) : undefined;
    const place = line === undefined ? "" : ` It was in line ${line.line + 1}.`;
    return {
      rule: idOf(rule),
      severity: "information",
      message: `Since HEAD (${effects.join(", ")}): ${message}.${place}`,
      path: now.path,
      span: after.span,
      related: [],
    };
  });
}

function idOf(rule: string): string {
  return `breaking-${rule}`;
}
