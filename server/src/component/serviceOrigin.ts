/**
 * Which service an expression means: from `foo_GetServiceRef()` through variables, parameters of helpers, small wrappers and macros.
 *
 * In: an expression in a function. Out: the prefixes it can stand for, or `unresolved`. Several prefixes come only from a parameter that
 * several calls fill; a variable that is given different services in different places is unresolved, because their order is not known.
 */
import type { FunctionDefinition, RegistrationForm } from "./component.ts";
import type { Program } from "./program.ts";
import { bare, isIdentifier } from "./source/text.ts";

export interface Origin {
  readonly form: RegistrationForm;
  readonly prefixes: readonly string[];
}

const UNRESOLVED: Origin = { form: "unresolved", prefixes: [] };
const GET_SERVICE = /^(?:(?:\w+\s*)?::\s*)*(\w+)_GetServiceRef\s*\(\s*\)$/;
const MAX_DEPTH = 8;

/** `before`: where the expression stands; assignments further on do not count. */
export function originOf(program: Program, expression: string, fn: FunctionDefinition, before: number): Origin {
  return new Tracer(program).trace(expression, fn, before, 0);
}

class Tracer {
  private readonly program: Program;
  /** Variables being traced: `a = b; b = a;` must end. */
  private readonly active = new Set<string>();

  constructor(program: Program) {
    this.program = program;
  }

  trace(expression: string, fn: FunctionDefinition, before: number, depth: number): Origin {
    const text = bare(expression);
    if (depth > MAX_DEPTH) {
      return UNRESOLVED;
    }
    const direct = GET_SERVICE.exec(text)?.[1];
    if (direct !== undefined && this.program.named(`${direct}_GetServiceRef`).length === 0) {
      return { form: "direct", prefixes: [direct] };
    }
    if (/^le_msg_CreateService\s*\(/.test(text)) {
      return { form: "raw", prefixes: [] };
    }
    const expanded = this.program.macros.expandText(text);
    if (expanded !== undefined) {
      return as("macro", this.trace(expanded, fn, before, depth + 1));
    }
    if (isIdentifier(text)) {
      return this.traceVariable(text, fn, before, depth);
    }
    const member = /(?:\.|->|::)\s*([A-Za-z_]\w*)$/.exec(text)?.[1];
    if (member !== undefined) {
      return this.traceShared(member, depth);
    }
    const wrapper = /^((?:\w+\s*::\s*)*\w+)\s*\([^()]*\)$/.exec(text)?.[1];
    return wrapper === undefined ? UNRESOLVED : this.traceWrapper(wrapper, fn, depth);
  }

  private traceVariable(name: string, fn: FunctionDefinition, before: number, depth: number): Origin {
    const own = fn.assignments.filter((assignment) => assignment.target === name && assignment.start <= before);
    const last = own.findLast((assignment) => assignment.valueText !== "");
    if (last && !isNothing(last.valueText)) {
      return as("variable", this.trace(last.valueText, fn, last.start, depth + 1));
    }
    const parameter = fn.parameters.findIndex((candidate) => candidate.name === name);
    if (parameter >= 0) {
      return this.traceParameter(parameter, fn, depth);
    }
    return own.some((assignment) => assignment.declares !== undefined) ? UNRESOLVED : this.traceShared(name, depth);
  }

  /** Every call of the helper has to be understood, or the helper may be called for a service we do not see. */
  private traceParameter(index: number, fn: FunctionDefinition, depth: number): Origin {
    const callers = this.program.callers(fn);
    const key = `${fn.path}:${fn.span.start}:${index}`;
    if (callers.length === 0 || this.active.has(key)) {
      return UNRESOLVED;
    }
    this.active.add(key);
    const origins = callers.map(({ from, call }) =>
      this.trace(call.arguments[index]?.text ?? "", from, call.start, depth + 1),
    );
    this.active.delete(key);
    return origins.some((origin) => origin.form === "unresolved")
      ? UNRESOLVED
      : { form: "parameter", prefixes: [...new Set(origins.flatMap((origin) => origin.prefixes))] };
  }

  /** A variable of the file or a member of an object: all that is ever put there must be one service. */
  private traceShared(name: string, depth: number): Origin {
    if (this.active.has(name)) {
      return UNRESOLVED;
    }
    this.active.add(name);
    const values: Origin[] = [];
    for (const variable of this.program.variables) {
      if (variable.target === name && !isNothing(variable.valueText)) {
        const direct = GET_SERVICE.exec(bare(variable.valueText))?.[1];
        values.push(direct === undefined ? UNRESOLVED : { form: "direct", prefixes: [direct] });
      }
    }
    const member = new RegExp(`(?:^|\\.|->|::)\\s*${name}$`);
    for (const fn of this.program.functions) {
      for (const assignment of fn.assignments) {
        if (member.test(assignment.target) && !isNothing(assignment.valueText)) {
          values.push(this.trace(assignment.valueText, fn, assignment.start, depth + 1));
        }
      }
    }
    this.active.delete(name);
    const first = values[0];
    const one = first !== undefined && values.every((value) => same(value, first));
    return one ? as("variable", first) : UNRESOLVED;
  }

  private traceWrapper(written: string, fn: FunctionDefinition, depth: number): Origin {
    const definitions = this.program.lookup(written, fn);
    const origins = definitions.flatMap((definition) =>
      definition.returns
        .filter((value) => !isNothing(value.valueText))
        .map((value) => this.trace(value.valueText, definition, value.start, depth + 1)),
    );
    const first = origins[0];
    const one = first !== undefined && origins.every((origin) => same(origin, first));
    return one ? as("variable", first) : UNRESOLVED;
  }
}

function isNothing(text: string): boolean {
  const value = bare(text);
  return value === "" || value === "NULL" || value === "nullptr" || value === "0";
}

function as(form: RegistrationForm, origin: Origin): Origin {
  return origin.form === "direct" || origin.form === "variable" ? { ...origin, form } : origin;
}

function same(a: Origin, b: Origin): boolean {
  return (
    a.form !== "unresolved" && a.prefixes.join() === b.prefixes.join() && (a.form === "raw") === (b.form === "raw")
  );
}
