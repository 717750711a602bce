/**
 * One breakpoint, tried on the messages it is set for: its condition, its hit count, its log message.
 *
 * In: the breakpoint as a debugger set it; then the values of a message. Out: hold it, say something, or neither. What is wrong with its
 * expressions is known when it is set; what goes wrong later is said once.
 */

import { evaluate, isTrue, type Parsed, parseExpression, type Scope, show } from "./expression.ts";
import type { Breakpoint } from "./protocol.ts";

export type Verdict =
  | { readonly kind: "pass" }
  | { readonly kind: "hold" }
  | { readonly kind: "say"; readonly text: string }
  /** The condition does not go with these values. */
  | { readonly kind: "wrong"; readonly text: string };

type Expression = Extract<Parsed, { ok: true }>;
type LogPart = string | Expression;
type HitTest = (hits: number) => boolean;

const PASS: Verdict = { kind: "pass" };

export class BreakpointTrial {
  /** Why it will never hold. */
  readonly problem: string | undefined;
  readonly #condition: Expression | undefined;
  readonly #hitTest: HitTest;
  readonly #log: readonly LogPart[] | undefined;
  #hits = 0;

  constructor({ condition = "", hitCondition = "", logMessage = "" }: Breakpoint) {
    const parsed = condition.trim() === "" ? undefined : parseExpression(condition);
    const hitTest = parseHitCondition(hitCondition);
    const log = logMessage === "" ? undefined : parseLog(logMessage);
    this.problem =
      parsed?.ok === false
        ? parsed.problem
        : typeof hitTest === "string"
          ? hitTest
          : typeof log === "string"
            ? log
            : undefined;
    this.#condition = parsed?.ok === true ? parsed : undefined;
    this.#hitTest = typeof hitTest === "string" ? () => false : hitTest;
    this.#log = typeof log === "string" ? undefined : log;
  }

  /** `scope` undefined: the message could not be decoded, so that no condition holds for it. */
  try(scope: Scope | undefined): Verdict {
    if (this.problem !== undefined) return PASS;
    if (this.#condition !== undefined) {
      if (scope === undefined) return { kind: "wrong", text: "the message cannot be decoded with this .api" };
      const outcome = evaluate(this.#condition, scope);
      if (!outcome.ok) return { kind: "wrong", text: outcome.problem };
      if (!isTrue(outcome.value)) return PASS;
    }
    this.#hits += 1;
    if (!this.#hitTest(this.#hits)) return PASS;
    return this.#log === undefined ? { kind: "hold" } : { kind: "say", text: logText(this.#log, scope ?? {}) };
  }
}

/** `5`, `== 5`, `>= 5`, `> 5`, `< 5`, `<= 5`, `% 5`; a sentence if it is none of them. */
function parseHitCondition(text: string): HitTest | string {
  if (text.trim() === "") return () => true;
  const match = /^\s*(==|=|>=|>|<=|<|%)?\s*(\d{1,9})\s*$/.exec(text);
  if (match === null) return `'${text}' is no hit count: write 5, >= 5 or % 5`;
  const [, operator = "==", digits = "0"] = match;
  const count = Number(digits);
  switch (operator) {
    case ">=":
      return (hits) => hits >= count;
    case ">":
      return (hits) => hits > count;
    case "<=":
      return (hits) => hits <= count;
    case "<":
      return (hits) => hits < count;
    case "%":
      return count === 0 ? `'${text}' divides by zero` : (hits) => hits % count === 0;
    default:
      return (hits) => hits === count;
  }
}

function parseLog(text: string): readonly LogPart[] | string {
  const parts: LogPart[] = [];
  // Odd pieces are what stood in braces.
  for (const [index, piece] of text.split(/\{([^{}]*)\}/).entries()) {
    if (index % 2 === 0) {
      parts.push(piece);
      continue;
    }
    const parsed = parseExpression(piece);
    if (!parsed.ok) return parsed.problem;
    parts.push(parsed);
  }
  return parts;
}

function logText(parts: readonly LogPart[], scope: Scope): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const outcome = evaluate(part, scope);
      return outcome.ok ? show(outcome.value) : `<${outcome.problem}>`;
    })
    .join("");
}
