/** Collects what a check has to say about one file, with one spelling of rule ids: those of the catalogue. */
import type { Diagnostic, RelatedPlace, Severity } from "../diagnostics.ts";
import type { RuleId } from "../rules.ts";
import type { Span } from "../syntax/tree.ts";

export interface Extra {
  readonly related?: readonly RelatedPlace[];
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

export class Reporter {
  readonly uri: string;
  readonly #diagnostics: Diagnostic[] = [];
  #errors = 0;

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
    if (severity === "error") this.#errors++;
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
    return this.#diagnostics.sort((a, b) => a.span.start - b.span.start);
  }
}
