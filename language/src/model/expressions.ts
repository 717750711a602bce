/**
 * The value of an expression: unlimited integers, floor division, names of DEFINEs.
 *
 * In: an expression and the names known there. Out: its value, undefined where it has none (a diagnostic says why). A string DEFINE
 * that spells a number counts as that number, as the reference's `int()` has it. Nothing here can run long: a number may have at
 * most `LARGEST_BITS` bits.
 */
import type { Expression, Span } from "../syntax/tree.ts";
import type { Definition } from "./interface.ts";
import type { Reporter } from "./reporter.ts";
import type { Scope } from "./scope.ts";

/** Far beyond any use. The reference has no limit but time and memory. */
const LARGEST = 1n << 65_536n;

/** Python 2's `int` on the machines that build. */
const HIGHEST_INT = (1n << 63n) - 1n;
const LOWEST_INT = -(1n << 63n);

/** What Python 2's `int(text)` takes: blanks around, a sign, blanks, digits. */
const INTEGER_TEXT = /^[ \t\n\v\f\r]*([+-]?)[ \t\n\v\f\r]*([0-9]+)[ \t\n\v\f\r]*$/;

export class Evaluator {
  readonly #scope: Scope;
  readonly #reporter: Reporter;
  #isLong = false;

  constructor(scope: Scope, reporter: Reporter) {
    this.#scope = scope;
    this.#reporter = reporter;
  }

  /** The value of a DEFINE. */
  value(expression: Expression): { readonly value: bigint | string | undefined; readonly isLong: boolean } {
    if (expression.kind === "string") return { value: expression.value, isLong: false };
    this.#isLong = false;
    const value = this.integer(expression);
    return { value, isLong: this.#isLong };
  }

  integer(expression: Expression): bigint | undefined {
    // Sums lean to the left and may be long: that spine is walked, only parentheses and right-hand sides recurse.
    const spine: Extract<Expression, { kind: "binary" }>[] = [];
    let leftmost = expression;
    while (leftmost.kind === "binary") {
      spine.push(leftmost);
      leftmost = leftmost.left;
    }
    let value = this.#operand(leftmost);
    for (let next = spine.pop(); next !== undefined; next = spine.pop()) {
      const right = this.integer(next.right);
      value = value === undefined || right === undefined ? undefined : this.#note(this.#apply(next, value, right));
    }
    return value;
  }

  #operand(expression: Expression): bigint | undefined {
    switch (expression.kind) {
      case "number":
        // The sign is put before what was read.
        this.#note(expression.value < 0n ? -expression.value : expression.value);
        // So short a literal is small, and comparing with a huge number costs more than reading it.
        if (expression.end - expression.start < 100) return expression.value;
        return this.#bounded(expression.value, expression);
      case "parenthesized":
        return this.integer(expression.inner);
      case "name": {
        const found = this.#scope.resolveDefinition(expression.qualifier, expression.name, expression);
        if (found === undefined) return undefined;
        return this.#note(this.#number(found, expression, expression.qualifier === undefined));
      }
      default:
        return undefined;
    }
  }

  /** Once a value is a `long`, all that is reckoned from it is. */
  #note(value: bigint | undefined): bigint | undefined {
    if (value !== undefined && (value > HIGHEST_INT || value < LOWEST_INT)) this.#isLong = true;
    return value;
  }

  #apply(expression: Extract<Expression, { kind: "binary" }>, left: bigint, right: bigint): bigint | undefined {
    switch (expression.operator) {
      case "+":
        return this.#bounded(left + right, expression);
      case "-":
        return this.#bounded(left - right, expression);
      case "*":
        return this.#bounded(left * right, expression);
      case "/":
        if (right !== 0n) return floorDivide(left, right);
        this.#reporter.error(
          "division-by-zero",
          expression.right,
          "Division by zero: the compiler stops here. Divide by something else.",
        );
        return undefined;
    }
  }

  #number(definition: Definition, at: Span, local: boolean): bigint | undefined {
    if (typeof definition.value === "bigint") return definition.value;
    const [, sign, digits] = INTEGER_TEXT.exec(definition.value) ?? [];
    if (digits !== undefined && digits.length < 20_000) return sign === "-" ? -BigInt(digits) : BigInt(digits);
    this.#reporter.error(
      "not-a-number",
      at,
      `\`${definition.name}\` is a string, and its text is no decimal number: only numbers can be used here. Strings cannot be copied from one DEFINE to another.`,
      local ? { related: [this.#reporter.here(definition.node.name, `\`${definition.name}\` is defined here.`)] } : {},
    );
    return undefined;
  }

  #bounded(value: bigint, at: Span): bigint | undefined {
    if (value < LARGEST && value > -LARGEST) return value;
    this.#reporter.error(
      "number-too-large",
      at,
      "This number has more than 65,536 bits. No C compiler can take it; is there a digit too many?",
    );
    return undefined;
  }
}

/** Python's division: rounds toward minus infinity. */
function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  const inexact = left % right !== 0n;
  return inexact && left < 0n !== right < 0n ? quotient - 1n : quotient;
}
