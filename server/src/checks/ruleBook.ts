/**
 * Every rule anybody can configure or silence, by id: those of the `.api` checker, of the lifecycle rules, of the comparison
 * with HEAD, and of the server itself.
 */
import { RULES, type Severity } from "@legato-api/language";
import { LIFECYCLE_RULES } from "../rules/index.ts";
import { projectFileRule } from "../workspace/projectFile.ts";
import { checkFailedRule, componentDefinitionRule, notCheckedRule, unreadableRule } from "./apiFindings.ts";
import { breakingRules } from "./breakingFindings.ts";
import { ignoreCommentRule } from "./ignoreComments.ts";
import { ownershipCommentRule } from "./ownershipComments.ts";

export interface RuleEntry {
  readonly id: string;
  readonly defaultSeverity: Severity | "off";
  /** One sentence: what is found. */
  readonly summary: string;
  readonly why: string;
  /** A small text on which it fires, and the same put right; `//- /path` begins a file. */
  readonly bad?: string;
  readonly good?: string;
}

const ownRules: readonly RuleEntry[] = [
  {
    id: projectFileRule,
    defaultSeverity: "warning",
    summary: "legato-api.json is not valid JSON, or has a setting that is unknown or of the wrong kind.",
    why: "A setting that is not understood is not in force, and a build server would silently check something else.",
  },
  {
    id: ignoreCommentRule,
    defaultSeverity: "warning",
    summary: "A legato-api-ignore comment names no rule or gives no reason.",
    why: "A silenced warning without a reason cannot be told from a forgotten one.",
  },
  {
    id: ownershipCommentRule,
    defaultSeverity: "warning",
    summary: "A '// legato-api: acquires TYPE' comment is misspelled, or stands before no FUNCTION.",
    why: "The author has the last word on who acquires and who releases; a comment that is not understood would be ignored in silence.",
    bad: `// legato-api: aquires Job
FUNCTION le_result_t Submit(uint8 priority IN);
`,
    good: `REFERENCE Job;
// legato-api: acquires Job
FUNCTION le_result_t Submit(uint8 priority IN);
`,
  },
  {
    id: unreadableRule,
    defaultSeverity: "error",
    summary: "An .api file cannot be read.",
    why: "The build could not read it either.",
  },
  {
    id: componentDefinitionRule,
    defaultSeverity: "warning",
    summary: "A Component.cdef cannot be understood, or names a source that cannot be read.",
    why: "Without it nothing is known about the component's close handlers, and the build would stop there too.",
  },
  {
    id: checkFailedRule,
    defaultSeverity: "warning",
    summary: "A file could not be checked because of a fault in the tool.",
    why: "Nothing is known about the file, and that must not look like a clean one.",
  },
  {
    id: notCheckedRule,
    defaultSeverity: "warning",
    summary: "A file is too large to be checked.",
    why: "Reading it would stall the editor; no real interface comes near this size.",
  },
];

const book: ReadonlyMap<string, RuleEntry> = new Map(
  [...RULES, ...LIFECYCLE_RULES, ...ownRules, ...breakingRules].map((rule) => [rule.id, rule]),
);

/** By id, in alphabetical order. */
export function allRules(): readonly RuleEntry[] {
  return [...book.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function ruleEntry(id: string): RuleEntry | undefined {
  return book.get(id);
}

export function isKnownRule(id: string): boolean {
  return book.has(id);
}
