/** The shape of an entry in the catalogue of rules. */

export type Severity = "error" | "warning" | "information" | "hint";

export interface RuleInfo<Id extends string = string> {
  /** Stable: users write it into settings and ignore comments. */
  readonly id: Id;
  /** The severity when nothing else is said. An `error` is the reference compiler's own verdict. */
  readonly defaultSeverity: Severity;
  /** One line: what the rule finds. */
  readonly summary: string;
  /** Why it matters and where the knowledge comes from. */
  readonly why: string;
  /**
   * A text the rule fires on. Several files are parted by lines `//- /name.api`; the first is the one checked. Absent where a text
   * cannot show it (bytes that are not UTF-8).
   */
  readonly bad?: string;
  /** The same, put right. */
  readonly good?: string;
  /** The dialect setting the examples need, when it is not `auto`. */
  readonly dialect?: "legato" | "telaf";
}

/** Keeps the ids as literal types, so that a misspelt one does not compile. */
export function defineRules<const Rules extends readonly RuleInfo[]>(rules: Rules): Rules {
  return rules;
}
