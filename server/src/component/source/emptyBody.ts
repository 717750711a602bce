/**
 * Whether a function's body does anything a client could leave behind.
 *
 * Stubs of an unsupported platform log, assert, set their results to constants and return: they hold nothing, whatever the `.api` says.
 */
import type { ParameterFact } from "./facts.ts";
import { childOf, type Syntax } from "./syntax.ts";

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

export function isEmptyBody(body: Syntax, text: string, parameters: readonly ParameterFact[]): boolean {
  const names = new Set(parameters.map((parameter) => parameter.name));
  const harmless = (node: Syntax): boolean => {
    switch (node.type) {
      case "expression_statement":
        return node.children.every(harmless);
      case "call_expression": {
        const callee = childOf(node, "function");
        return callee !== undefined && HARMLESS_CALL.test(text.slice(callee.start, callee.end));
      }
      case "assignment_expression": {
        // `*handlePtr = NULL;`
        const target = childOf(node, "left");
        const value = childOf(node, "right");
        const name = target && /^\*?\s*(\w+)(?:\s*\[[^\]]*\])?$/.exec(text.slice(target.start, target.end))?.[1];
        return name !== undefined && names.has(name) && value !== undefined && isConstant(value, text);
      }
      case "cast_expression":
        // `(void)parameter;`
        return node.children.every((child) => child.type === "type_descriptor" || child.type === "identifier");
      case "if_statement":
        // What the condition reads does not matter unless it calls something.
        return node.children.every((child) => (child.field === "condition" ? !calls(child) : harmless(child)));
      case "return_statement":
        return node.children.every((child) => isConstant(child, text));
      default:
        return HARMLESS_STATEMENT.has(node.type) && node.children.every(harmless);
    }
  };
  return body.children.every(harmless);
}

function isConstant(node: Syntax, text: string): boolean {
  switch (node.type) {
    case "number_literal":
    case "string_literal":
    case "char_literal":
    case "null":
    case "nullptr":
    case "true":
    case "false":
      return true;
    case "identifier":
      return /^[A-Z][A-Z0-9_]*$/.test(text.slice(node.start, node.end));
    case "parenthesized_expression":
    case "unary_expression":
      return node.children.every((child) => isConstant(child, text));
    case "cast_expression":
      return node.children.every((child) => child.type === "type_descriptor" || isConstant(child, text));
    default:
      return false;
  }
}

function calls(node: Syntax): boolean {
  return node.type === "call_expression" || node.children.some(calls);
}
