/** The `.api` checker's diagnostics as findings, and what is said about an `.api` file that cannot be read. */
import type { Diagnostic, Span } from "@legato-api/language";
import type { Finding } from "../finding.ts";
import { maximumFileSize } from "../workspace/diskFiles.ts";
import { type FileProblem, reasonOf } from "../workspace/files.ts";

export const unreadableRule = "file-not-readable";
export const componentDefinitionRule = "component-definition";
export const checkFailedRule = "check-failed";
export const notCheckedRule = "file-too-large";

/** Our own fault, told where the user can act on it: nothing is known about the file, and that must not look like a clean one. */
export function checkFailed(path: string, error: unknown): readonly Finding[] {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `This file could not be checked: ${reason}. This is a fault of the tool; please report it with the file.`;
  return [{ rule: checkFailedRule, severity: "warning", message, path, span: { start: 0, end: 0 }, related: [] }];
}

/** Plain copies: a finding is kept when the tree is let go, and must not hold on to its nodes or to slices of its text. */
export function findingsOf(path: string, diagnostics: readonly Diagnostic[]): readonly Finding[] {
  return diagnostics.map(({ rule, severity, message, span, related, data }) => ({
    rule,
    severity,
    message: structuredClone(message),
    path,
    span: plain(span),
    related: related.map((place) => ({
      path: place.uri,
      span: plain(place.span),
      message: structuredClone(place.message),
    })),
    ...(data === undefined ? {} : { data: structuredClone(data) }),
  }));
}

function plain({ start, end }: Span): Span {
  return { start, end };
}

/** A file that is gone has nothing wrong with it. */
export function findingsOfProblem(path: string, problem: FileProblem): readonly Finding[] {
  const say = (rule: string, severity: "error" | "warning", message: string): readonly Finding[] => [
    { rule, severity, message, path, span: { start: 0, end: 0 }, related: [] },
  ];
  const megabytes = maximumFileSize / 1024 / 1024;
  switch (problem) {
    case "missing":
    case "directory":
      return [];
    case "tooLarge":
      return say(
        notCheckedRule,
        "warning",
        `Not checked: the file is larger than ${megabytes} MB. Split the interface.`,
      );
    case "denied":
      return say(
        unreadableRule,
        "error",
        "Permission denied: the file cannot be read, so the build cannot read it either.",
      );
    default:
      return say(unreadableRule, "error", `The file cannot be read: ${reasonOf(problem)}.`);
  }
}
