/**
 * Reads what the body of a function does: calls, assignments, loops, branches, returns, in source order.
 *
 * Lambdas are put aside: what they do is not done by the function around them.
 */

import type { Span } from "@legato-api/language";
import { calleeOf, lastNamed } from "./callees.ts";
import { innermostName, spanOf } from "./declarators.ts";
import type { Argument, Assignment, Branch, Call, Loop, Return, SourceLanguage } from "./facts.ts";
import { isConstruction, membersOf } from "./initializers.ts";
import { childOf, childOfType, type Syntax } from "./syntax.ts";
import { fold, splitArguments } from "./text.ts";

export class BodyReader {
  readonly calls: Call[] = [];
  readonly assignments: Assignment[] = [];
  readonly loops: Loop[] = [];
  readonly branches: Branch[] = [];
  readonly returns: Return[] = [];
  readonly leaves: Span[] = [];
  readonly names = new Set<string>();
  readonly lambdas: Syntax[] = [];
  private readonly callAt = new Map<Syntax, number>();
  /** What a `break` here would leave. */
  private breaks: "loop" | "switch" = "loop";
  private readonly text: string;
  private readonly language: SourceLanguage;

  constructor(text: string, language: SourceLanguage) {
    this.text = text;
    this.language = language;
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
        this.addAssignment(node, childOf(node, "left"), this.assignedBy(node), undefined, false);
        this.addMembers(childOf(node, "left"), childOf(node, "right"));
        return;
      case "update_expression":
        this.visitChildren(node);
        this.addAssignment(node, childOf(node, "argument"), node, undefined, false);
        return;
      case "new_expression":
        this.addConstruction(node, childOf(node, "type"), childOf(node, "arguments"));
        return;
      case "field_initializer":
        this.addInitializer(node);
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
        this.addElement(node);
        this.visitBreakable(node, "loop");
        return;
      case "if_statement":
      case "conditional_expression":
        this.addBranch(node, childOf(node, "condition"), childOf(node, "consequence"), childOf(node, "alternative"));
        break;
      case "switch_statement":
        this.addBranch(node, childOf(node, "condition"), childOf(node, "body"));
        this.visitBreakable(node, "switch");
        return;
      case "binary_expression":
        this.addShortCut(node, childOf(node, "left"), childOf(node, "right"));
        break;
      case "break_statement":
        if (this.breaks === "loop") {
          this.leaves.push(spanOf(node));
        }
        return;
      case "goto_statement":
        this.leaves.push(spanOf(node));
        return;
      case "throw_statement":
        this.leaves.push(spanOf(node));
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

  private visitBreakable(node: Syntax, breaks: "loop" | "switch"): void {
    const outer = this.breaks;
    this.breaks = breaks;
    this.visitChildren(node);
    this.breaks = outer;
  }

  private visitCall(node: Syntax): void {
    const callee = childOf(node, "function");
    const list = childOf(node, "arguments");
    const index = this.calls.length;
    this.callAt.set(node, index);
    const { name, receiver, made } = calleeOf(callee, this.text);
    const args: Argument[] = [];
    const call: Call = {
      ...spanOf(node),
      callee: made ?? (name ? this.slice(name) : ""),
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
      if (child.type === "function_declarator") {
        // `Watcher watcher(service);` is a prototype to the grammar.
        this.addDeclaredObject(child, type, isStatic);
        continue;
      }
      if (child.type === "init_declarator") {
        const value = childOf(child, "value");
        if (value && isConstruction(this.language, type, value)) {
          this.addConstruction(child, type, value);
        } else if (value) {
          this.visit(value);
        }
        const name = innermostName(childOf(child, "declarator"));
        if (name) {
          this.names.add(this.slice(name));
        }
        this.addAssignment(child, name, value, typeText, isStatic);
        this.addMembers(name, value);
      } else {
        this.addDeclared(child, typeText, isStatic, childOf(node, "value"));
      }
    }
  }

  /** A variable without a value, or, in a condition, with one: `if (auto service = foo_GetServiceRef())`. */
  private addDeclared(declarator: Syntax, declares: string, isStatic: boolean, value: Syntax | undefined): void {
    const name = innermostName(declarator);
    if (!name) {
      return;
    }
    if (value) {
      this.visit(value);
      this.addAssignment(declarator, name, value, declares, isStatic);
      return;
    }
    this.assignments.push({
      ...spanOf(declarator),
      target: this.slice(name),
      valueText: "",
      valueSpan: { start: declarator.end, end: declarator.end },
      declares,
      isStatic,
    });
  }

  /** `for (auto service : services)`: one of what stands behind the colon. */
  private addElement(loop: Syntax): void {
    const name = loop.type === "for_range_loop" ? innermostName(childOf(loop, "declarator")) : undefined;
    const type = childOf(loop, "type");
    this.addAssignment(loop, name, childOf(loop, "right"), type ? this.folded(type) : "", false);
  }

  /** `{ .member = value }` stores in the members, as `object.member = value` does. */
  private addMembers(object: Syntax | undefined, value: Syntax | undefined): void {
    for (const { node, target, value: stored } of object && value
      ? membersOf(this.folded(object), value, this.text)
      : []) {
      this.assignments.push({
        ...spanOf(node),
        target,
        valueSpan: spanOf(stored),
        ...this.value(stored),
        isStatic: false,
      });
    }
  }

  /** `: member(value)`, whether the member is an object with a constructor or not. */
  private addInitializer(node: Syntax): void {
    const list = childOfType(node, "argument_list", "initializer_list");
    this.addConstruction(node, node.children[0], list);
    if (list?.children.length === 1) {
      this.addAssignment(node, node.children[0], list.children[0], undefined, false);
    }
  }

  /** An object is made of these arguments. */
  private addConstruction(node: Syntax, type: Syntax | undefined, list: Syntax | undefined): void {
    const name = type && lastNamed(type);
    const args: Argument[] = [];
    this.calls.push({
      ...spanOf(node),
      callee: name ? this.slice(name) : "",
      nameSpan: spanOf(name ?? node),
      arguments: args,
    });
    for (const argument of list?.children ?? []) {
      this.visit(argument);
      const { valueText, call } = this.value(argument);
      args.push({ ...spanOf(argument), text: valueText, ...(call === undefined ? {} : { call }) });
    }
  }

  private addDeclaredObject(declarator: Syntax, type: Syntax | undefined, isStatic: boolean): void {
    const list = childOf(declarator, "parameters");
    const name = type && lastNamed(type);
    if (!list || !name || name.type === "primitive_type") {
      return;
    }
    const values = fold(this.text.slice(list.start + 1, list.end - 1));
    for (const [word] of values.matchAll(/[A-Za-z_]\w*/g)) {
      this.names.add(word);
    }
    if (name.type !== "placeholder_type_specifier") {
      this.calls.push({
        ...spanOf(declarator),
        callee: this.slice(name),
        nameSpan: spanOf(name),
        arguments: splitArguments(values).map((text) => ({ ...spanOf(list), text })),
      });
    }
    this.addAssignment(declarator, innermostName(declarator), list, this.folded(type), isStatic);
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

  /** The right side; of `+=` and the like all of it. */
  private assignedBy(node: Syntax): Syntax | undefined {
    const left = childOf(node, "left");
    const right = childOf(node, "right");
    const operator = left && right && this.text.slice(left.end, right.start).trim();
    return operator === "=" ? right : node;
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

  private addBranch(
    node: Syntax,
    condition: Syntax | undefined,
    then: Syntax | undefined,
    otherwise?: Syntax | undefined,
  ): void {
    this.branches.push({
      ...spanOf(node),
      conditionText: condition ? this.folded(condition) : "",
      conditionSpan: spanOf(condition ?? node),
      thenSpan: spanOf(then ?? node),
      ...(otherwise ? { elseSpan: spanOf(otherwise) } : {}),
    });
  }

  /** `a && b`: b is evaluated only if a says so. */
  private addShortCut(node: Syntax, left: Syntax | undefined, right: Syntax | undefined): void {
    if (left && right && /&&|\|\|/.test(this.text.slice(left.end, right.start))) {
      this.addBranch(node, left, right);
    }
  }

  private slice(node: Syntax): string {
    return this.text.slice(node.start, node.end);
  }

  private folded(node: Syntax): string {
    return fold(this.slice(node));
  }
}
