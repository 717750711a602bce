/**
 * Reads one function: from its copied syntax to what its body calls, assigns, tests and returns.
 *
 * In: the syntax of a definition, a lambda, or stray statements, and the text of the file. Out: facts with positions in that text; a
 * lambda inside becomes a function of its own, and what it does is not counted as done by the function around it.
 */
import type { Span } from "@legato-api/language";
import { isEmptyBody } from "./emptyBody.ts";
import type { Argument, Assignment, Branch, Call, FunctionFacts, Loop, ParameterFact, Return } from "./facts.ts";
import { INIT_FUNCTION, INIT_ONCE_FUNCTION } from "./mask.ts";
import { childOf, childOfType, type Syntax } from "./syntax.ts";
import { fold, splitArguments } from "./text.ts";

/** Where a definition stands. */
export interface Surroundings {
  readonly path: string;
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
    const reader = new BodyReader(this.text);
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

class BodyReader {
  readonly calls: Call[] = [];
  readonly assignments: Assignment[] = [];
  readonly loops: Loop[] = [];
  readonly branches: Branch[] = [];
  readonly returns: Return[] = [];
  readonly names = new Set<string>();
  readonly lambdas: Syntax[] = [];
  private readonly callAt = new Map<Syntax, number>();
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  readBody(definition: Syntax, body: Syntax): void {
    // A constructor's initializers stand outside of its body.
    const initializers = childOfType(definition, "field_initializer_list");
    if (initializers) {
      this.visit(initializers);
    }
    for (const child of body.children) {
      this.visit(child);
    }
  }

  private visit(node: Syntax): void {
    switch (node.type) {
      case "lambda_expression":
        this.lambdas.push(node);
        return;
      case "identifier":
      case "field_identifier":
        this.names.add(this.slice(node));
        return;
      case "call_expression":
        this.visitCall(node);
        return;
      case "assignment_expression":
        this.visitChildren(node);
        this.addAssignment(node, childOf(node, "left"), childOf(node, "right"), undefined, false);
        return;
      case "declaration":
        this.visitDeclaration(node);
        return;
      case "while_statement":
      case "do_statement":
      case "for_statement":
      case "for_range_loop":
        this.addLoop(node);
        break;
      case "if_statement":
        this.addBranch(node);
        break;
      case "return_statement":
        this.visitChildren(node);
        this.returns.push({ ...spanOf(node), ...this.value(node.children[0]) });
        return;
      case "preproc_def":
      case "preproc_function_def":
        return;
    }
    this.visitChildren(node);
  }

  private visitChildren(node: Syntax): void {
    for (const child of node.children) {
      this.visit(child);
    }
  }

  private visitCall(node: Syntax): void {
    const callee = childOf(node, "function");
    const list = childOf(node, "arguments");
    const index = this.calls.length;
    this.callAt.set(node, index);
    const { name, receiver } = this.calleeOf(callee);
    const args: Argument[] = [];
    const call: Call = {
      ...spanOf(node),
      callee: name ? this.slice(name) : "",
      ...(receiver === undefined ? {} : { receiver }),
      nameSpan: spanOf(name ?? callee ?? node),
      arguments: args,
    };
    this.calls.push(call);
    if (callee) {
      this.visit(callee);
    }
    for (const argument of list?.children ?? []) {
      this.visit(argument);
      const { valueText, call: inner } = this.value(argument);
      args.push({ ...spanOf(argument), text: valueText, ...(inner === undefined ? {} : { call: inner }) });
    }
  }

  private calleeOf(callee: Syntax | undefined): { name?: Syntax; receiver?: string } {
    switch (callee?.type) {
      case "identifier":
        return { name: callee };
      case "field_expression": {
        const name = childOf(callee, "field");
        const receiver = childOf(callee, "argument");
        return { ...(name ? { name } : {}), ...(receiver ? { receiver: this.folded(receiver) } : {}) };
      }
      case "qualified_identifier": {
        let name: Syntax | undefined = callee;
        while (name?.type === "qualified_identifier") {
          name = childOf(name, "name");
        }
        const receiver = name ? fold(this.text.slice(callee.start, name.start)).replace(/\s*::\s*$/, "") : "";
        return { ...(name ? { name } : {}), receiver };
      }
      case "template_function": {
        const name = childOf(callee, "name");
        return name ? { name } : {};
      }
      case "parenthesized_expression":
        return this.calleeOf(callee.children[0]);
      default:
        return {};
    }
  }

  private visitDeclaration(node: Syntax): void {
    const macro = /^([A-Z][A-Z0-9_]*)\s*\(([\s\S]*)\)/.exec(this.slice(node));
    if (macro?.[1] !== undefined && macro[2] !== undefined) {
      // A macro alone on its line, masked as a declaration.
      const args = splitArguments(fold(macro[2])).map((text) => ({ ...spanOf(node), text }));
      this.calls.push({ ...spanOf(node), callee: macro[1], nameSpan: spanOf(node), arguments: args });
      this.names.add(macro[1]);
      this.visitChildren(node);
      return;
    }
    const type = childOf(node, "type");
    const isStatic = node.children.some(
      (child) => child.type === "storage_class_specifier" && this.slice(child) === "static",
    );
    const typeText = type ? this.folded(type) : "";
    for (const child of node.children) {
      if (child.field !== "declarator") {
        continue;
      }
      if (child.type === "init_declarator") {
        const value = childOf(child, "value");
        if (value) {
          this.visit(value);
        }
        const name = innermostName(childOf(child, "declarator"));
        if (name) {
          this.names.add(this.slice(name));
        }
        this.addAssignment(child, name, value, typeText, isStatic);
      } else {
        const name = innermostName(child);
        if (name && child.type !== "function_declarator") {
          this.assignments.push({
            ...spanOf(child),
            target: this.slice(name),
            valueText: "",
            valueSpan: { start: child.end, end: child.end },
            declares: typeText,
            isStatic,
          });
        }
      }
    }
  }

  private addAssignment(
    node: Syntax,
    target: Syntax | undefined,
    value: Syntax | undefined,
    declares: string | undefined,
    isStatic: boolean,
  ): void {
    if (!target || !value) {
      return;
    }
    this.assignments.push({
      ...spanOf(node),
      target: this.folded(target),
      valueSpan: spanOf(value),
      ...this.value(value),
      ...(declares === undefined ? {} : { declares }),
      isStatic,
    });
  }

  /** Text of an expression and, casts and parentheses aside, the call it is. */
  private value(node: Syntax | undefined): { valueText: string; call?: number } {
    if (!node) {
      return { valueText: "" };
    }
    let inner: Syntax | undefined = node;
    while (inner && (inner.type === "parenthesized_expression" || inner.type === "cast_expression")) {
      inner = inner.type === "cast_expression" ? childOf(inner, "value") : inner.children[0];
    }
    const call = inner && this.callAt.get(inner);
    return { valueText: this.folded(node), ...(call === undefined ? {} : { call }) };
  }

  private addLoop(node: Syntax): void {
    const body = childOf(node, "body");
    const condition = childOf(node, "condition");
    const kind = node.type === "while_statement" ? "while" : node.type === "do_statement" ? "do" : "for";
    const head = kind === "for" || !condition ? { start: node.start, end: body?.start ?? node.end } : spanOf(condition);
    const headText = fold(this.text.slice(head.start, head.end));
    this.loops.push({ ...spanOf(node), kind, headSpan: head, headText, bodySpan: spanOf(body ?? node) });
  }

  private addBranch(node: Syntax): void {
    const condition = childOf(node, "condition");
    const then = childOf(node, "consequence");
    const otherwise = childOf(node, "alternative");
    this.branches.push({
      ...spanOf(node),
      conditionText: condition ? this.folded(condition) : "",
      conditionSpan: spanOf(condition ?? node),
      thenSpan: spanOf(then ?? node),
      ...(otherwise ? { elseSpan: spanOf(otherwise) } : {}),
    });
  }

  private slice(node: Syntax): string {
    return this.text.slice(node.start, node.end);
  }

  private folded(node: Syntax): string {
    return fold(this.slice(node));
  }
}

export function spanOf(node: Syntax): Span {
  return { start: node.start, end: node.end };
}

/** The function declarator below pointer and reference declarators. */
function findDeclarator(node: Syntax | undefined): Syntax | undefined {
  let current = node;
  while (current && current.type !== "function_declarator" && current.type !== "abstract_function_declarator") {
    current = childOf(current, "declarator") ?? childOfType(current, "function_declarator");
  }
  return current;
}

/** The name a declarator declares: below pointers, arrays, parentheses. */
export function innermostName(node: Syntax | undefined): Syntax | undefined {
  let current = node;
  while (current) {
    if (current.type === "identifier" || current.type === "field_identifier") {
      return current;
    }
    current =
      childOf(current, "declarator") ??
      current.children.find((child) => child.type.endsWith("declarator") || child.type === "identifier");
  }
  return undefined;
}

function lastName(scope: string): string {
  return scope.slice(scope.lastIndexOf(":") + 1).replace(/<.*$/, "");
}
