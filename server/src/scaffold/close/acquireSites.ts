/**
 * Puts a call behind every place where an acquiring function hands something out.
 *
 * In: the function, how it delivers, and what to call with the resource. Out: edits, or false where no such place could be found. Only
 * success counts: `return NULL` hands nothing out, and an OUT parameter counts where the result is LE_OK.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import { indentationAt, isFirstOnLine } from "../c/comments.ts";
import type { FunctionText } from "../c/sourceText.ts";
import { callsIn, collect, foldedTextOf, isConstant, isNothing, namesIn } from "../c/syntaxQueries.ts";
import type { EditCollector } from "../edits.ts";
import { CodeWriter } from "../style/codeWriter.ts";
import { typeAndName } from "../style/declarations.ts";
import { variableName } from "../style/names.ts";
import { type CloseContext, statementAround } from "./context.ts";
import type { Delivery } from "./delivery.ts";
import { insertBefore } from "./sessionField.ts";

export function callWhereHandedOut(
  context: CloseContext,
  edits: EditCollector,
  acquire: FunctionText,
  delivery: Delivery,
  call: string,
  variable: string,
): boolean {
  switch (delivery.kind) {
    case "result":
      return new Sites(context, edits, acquire, call, variable).results(delivery.type);
    case "out": {
      const pointer = acquire.parameters[delivery.parameter]?.name;
      return pointer !== undefined && new Sites(context, edits, acquire, call, variable).outputs(pointer);
    }
    case "respond":
      return context
        .reachedFrom(acquire)
        .map((fn) => new Sites(context, edits, fn, call, variable).answers(delivery))
        .some((found) => found);
    case "handler":
      return false;
  }
}

class Sites {
  readonly #context: CloseContext;
  readonly #edits: EditCollector;
  readonly #fn: FunctionText;
  readonly #call: string;
  readonly #variable: string;

  constructor(context: CloseContext, edits: EditCollector, fn: FunctionText, call: string, variable: string) {
    this.#context = context;
    this.#edits = edits;
    this.#fn = fn;
    this.#call = call;
    this.#variable = this.#unused(variable);
  }

  /** `return x;` */
  results(type: string): boolean {
    let found = false;
    for (const statement of this.#returns()) {
      const value = statement.children[0];
      if (!value || isNothing(this.#fn.source, value)) {
        continue;
      }
      found = true;
      const text = foldedTextOf(this.#fn.source, value);
      if (callsIn(this.#fn.source, value).length === 0) {
        this.#before(statement, [`${this.#call}(${text});`]);
      } else {
        this.#instead(statement, (writer) =>
          writer
            .assignment(typeAndName(this.#style, type, this.#variable), text)
            .blank()
            .line(`${this.#call}(${this.#variable});`)
            .blank()
            .line(`return ${this.#variable};`),
        );
      }
    }
    return found;
  }

  /** `*pointer = x; ... return LE_OK;` */
  outputs(pointer: string): boolean {
    const { source, facts } = this.#fn;
    const isSafe = collect(this.#fn.body, "pointer_expression").some(
      (node) => foldedTextOf(source, node) === `*${pointer}`,
    );
    const handOut = `${this.#call}(*${pointer});`;
    const check = `${pointer} != ${this.#style.nullText}`;
    if (facts.returnType !== "le_result_t") {
      return this.#afterOutputs(pointer, handOut);
    }
    let found = false;
    for (const statement of this.#returns()) {
      const value = statement.children[0];
      const text = value && foldedTextOf(source, value);
      if (!value || text === undefined || (isConstant(source, value) && text !== "LE_OK")) {
        continue;
      }
      found = true;
      if (text === "LE_OK") {
        this.#before(statement, isSafe ? [handOut] : this.#guarded(check, handOut));
        continue;
      }
      const isName = value.type === "identifier";
      const name = isName ? text : this.#unused("result");
      const success = this.#style.constantFirst ? `LE_OK == ${name}` : `${name} == LE_OK`;
      const condition = isSafe ? success : `(${success}) && (${check})`;
      if (isName) {
        this.#before(statement, this.#guarded(condition, handOut));
      } else {
        this.#instead(statement, (writer) =>
          writer
            .line(`le_result_t ${name} = ${text};`)
            .blank()
            .block(`if (${condition})`, () => writer.line(handOut))
            .blank()
            .line(`return ${name};`),
        );
      }
    }
    return found;
  }

  /** `P_FRespond(cmdRef, LE_OK, x);` */
  answers(delivery: Delivery & { kind: "respond" }): boolean {
    const { source } = this.#fn;
    let found = false;
    for (const call of callsIn(source, this.#fn.body)) {
      const value = call.arguments[delivery.argument];
      const result = delivery.result === undefined ? undefined : call.arguments[delivery.result];
      if (call.callee !== delivery.function || !value || isNothing(source, value)) {
        continue;
      }
      const resultText = result && foldedTextOf(source, result);
      if (result && isConstant(source, result) && resultText !== "LE_OK") {
        continue;
      }
      found = true;
      const { statement } = statementAround(this.#fn, call.node);
      const lines: string[] = [];
      let text = foldedTextOf(source, value);
      if (callsIn(source, value).length > 0) {
        lines.push(`${typeAndName(this.#style, delivery.type, this.#variable)} = ${text};`);
        this.#edits.replace(source.path, value, this.#variable);
        text = this.#variable;
      }
      const handOut = `${this.#call}(${text});`;
      const needsCheck = resultText !== undefined && resultText !== "LE_OK";
      lines.push(...(needsCheck ? this.#guarded(`${resultText} == LE_OK`, handOut) : [handOut]));
      this.#before(statement, lines);
    }
    return found;
  }

  /** A function that does not say how it went: each value that is something counts. */
  #afterOutputs(pointer: string, handOut: string): boolean {
    const { source } = this.#fn;
    let found = false;
    for (const assignment of collect(this.#fn.body, "assignment_expression")) {
      const [left, right] = assignment.children;
      if (!left || !right || foldedTextOf(source, left) !== `*${pointer}` || isNothing(source, right)) {
        continue;
      }
      const { statement } = statementAround(this.#fn, assignment);
      found = true;
      this.#edits.insert(
        source.path,
        statement.end,
        `${this.#style.eol}${indentationAt(source.text, statement.start)}${handOut}`,
      );
    }
    return found;
  }

  get #style() {
    return this.#context.styleOf(this.#fn.source);
  }

  /** Of the function itself, not of lambdas in it. */
  #returns(): Syntax[] {
    const lambdas = collect(this.#fn.body, "lambda_expression");
    return collect(this.#fn.body, "return_statement").filter(
      (statement) => !lambdas.some((lambda) => lambda.start <= statement.start && statement.end <= lambda.end),
    );
  }

  #guarded(condition: string, statement: string): string[] {
    const writer = new CodeWriter({ ...this.#style, eol: "\n" });
    writer.block(`if (${condition})`, () => writer.line(statement));
    return writer.text().trimEnd().split("\n");
  }

  #before(statement: Syntax, lines: readonly string[]): void {
    const { source } = this.#fn;
    const { statement: outer, list } = statementAround(this.#fn, statement);
    if (outer !== statement) {
      this.#instead(statement, (writer) => {
        for (const line of [...lines, foldedTextOf(source, statement)]) {
          writer.line(line);
        }
        return writer;
      });
      return;
    }
    const eol = this.#style.eol + indentationAt(source.text, statement.start);
    insertBefore(this.#edits, this.#context, this.#fn, statement, list, lines.join(eol));
  }

  /** Several statements in place of one, in braces where it stood without. */
  #instead(statement: Syntax, write: (writer: CodeWriter) => CodeWriter): void {
    const { source } = this.#fn;
    const { indent, eol } = this.#style;
    const isAlone = statementAround(this.#fn, statement).statement === statement;
    const own = indentationAt(source.text, statement.start);
    const writer = new CodeWriter(this.#style);
    if (isAlone) {
      write(writer);
    } else {
      writer.block("", () => write(writer));
    }
    const base = isAlone || !isFirstOnLine(source.text, statement.start) ? own : own.slice(0, -indent.length);
    const lines = writer.text().split(eol).slice(0, -1);
    const text = lines.map((line, index) => (index === 0 || line === "" ? line : base + line)).join(eol);
    const start = isAlone || base === own ? statement.start : statement.start - indent.length;
    this.#edits.replace(source.path, { start, end: statement.end }, text);
  }

  #unused(name: string): string {
    const taken = new Set(namesIn(this.#fn.source, this.#fn.node).map((use) => use.name));
    return variableName(this.#style, [name], taken);
  }
}
