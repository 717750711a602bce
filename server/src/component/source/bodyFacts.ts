/**
 * Reads what the body of a function does: calls, assignments, loops, branches, returns, in source order.
 *
 * Lambdas are put aside: what they do is not done by the function around them.
 */
import { innermostName, spanOf } from "./declarators.ts";
import type { Argument, Assignment, Branch, Call, Loop, Return } from "./facts.ts";
import { childOf, childOfType, type Syntax } from "./syntax.ts";
import { fold, splitArguments } from "./text.ts";

export class BodyReader {
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
      case "macro_type_specifier":
        this.addTextCall(node, childOf(node, "name"));
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
    if (/^[A-Z][A-Z0-9_]*\s*\(/.test(this.slice(node)) && node.children[0]?.type !== "macro_type_specifier") {
      // A macro alone on its line, masked as a declaration.
      this.addTextCall(node, node.children[0]);
      return;
    }
    const type = childOf(node, "type");
    const isStatic = node.children.some(
      (child) => child.type === "storage_class_specifier" && this.slice(child) === "static",
    );
    const typeText = type ? this.folded(type) : "";
    if (type?.type === "macro_type_specifier") {
      this.visit(type);
    }
    for (const child of node.children) {
      if (child.field !== "declarator") {
        continue;
      }
      if (child.type === "function_declarator" && type?.type === "macro_type_specifier") {
        // `WATCH(foo)` without a semicolon makes a declaration of the call behind it.
        this.addTextCall(child, childOf(child, "declarator"));
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

  /** A call that the grammar took for something else: only its text is known. */
  private addTextCall(node: Syntax, name: Syntax | undefined): void {
    const values = name && /^\s*\(([\s\S]*)\)\s*;?$/.exec(this.text.slice(name.end, node.end))?.[1];
    if (!name || values === undefined) {
      return;
    }
    const callee = this.slice(name);
    this.names.add(callee);
    this.calls.push({
      ...spanOf(node),
      callee,
      nameSpan: spanOf(name),
      arguments: splitArguments(fold(values)).map((text) => ({ ...spanOf(node), text })),
    });
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
