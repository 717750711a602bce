/**
 * Which service an expression means: from `foo_GetServiceRef()` through variables, parameters of helpers, small wrappers and macros.
 *
 * In: an expression in a function. Out: the prefixes it can stand for, or `unresolved`. Several prefixes come only from a parameter that
 * several calls fill, and from an array, which is taken for all of its elements; a variable that is given different services in different places is
 * unresolved, because their order is not known.
 */
import type { FunctionDefinition, RegistrationForm } from "./component.ts";
import { contains, isLocalName, type Program } from "./program.ts";
import { bare, isIdentifier, splitArguments } from "./source/text.ts";

export interface Origin {
  readonly form: RegistrationForm;
  readonly prefixes: readonly string[];
}

const UNRESOLVED: Origin = { form: "unresolved", prefixes: [] };
/** The call, or, where a helper is given the function, its name. */
const GET_SERVICE = /^&?\s*(?:(?:\w+\s*)?::\s*)*(\w+)_GetServiceRef(?:\s*\(\s*\))?$/;
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
    const elements = /^\{([\s\S]*)\}$/.exec(text)?.[1];
    if (elements !== undefined) {
      return each(splitArguments(elements).map((element) => this.trace(element, fn, before, depth + 1)));
    }
    if (isIdentifier(text)) {
      return this.traceVariable(text, fn, before, depth);
    }
    const name = withoutIndexes(text);
    const member = /(?:\.|->|::)\s*([A-Za-z_]\w*)$/.exec(name)?.[1];
    if (member !== undefined || (isIdentifier(name) && name !== text)) {
      const isOwn = /^this\s*->/.test(text);
      return this.traceShared({ name: member ?? name, isOwn, isIndexed: name !== text }, fn, depth);
    }
    const wrapper = /^((?:\w+\s*::\s*)*\w+)\s*\([^()]*\)$/.exec(text)?.[1];
    if (wrapper !== undefined && this.program.lookup(wrapper, fn).length > 0) {
      return this.traceWrapper(wrapper, fn, depth);
    }
    const pointer = /^(\w+(?:\s*\[[^[\]]*\])?)\s*\(\s*\)$/.exec(text)?.[1];
    return pointer === undefined ? UNRESOLVED : this.trace(pointer, fn, before, depth + 1);
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
    return own.some((assignment) => assignment.declares !== undefined)
      ? UNRESOLVED
      : this.traceShared({ name, isOwn: true, isIndexed: false }, fn, depth);
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
    return as("parameter", each(origins));
  }

  /** All that is ever put there must be one service. */
  private traceShared({ name, isOwn, isIndexed }: Shared, from: FunctionDefinition, depth: number): Origin {
    if (this.active.has(name)) {
      return UNRESOLVED;
    }
    this.active.add(name);
    const values: { readonly origin: Origin; readonly scope: string | undefined }[] = [];
    for (const variable of this.program.variables) {
      if (variable.target === name && !isNothing(variable.valueText)) {
        values.push({ origin: this.trace(variable.valueText, from, variable.start, depth + 1), scope: undefined });
      }
    }
    const named = new RegExp(`(?:^|\\.|->|::)\\s*${name}$`);
    for (const fn of this.program.functions) {
      for (const assignment of fn.assignments) {
        const target = withoutIndexes(assignment.target);
        const isOther = target === name && fn !== from && isLocalName(fn, name) && !isWithin(from, fn);
        if (named.test(target) && !isOther && !isNothing(assignment.valueText)) {
          values.push({ origin: this.trace(assignment.valueText, fn, assignment.start, depth + 1), scope: fn.scope });
        }
      }
    }
    this.active.delete(name);
    // Members of several classes may have the same name.
    const ofClass = isOwn && from.scope !== undefined ? values.filter(({ scope }) => scope === from.scope) : [];
    const origins = (ofClass.length > 0 ? ofClass : values).map(({ origin }) => origin);
    return as("variable", isIndexed ? each(origins) : one(origins));
  }

  private traceWrapper(written: string, fn: FunctionDefinition, depth: number): Origin {
    const definitions = this.program.lookup(written, fn);
    const origins = definitions.flatMap((definition) =>
      definition.returns
        .filter((value) => !isNothing(value.valueText))
        .map((value) => this.trace(value.valueText, definition, value.start, depth + 1)),
    );
    return as("variable", one(origins));
  }
}

/** A variable of the file, a member of an object, or an element of an array. */
interface Shared {
  readonly name: string;
  /** A member of the function's own class, if it is one. */
  readonly isOwn: boolean;
  readonly isIndexed: boolean;
}

/** The one service that all of them are. */
function one(origins: readonly Origin[]): Origin {
  const first = origins[0];
  return first !== undefined && origins.every((origin) => same(origin, first)) ? first : UNRESOLVED;
}

/** Any of the services that they are. */
function each(origins: readonly Origin[]): Origin {
  if (origins.length === 0 || origins.some((origin) => origin.form === "unresolved")) {
    return UNRESOLVED;
  }
  const prefixes = [...new Set(origins.flatMap((origin) => origin.prefixes))];
  return { form: prefixes.length === 0 ? "raw" : "variable", prefixes };
}

/** `services` of `services[i]`, `table.service` of `table[i].service`. */
function withoutIndexes(text: string): string {
  return text.replace(/\s*\[[^[\]]*\]/g, "");
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

/** A lambda sees what is local around it. */
function isWithin(lambda: FunctionDefinition, fn: FunctionDefinition): boolean {
  return lambda.path === fn.path && contains(fn.bodySpan, lambda.span);
}
