/**
 * The functions of a component as one program: macros expanded, calls linked to definitions.
 *
 * In: the facts of its files. Out: definitions by name, and for each function what it calls (`certain`) or may call (function pointers given
 * away, methods of an object whose class is not known). Absence of an edge means no call that can be seen, so readers that warn
 * because something is *not* reached follow all edges, and readers that warn because something *is* reached follow the certain ones.
 */
import type { Span } from "@legato-api/language";
import { Macros } from "./macros.ts";
import { relocated, withExpansion } from "./relocate.ts";
import type { Assignment, Call, FunctionFacts, SourceFacts } from "./source/facts.ts";
import { isIdentifier } from "./source/text.ts";

export interface Edge {
  readonly from: FunctionFacts;
  readonly to: FunctionFacts;
  readonly certain: boolean;
  /** Absent when only the function's name is given away. */
  readonly call?: Call;
}

export interface FileFacts {
  readonly path: string;
  readonly facts: SourceFacts;
}

export class Program {
  readonly functions: readonly FunctionFacts[];
  readonly macros: Macros;
  /** Variables of files with their first values. */
  readonly variables: readonly Assignment[];
  /** Names in file-scope tables: functions reachable from anywhere. */
  readonly tableNames: ReadonlySet<string>;
  private readonly byName = new Map<string, FunctionFacts[]>();
  private readonly edges = new Map<FunctionFacts, readonly Edge[]>();
  private readonly callersOf = new Map<FunctionFacts, { from: FunctionFacts; call: Call }[]>();
  private callersKnown = false;

  /** `parse` reads a text of C on its own; its spans are of no use. */
  constructor(files: readonly FileFacts[], parse: (text: string) => readonly FunctionFacts[]) {
    const named = new Set(files.flatMap((file) => file.facts.functions.map((fn) => fn.name)));
    this.macros = new Macros(
      files.flatMap((file) => file.facts.macros),
      (name) => named.has(name),
    );
    this.variables = files.flatMap((file) => file.facts.variables);
    this.tableNames = new Set(files.flatMap((file) => [...file.facts.names]));
    this.functions = files.flatMap((file) => [
      ...file.facts.functions.map((fn) => this.expanded(fn, parse)),
      ...this.generated(file, parse),
    ]);
    for (const fn of this.functions) {
      const known = this.byName.get(fn.name);
      if (known) {
        known.push(fn);
      } else {
        this.byName.set(fn.name, [fn]);
      }
    }
  }

  named(name: string): readonly FunctionFacts[] {
    return this.byName.get(name) ?? [];
  }

  edgesOf(fn: FunctionFacts): readonly Edge[] {
    let edges = this.edges.get(fn);
    if (!edges) {
      edges = this.findEdges(fn);
      this.edges.set(fn, edges);
    }
    return edges;
  }

  /** The calls of a function from within the component. */
  callers(fn: FunctionFacts): readonly { readonly from: FunctionFacts; readonly call: Call }[] {
    if (!this.callersKnown) {
      this.callersKnown = true;
      for (const from of this.functions) {
        for (const { to, call } of this.edgesOf(from)) {
          if (call) {
            const known = this.callersOf.get(to);
            if (known) {
              known.push({ from, call });
            } else {
              this.callersOf.set(to, [{ from, call }]);
            }
          }
        }
      }
    }
    return this.callersOf.get(fn) ?? [];
  }

  /** The definitions a name or `Class::name` written in a function can mean. */
  lookup(written: string, from: FunctionFacts): readonly FunctionFacts[] {
    const text = written.replace(/^&\s*/, "");
    const parts = text.split("::").map((part) => part.trim());
    const name = parts.at(-1) ?? "";
    if (!isIdentifier(name)) {
      return [];
    }
    return this.resolve(name, parts.length > 1 ? parts.slice(0, -1).join("::") : undefined, from).definitions;
  }

  private findEdges(fn: FunctionFacts): readonly Edge[] {
    const edges: Edge[] = [];
    const called = new Set<string>();
    for (const call of fn.calls) {
      called.add(call.callee);
      const { definitions, certain } = this.resolve(call.callee, call.receiver, fn);
      edges.push(...definitions.map((to) => ({ from: fn, to, certain, call })));
    }
    for (const name of fn.names) {
      if (!called.has(name)) {
        edges.push(...this.resolve(name, undefined, fn).definitions.map((to) => ({ from: fn, to, certain: false })));
      }
    }
    for (const lambda of this.named("lambda")) {
      if (lambda !== fn && lambda.path === fn.path && contains(fn.bodySpan, lambda.span)) {
        edges.push({ from: fn, to: lambda, certain: false });
      }
    }
    return edges;
  }

  private resolve(
    name: string,
    receiver: string | undefined,
    from: FunctionFacts,
  ): { definitions: readonly FunctionFacts[]; certain: boolean } {
    const candidates = this.named(name);
    if (candidates.length === 0 || name === "lambda" || name === "") {
      return { definitions: [], certain: false };
    }
    const scope = receiver === undefined ? from.scope : this.scopeOf(receiver, from);
    const inScope = scope === undefined ? [] : candidates.filter((fn) => fn.scope === scope);
    if (inScope.length > 0) {
      return { definitions: inScope, certain: true };
    }
    if (receiver !== undefined) {
      const scopes = new Set(candidates.map((fn) => fn.scope));
      return { definitions: candidates, certain: scopes.size === 1 && !scopes.has(undefined) };
    }
    const free = candidates.filter((fn) => fn.scope === undefined);
    const here = free.filter((fn) => fn.path === from.path);
    const visible = here.length > 0 ? here : free.filter((fn) => !fn.isStatic);
    return visible.length > 0 ? { definitions: visible, certain: true } : { definitions: candidates, certain: false };
  }

  /** The class of what stands before a dot, an arrow or `::`, as far as the function itself shows it. */
  private scopeOf(receiver: string, from: FunctionFacts): string | undefined {
    if (receiver === "this" || receiver === "(*this)") {
      return from.scope;
    }
    const instance = /^(?:\w+\s*::\s*)*(\w+)\s*::\s*\w+\s*\(/.exec(receiver);
    if (instance) {
      return instance[1];
    }
    const qualified = /^(?:\w+\s*::\s*)*(\w+)$/.exec(receiver)?.[1];
    if (qualified === undefined) {
      return undefined;
    }
    for (const assignment of [...from.assignments, ...this.variables]) {
      if (assignment.target === qualified && assignment.declares !== undefined) {
        const made = /^(?:\w+\s*::\s*)*(\w+)\s*::\s*\w+\s*\(/.exec(assignment.valueText)?.[1];
        const declared = /(\w+)\s*$/.exec(assignment.declares.replace(/[&*\s]+$/, ""))?.[1];
        return declared === undefined || declared === "auto" ? made : declared;
      }
    }
    const parameter = from.parameters.find((candidate) => candidate.name === qualified);
    if (parameter) {
      return /(\w+)\s*$/.exec(parameter.type.replace(/[&*\s]+$/, ""))?.[1];
    }
    return qualified;
  }

  /** A function with the macros it uses taken for what they stand for. */
  private expanded(fn: FunctionFacts, parse: (text: string) => readonly FunctionFacts[]): FunctionFacts {
    const used = [...fn.names].filter((name) => this.macros.matters(name));
    return used.length === 0 ? fn : this.aliased(this.withValues(this.withCalls(fn, parse), used, parse));
  }

  private withCalls(fn: FunctionFacts, parse: (text: string) => readonly FunctionFacts[]): FunctionFacts {
    let result = fn;
    for (const call of fn.calls) {
      if (!this.macros.matters(call.callee)) {
        continue;
      }
      const values = call.arguments.map((argument) => argument.text);
      for (const text of this.macros.expandCall(call.callee, values)) {
        for (const facts of parse(`void expansion(void)\n{\n${text};\n}\n`)) {
          result = withExpansion(result, relocated(facts, call, call.callee));
        }
      }
    }
    return result;
  }

  /** `#define OWNER foo_GetClientSessionRef()`: where in the function it stands is not known, so it gets the place of the name. */
  private withValues(
    fn: FunctionFacts,
    used: readonly string[],
    parse: (text: string) => readonly FunctionFacts[],
  ): FunctionFacts {
    let result = fn;
    for (const name of used) {
      const text = this.macros.expandText(name);
      if (text?.includes("(")) {
        for (const facts of parse(`void expansion(void)\n{\n${text};\n}\n`)) {
          result = withExpansion(result, relocated(facts, fn.nameSpan, name));
        }
      }
    }
    return result;
  }

  /** `#define ADD le_msg_AddServiceCloseHandler`. */
  private aliased(fn: FunctionFacts): FunctionFacts {
    const names = new Set(fn.names);
    const calls = fn.calls.map((call) => {
      const callee = this.macros.alias(call.callee);
      if (callee === undefined) {
        return call;
      }
      names.add(callee);
      return { ...call, callee };
    });
    return { ...fn, calls, names };
  }

  /** The functions that a macro used outside of any function defines. */
  private generated(file: FileFacts, parse: (text: string) => readonly FunctionFacts[]): FunctionFacts[] {
    return file.facts.uses.flatMap((use) => {
      if (!this.macros.matters(use.name)) {
        return [];
      }
      return this.macros
        .expandCall(use.name, use.arguments)
        .flatMap((text) => parse(text))
        .map((facts) => ({ ...relocated(facts, use, use.name), path: file.path, macro: use.name }));
    });
  }
}

export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** A parameter of the function, or declared in it. */
export function isLocalName(fn: FunctionFacts, name: string): boolean {
  return (
    fn.parameters.some((parameter) => parameter.name === name) ||
    fn.assignments.some((assignment) => assignment.target === name && assignment.declares !== undefined)
  );
}
