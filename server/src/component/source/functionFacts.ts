/**
 * Reads one function: from its copied syntax to what its body calls, assigns, tests and returns.
 *
 * In: the syntax of a definition, a lambda, or stray statements, and the text of the file. Out: facts with positions in that text; a
 * lambda inside becomes a function of its own, and what it does is not counted as done by the function around it.
 */

import { BodyReader } from "./bodyFacts.ts";
import { innermostName, spanOf } from "./declarators.ts";
import { isEmptyBody } from "./emptyBody.ts";
import type { FunctionFacts, ParameterFact, SourceLanguage } from "./facts.ts";
import { INIT_FUNCTION, INIT_ONCE_FUNCTION } from "./mask.ts";
import { childOf, childOfType, type Syntax } from "./syntax.ts";
import { fold } from "./text.ts";

/** Where a definition stands. */
export interface Surroundings {
  readonly path: string;
  readonly language: SourceLanguage;
  /** Class or namespace around it. */
  readonly scope: string | undefined;
  readonly conditions: readonly string[];
}

/** The facts of a definition, followed by those of the lambdas in it. */
export function functionFacts(node: Syntax, text: string, surroundings: Surroundings): FunctionFacts[] {
  return new FunctionReader(text, surroundings).read(node, surroundings.scope);
}

class FunctionReader {
  private readonly text: string;
  private readonly surroundings: Surroundings;

  constructor(text: string, surroundings: Surroundings) {
    this.text = text;
    this.surroundings = surroundings;
  }

  read(node: Syntax, outerScope: string | undefined): FunctionFacts[] {
    const declarator = findDeclarator(childOf(node, "declarator"));
    const nameNode =
      node.type === "lambda_expression" ? childOf(node, "captures") : childOf(declarator ?? node, "declarator");
    const body = childOf(node, "body") ?? node;
    const written = nameNode && node.type !== "lambda_expression" ? this.folded(nameNode) : undefined;
    const separator = written?.lastIndexOf("::") ?? -1;
    const name =
      node.type === "lambda_expression" ? "lambda" : (written?.slice(separator < 0 ? 0 : separator + 2) ?? "");
    const scope = separator > 0 ? lastName(written?.slice(0, separator) ?? "") : outerScope;
    const init = this.isInit(nameNode);
    const reader = new BodyReader(this.text, this.surroundings.language);
    reader.readBody(node, body);
    const parameters = this.parameters(childOf(declarator ?? node, "parameters"));
    const facts: FunctionFacts = {
      path: this.surroundings.path,
      conditions: this.surroundings.conditions,
      name: init ? "COMPONENT_INIT" : name,
      ...(scope === undefined ? {} : { scope }),
      span: spanOf(node),
      nameSpan: nameNode ? spanOf(nameNode) : { start: node.start, end: node.start },
      bodySpan: spanOf(body),
      isStatic: node.children.some(
        (child) => child.type === "storage_class_specifier" && this.slice(child) === "static",
      ),
      isComponentInit: init,
      returnType: this.returnType(node),
      parameters,
      calls: reader.calls,
      assignments: reader.assignments,
      loops: reader.loops,
      branches: reader.branches,
      returns: reader.returns,
      leaves: reader.leaves,
      names: reader.names,
      body: isEmptyBody(body, this.text, parameters) ? "empty" : "works",
    };
    return [facts, ...reader.lambdas.flatMap((lambda) => this.read(lambda, scope))];
  }

  /** Masked: the text still says COMPONENT_INIT where the tree has a function `c_init`. */
  private isInit(name: Syntax | undefined): boolean {
    const length = (name?.end ?? 0) - (name?.start ?? 0);
    if (!name || (length !== INIT_FUNCTION.length && length !== INIT_ONCE_FUNCTION.length)) {
      return false;
    }
    return this.text.startsWith("COMPONENT_INIT", name.start - "void ".length);
  }

  private returnType(node: Syntax): string {
    const type = childOf(node, "type");
    const declarator = childOf(node, "declarator");
    const stars = declarator?.type === "pointer_declarator" ? "*" : "";
    return type ? this.folded(type) + stars : "";
  }

  private parameters(list: Syntax | undefined): ParameterFact[] {
    const parameters: ParameterFact[] = [];
    for (const node of list?.children ?? []) {
      const type = childOf(node, "type");
      if (!type) {
        continue;
      }
      const name = innermostName(childOf(node, "declarator"));
      const typeText = fold(
        name ? this.text.slice(node.start, name.start) + this.text.slice(name.end, node.end) : this.slice(node),
      );
      if (typeText !== "void") {
        parameters.push({ ...spanOf(node), type: typeText, ...(name ? { name: this.slice(name) } : {}) });
      }
    }
    return parameters;
  }

  private slice(node: Syntax): string {
    return this.text.slice(node.start, node.end);
  }

  private folded(node: Syntax): string {
    return fold(this.slice(node));
  }
}

/** The function declarator below pointer and reference declarators. */
function findDeclarator(node: Syntax | undefined): Syntax | undefined {
  let current = node;
  while (current && current.type !== "function_declarator" && current.type !== "abstract_function_declarator") {
    current = childOf(current, "declarator") ?? childOfType(current, "function_declarator");
  }
  return current;
}

function lastName(scope: string): string {
  return scope.slice(scope.lastIndexOf(":") + 1).replace(/<.*$/, "");
}
