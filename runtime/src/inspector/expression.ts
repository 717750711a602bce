/**
 * The expressions of conditions and logpoints: `name == "abc" && size > 10`.
 *
 * In: text; then values by name. Out: a parsed expression or what is wrong with it; a value. Nothing of the program that debugs is
 * reachable, and nothing is called: literals, names, `.field`, `[index]`, `! - * / % + & | < <= > >= == != && ||` and brackets, binding as
 * in C, but that `&` and `|` bind tighter than comparisons. A name that is no value is a mistake, never a text: a misspelt one would make
 * every `!=` hold. Integers of any size compare exactly.
 */

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | { readonly [field: string]: Value };
export type Scope = { readonly [name: string]: Value };
export type Parsed = { readonly ok: true; readonly evaluate: (scope: Scope) => Value } | Wrong;
export interface Wrong {
  readonly ok: false;
  readonly problem: string;
}

type Evaluate = (scope: Scope) => Value;

const TOKEN =
  /\s*(?:(0[xX][\da-fA-F]+|\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|[-!<>+*/%&|().[\]]))/y;
/** Higher binds tighter. */
const BINDING: ReadonlyMap<string, number> = new Map([
  ["||", 1],
  ["&&", 2],
  ["==", 3],
  ["!=", 3],
  ["<", 4],
  ["<=", 4],
  [">", 4],
  [">=", 4],
  ["|", 5],
  ["&", 6],
  ["+", 7],
  ["-", 7],
  ["*", 8],
  ["/", 8],
  ["%", 8],
]);
/** Deeper ones are written to break something. */
const DEEPEST = 64;

class ExpressionError extends Error {}

export function parseExpression(text: string): Parsed {
  try {
    const parser = new Parser(tokensOf(text));
    const evaluate = parser.expression(0, 0);
    parser.end();
    return { ok: true, evaluate };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, problem: `${error.message} in '${text}'` };
    throw error;
  }
}

/** A problem where the values do not go with the operators. */
export function evaluate(
  parsed: Extract<Parsed, { ok: true }>,
  scope: Scope,
): { readonly ok: true; readonly value: Value } | Wrong {
  try {
    return { ok: true, value: parsed.evaluate(scope) };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, problem: error.message };
    throw error;
  }
}

export function isTrue(value: Value): boolean {
  return value !== null && value !== false && value !== 0 && value !== 0n && value !== "";
}

interface Token {
  readonly kind: "number" | "string" | "name" | "operator" | "end";
  readonly text: string;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new ExpressionError(`'${text.slice(from).trim().charAt(0)}' is not understood`);
    const [, number, string, name, operator] = match;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (string !== undefined) tokens.push({ kind: "string", text: string });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "operator", text: operator ?? "" });
  }
  return [...tokens, { kind: "end", text: "the end" }];
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expression(weakest: number, depth: number): Evaluate {
    if (depth > DEEPEST) throw new ExpressionError("too many brackets");
    let left = this.#operand(depth);
    for (;;) {
      const { kind, text } = this.#next;
      const binding = kind === "operator" ? BINDING.get(text) : undefined;
      if (binding === undefined || binding <= weakest) return left;
      this.#at += 1;
      left = binary(text, left, this.expression(binding, depth + 1));
    }
  }

  end(): void {
    if (this.#next.kind !== "end") throw new ExpressionError(`'${this.#next.text}' is not expected`);
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "the end" };
  }

  #take(): Token {
    const token = this.#next;
    this.#at += 1;
    return token;
  }

  #expect(operator: string): void {
    const { kind, text } = this.#take();
    if (kind !== "operator" || text !== operator) throw new ExpressionError(`'${operator}' is missing before ${text}`);
  }

  #operand(depth: number): Evaluate {
    const { kind, text } = this.#take();
    if (kind === "operator" && (text === "!" || text === "-")) {
      if (depth > DEEPEST) throw new ExpressionError("too many operators");
      const operand = this.#operand(depth + 1);
      return text === "!" ? (scope) => !isTrue(operand(scope)) : (scope) => negative(operand(scope));
    }
    return this.#postfix(this.#primary(kind, text, depth), depth);
  }

  #primary(kind: Token["kind"], text: string, depth: number): Evaluate {
    if (kind === "number") {
      const value = text.includes(".") ? Number(text) : BigInt(text);
      return () => value;
    }
    if (kind === "string") {
      const value = text.slice(1, -1).replace(/\\(.)/g, "$1");
      return () => value;
    }
    if (kind === "name") return named(text);
    if (kind === "operator" && text === "(") {
      const inner = this.expression(0, depth + 1);
      this.#expect(")");
      return inner;
    }
    throw new ExpressionError(`a value is missing before ${text}`);
  }

  #postfix(start: Evaluate, depth: number): Evaluate {
    let value = start;
    for (;;) {
      const { kind, text } = this.#next;
      if (kind !== "operator" || (text !== "." && text !== "[")) return value;
      this.#at += 1;
      const of = value;
      if (text === ".") {
        const field = this.#take();
        if (field.kind !== "name") throw new ExpressionError(`a field's name is missing before ${field.text}`);
        value = (scope) => member(of(scope), field.text);
      } else {
        const index = this.expression(0, depth + 1);
        this.#expect("]");
        value = (scope) => element(of(scope), index(scope));
      }
    }
  }
}

function named(name: string): Evaluate {
  if (name === "true") return () => true;
  if (name === "false") return () => false;
  if (name === "null" || name === "NULL") return () => null;
  return (scope) => {
    if (!Object.hasOwn(scope, name)) throw new ExpressionError(`there is no '${name}' in this message`);
    return scope[name] ?? null;
  };
}

function member(value: Value, field: string): Value {
  if (isList(value) || value instanceof Uint8Array || typeof value === "string") {
    if (field === "length") return BigInt(value.length);
  } else if (isFields(value) && Object.hasOwn(value, field)) {
    return value[field] ?? null;
  }
  throw new ExpressionError(`there is no '${field}' in ${show(value)}`);
}

function element(value: Value, index: Value): Value {
  if (!isList(value) && !(value instanceof Uint8Array)) throw new ExpressionError(`${show(value)} is no array`);
  // What is not there is equal to nothing, 0 and NULL included.
  const found = isNumeric(index) ? value[Number(index)] : undefined;
  if (found === undefined) throw new ExpressionError(`there is no [${show(index)}] in an array of ${value.length}`);
  return found;
}

function binary(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case "&&":
      return (scope) => isTrue(left(scope)) && isTrue(right(scope));
    case "||":
      return (scope) => isTrue(left(scope)) || isTrue(right(scope));
    case "==":
      return (scope) => equal(left(scope), right(scope));
    case "!=":
      return (scope) => !equal(left(scope), right(scope));
    default:
      return (scope) => calculate(operator, left(scope), right(scope));
  }
}

function equal(left: Value, right: Value): boolean {
  // NULL is what C calls a reference of 0.
  if (left === null || right === null) return !isTrue(left) && !isTrue(right);
  const [a, b] = [asInC(left), asInC(right)];
  if (isNumeric(a) && isNumeric(b)) return compare(a, b) === 0;
  if ((typeof a === "string" && isNumeric(b)) || (isNumeric(a) && typeof b === "string"))
    throw new ExpressionError(
      `${show(left)} and ${show(right)} are never equal: one is a text or a name, one a number`,
    );
  return left === right;
}

/** C's booleans are 0 and 1. */
function asInC(value: Value): Value {
  return typeof value === "boolean" ? Number(value) : value;
}

function calculate(operator: string, left: Value, right: Value): Value {
  if (operator === "+" && (typeof left === "string" || typeof right === "string")) return show(left) + show(right);
  if (typeof left === "string" && typeof right === "string" && BINDING.get(operator) === BINDING.get("<")) {
    return ordered(operator, left < right ? -1 : left > right ? 1 : 0);
  }
  if (!isNumeric(left) || !isNumeric(right)) {
    throw new ExpressionError(`'${operator}' cannot be used between ${show(left)} and ${show(right)}`);
  }
  if (BINDING.get(operator) === BINDING.get("<")) return ordered(operator, compare(left, right));
  return arithmetic(operator, left, right);
}

function ordered(operator: string, order: number): boolean {
  if (Number.isNaN(order)) return false;
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

/** Below, equal to or above 0; NaN if they have no order. JavaScript compares numbers and bigints exactly. */
function compare(left: number | bigint, right: number | bigint): number {
  return left < right ? -1 : left > right ? 1 : left >= right ? 0 : Number.NaN;
}

function arithmetic(operator: string, left: number | bigint, right: number | bigint): Value {
  const integers = [left, right].map((each) =>
    typeof each === "bigint" ? each : Number.isInteger(each) ? BigInt(each) : undefined,
  );
  const [a, b] = integers;
  if (a !== undefined && b !== undefined) return integer(operator, a, b);
  const [x, y] = [Number(left), Number(right)];
  switch (operator) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    case "/":
      return x / y;
    case "%":
      return x % y;
    default:
      throw new ExpressionError(`'${operator}' needs integers`);
  }
}

function integer(operator: string, a: bigint, b: bigint): Value {
  if ((operator === "/" || operator === "%") && b === 0n) throw new ExpressionError("division by zero");
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
    case "&":
      return a & b;
    default:
      return a | b;
  }
}

function negative(value: Value): Value {
  if (typeof value !== "number" && typeof value !== "bigint") throw new ExpressionError(`${show(value)} is no number`);
  return -value;
}

function isNumeric(value: Value): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isFields(value: Value): value is { readonly [field: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** As a logpoint prints it. */
export function show(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return `[${value.join(", ")}]`;
  if (isList(value)) return `[${value.map(show).join(", ")}]`;
  if (!isFields(value)) return String(value);
  return `{${Object.entries(value)
    .map(([name, each]) => `${name}: ${show(each)}`)
    .join(", ")}}`;
}
