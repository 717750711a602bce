/**
 * What every check of an `.api` file says, whoever shows it: editor, command line or CI.
 *
 * Positions are 0-based UTF-16 offsets into the text of the file named by `uri`. Severity here is the rule's own; settings may
 * change it later, except that an `error` is the reference compiler's verdict.
 */
import type { Severity } from "./rules/info.ts";
import type { Span } from "./syntax/tree.ts";

export type { Severity };

export interface RelatedPlace {
  readonly uri: string;
  readonly span: Span;
  readonly message: string;
}

export interface Diagnostic {
  /** Stable rule id in kebab case, for example `unknown-type`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, why, and what to do, in one or two sentences. */
  readonly message: string;
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  /** Facts a quick fix needs, so that it does not parse the message. */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}
