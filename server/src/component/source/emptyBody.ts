/**
 * Whether a function's body does anything a client could leave behind.
 *
 * Stubs of an unsupported platform log, assert, set their results to constants and return: they hold nothing, whatever the `.api` says.
 */
import type { ParameterFact } from "./facts.ts";
import { childOf, isLiteral, type Syntax } from "./syntax.ts";

const HARMLESS_CALL =
  /^(?:LE_(?:DEBUG|INFO|WARN|ERROR|CRIT|EMERG|FATAL|ASSERT|ASSERT_OK|FATAL_IF|UNUSED|KILL_CLIENT|TRACE|PRINT_VALUE|(?:DEBUG|INFO|WARN|ERROR|CRIT|EMERG)_IF)|UNUSED|UNUSED_PARAMETER|printf|fprintf|puts|assert|memset|strerror)$/;

const HARMLESS_STATEMENT = new Set([
  "compound_statement",
  "return_statement",
  "if_statement",
  "else_clause",
  "parenthesized_expression",
  "condition_clause",
  "comment",
  "preproc_if",
  "preproc_ifdef",
  "preproc_else",
  "preproc_elif",
  "number_literal",
  "string_literal",
  "concatenated_string",
  "null",
  "true",
  "false",
  "identifier",
  "char_literal",
]);

/** The answer of an `[async]` function: `foo_OpenRespond(cmdRef, NULL)`. */
const RESPOND = /^\w+_\w+Respond$/;

export function isEmptyBody(body: Syntax, text: string, parameters: readonly ParameterFact[]): boolean {
  return new Examiner(text, parameters).holdsNothing(body);
}

class Examiner {
  private readonly text: string;
  private readonly parameters: ReadonlySet<string | undefined>;
  /** Local variables that only ever hold a constant. */
  private readonly constants = new Set<string>();

  constructor(text: string, parameters: readonly ParameterFact[]) {
    this.text = text;
    this.parameters = new Set(parameters.map((parameter) => parameter.name));
  }

  holdsNothing(body: Syntax): boolean {
    return body.children.every((child) => this.isHarmless(child));
  }

  private isHarmless(node: Syntax): boolean {
    switch (node.type) {
      case "expression_statement":
        return this.holdsNothing(node);
      case "call_expression":
        return this.isHarmlessCall(node);
      case "assignment_expression": {
        // `*handlePtr = NULL;`
        const target = childOf(node, "left");
        const value = childOf(node, "right");
        const name = target && /^\*?\s*(\w+)(?:\s*\[[^\]]*\])?$/.exec(this.slice(target))?.[1];
        const known = name !== undefined && (this.parameters.has(name) || this.constants.has(name));
        return known && value !== undefined && this.isConstant(value);
      }
      case "declaration":
        return node.children.every((child) => child.field !== "declarator" || this.declaresConstant(child));
      case "cast_expression":
        // `(void)parameter;`
        return node.children.every((child) => child.type === "type_descriptor" || child.type === "identifier");
      case "if_statement":
        // What the condition reads does not matter unless it calls something.
        return node.children.every((child) => (child.field === "condition" ? !calls(child) : this.isHarmless(child)));
      case "return_statement":
        return node.children.every((child) => this.isConstant(child));
      default:
        return HARMLESS_STATEMENT.has(node.type) && this.holdsNothing(node);
    }
  }

  private isHarmlessCall(node: Syntax): boolean {
    const callee = childOf(node, "function");
    const name = callee ? this.slice(callee) : "";
    if (RESPOND.test(name)) {
      const [_command, ...results] = childOf(node, "arguments")?.children ?? [];
      return results.every((result) => this.isConstant(result));
    }
    return HARMLESS_CALL.test(name);
  }

  private declaresConstant(declarator: Syntax): boolean {
    const name = childOf(declarator, "declarator");
    const value = childOf(declarator, "value");
    if (declarator.type !== "init_declarator" || name?.type !== "identifier" || !value || !this.isConstant(value)) {
      return false;
    }
    this.constants.add(this.slice(name));
    return true;
  }

  private isConstant(node: Syntax): boolean {
    if (isLiteral(node)) {
      return true;
    }
    switch (node.type) {
      case "identifier":
        return /^[A-Z][A-Z0-9_]*$/.test(this.slice(node)) || this.constants.has(this.slice(node));
      case "parenthesized_expression":
      case "unary_expression":
        return node.children.every((child) => this.isConstant(child));
      case "cast_expression":
        return node.children.every((child) => child.type === "type_descriptor" || this.isConstant(child));
      default:
        return false;
    }
  }

  private slice(node: Syntax): string {
    return this.text.slice(node.start, node.end);
  }
}

function calls(node: Syntax): boolean {
  return node.type === "call_expression" || node.children.some(calls);
}
