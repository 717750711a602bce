/** Collects what a check has to say about one file, with one spelling of rule ids: those of the catalogue. */
import type { Diagnostic, RelatedPlace, Severity } from "../diagnostics.ts";
import type { RuleId } from "../rules.ts";
import type { Span } from "../syntax/tree.ts";

export interface Extra {
  readonly related?: readonly RelatedPlace[];
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

/** More are not kept for one file: nobody reads on, and an editor that gets hundreds of thousands stands still. */
const MOST_DIAGNOSTICS = 1_000;

export class Reporter {
  readonly uri: string;
  readonly #diagnostics: Diagnostic[] = [];
  #errors = 0;
  #count = 0;

  constructor(uri: string) {
    this.uri = uri;
  }

  get errors(): number {
    return this.#errors;
  }

  error(rule: RuleId, span: Span, message: string, extra: Extra = {}): void {
    this.report(rule, "error", span, message, extra);
  }

  warning(rule: RuleId, span: Span, message: string, extra: Extra = {}): void {
    this.report(rule, "warning", span, message, extra);
  }

  report(rule: RuleId, severity: Severity, span: Span, message: string, extra: Extra = {}): void {
    const firstError = severity === "error" && this.#errors === 0;
    if (severity === "error") this.#errors++;
    this.#count++;
    // The verdict is kept whatever else is not.
    if (this.#count > MOST_DIAGNOSTICS && !firstError) return;
    this.#diagnostics.push({
      rule,
      severity,
      message,
      span: { start: span.start, end: span.end },
      related: extra.related ?? [],
      ...(extra.data === undefined ? {} : { data: extra.data }),
    });
  }

  /** A second place in the same file. */
  here(span: Span, message: string): RelatedPlace {
    return { uri: this.uri, span: { start: span.start, end: span.end }, message };
  }

  /** Everything said, in text order. */
  finish(): readonly Diagnostic[] {
    const more = this.#count - this.#diagnostics.length;
    const last = this.#diagnostics.at(-1);
    if (more > 0 && last !== undefined) {
      this.#diagnostics.push({
        rule: "too-many-problems",
        severity: "information",
        message: `There are ${more} more problems in this file, which are not shown. Is it an .api file?`,
        span: last.span,
        related: [],
      });
    }
    return this.#diagnostics.sort((a, b) => a.span.start - b.span.start);
  }
}
