/**
 * All lifecycle rules, and the one way to run them.
 */
import type { Component, ComponentAnalyzer } from "../component/index.ts";
import type { Finding } from "../finding.ts";
import { missingCloseHandler } from "./missingCloseHandler.ts";
import type { Rule } from "./rule.ts";

export type { Rule } from "./rule.ts";

export const LIFECYCLE_RULES: readonly Rule[] = [missingCloseHandler];

/** What the rules find in a component, in the order of files and places. Severities are the rules' own. */
export async function lifecycleFindings(
  component: Component,
  _analyzer: ComponentAnalyzer,
): Promise<readonly Finding[]> {
  return LIFECYCLE_RULES.flatMap((rule) => rule.check(component)).sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.span.start - b.span.start,
  );
}
