/**
 * How trouble in the generated C is told: one rule, with the reason as a fact beside the message.
 *
 * Each reason was tried with the real code generator and gcc, in both directions: what is warned of fails, what is not compiles.
 */
import type { Reporter } from "../model/reporter.ts";
import type { Span } from "../syntax/tree.ts";

export type Reason =
  | "fileName"
  | "constant"
  | "typeName"
  | "functionName"
  | "parameterName"
  | "fieldName"
  | "result"
  | "referenceArray"
  | "emptyEnum"
  | "negativeSize"
  | "handlerOutput"
  | "import";

export class Trouble {
  readonly #reporter: Reporter;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  /** `first` is the other place of a clash. */
  report(reason: Reason, span: Span, message: string, first?: Span): void {
    this.#reporter.warning("generated-c-does-not-compile", span, message, {
      data: { reason },
      ...(first === undefined ? {} : { related: [this.#reporter.here(first, "The first one.")] }),
    });
  }

  /** What compiles, and goes wrong all the same. */
  warn(rule: "duplicate-constant" | "event-reference-shared", span: Span, message: string, first: Span): void {
    this.#reporter.warning(rule, span, message, { related: [this.#reporter.here(first, "The other one.")] });
  }
}
