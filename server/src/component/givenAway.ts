/**
 * Whether code that cannot be seen is given a service, and so may register a close handler for it.
 *
 * In: the component's program, and the service's prefix. Out: who gets the service, in words that follow "is given to"; undefined when nobody does.
 * Where the service is kept is followed by names: of a variable in its function, of what the file shares and of members everywhere.
 */
import type { FunctionDefinition } from "./component.ts";
import { isLocalName, type Program } from "./program.ts";
import type { Call } from "./source/facts.ts";
import { bare, isIdentifier, mentions } from "./source/text.ts";

export function givenAway(program: Program, prefix: string): string | undefined {
  const service = `${prefix}_GetServiceRef`;
  if (!isIdentifier(service)) {
    return undefined;
  }
  if (program.tableNames.has(service)) {
    return "an object of the file, which is made before any function runs";
  }
  const keepers = new Keepers(program, service);
  for (const fn of program.functions) {
    if (!fn.isStatic && keepers.returnsService(fn) && program.callers(fn).length === 0) {
      return `whoever calls ${fn.name}() from outside of the component`;
    }
    const stranger = fn.calls.find((call) => keepers.gives(fn, call, prefix) && isStrange(program, call));
    if (stranger) {
      return `${stranger.callee}(), which is not in the component's sources`;
    }
  }
  return undefined;
}

/** The framework registers nothing by itself. */
const FRAMEWORK = /^(?:le_msg_|LE_)/;

/** They keep an object for the component, and give it back to nobody else. */
const KEEPS_OBJECT = /^le_(?:mem|ref|hashmap|dls|sls|timer)_/;

function isStrange(program: Program, { callee }: Call): boolean {
  return (
    callee !== "" &&
    !FRAMEWORK.test(callee) &&
    program.named(callee).length === 0 &&
    !program.macros.matters(callee) &&
    // A member that is declared as nothing but the reference is no object with a constructor: `: service_(foo_GetServiceRef())`.
    !program.variables.some(({ target, declares }) => target === callee && declares === SERVICE_TYPE)
  );
}

const SERVICE_TYPE = "le_msg_ServiceRef_t";

/** `{ .service = ... }`, `(Conf_t){ ... }`: what is given the value is an object that the service is a member of. */
const MEMBERS = /^(?:\([^()]*\)\s*)?\{/;

/** Names under which a service, or an object that it is a member of, is kept. */
interface Names {
  readonly service: Set<string>;
  readonly objects: Set<string>;
}

class Keepers {
  /** Variables of a file, and members of whatever object. */
  private readonly shared: Names = { service: new Set(), objects: new Set() };
  private readonly locals = new Map<FunctionDefinition, Names>();
  private readonly service: string;
  /** What is made of the service, or learnt about it: it is no longer the service. `le_msg_` functions take it first. */
  private readonly used: RegExp;

  constructor(program: Program, service: string) {
    this.service = service;
    const ask = `${service}\\s*\\(\\s*\\)`;
    this.used = new RegExp(
      `\\ble_msg_(?!\\w*_t\\b)\\w+\\s*\\(\\s*(?:::\\s*)?${service}\\b|\\b${ask}\\s*[=!]=|[=!]=\\s*(?:::\\s*)?${ask}`,
      "g",
    );
    for (const fn of program.functions) {
      this.learn(fn);
    }
  }

  returnsService(fn: FunctionDefinition): boolean {
    return fn.returns.some(({ valueText }) => this.isService(valueText));
  }

  gives(fn: FunctionDefinition, call: Call, prefix: string): boolean {
    return call.arguments.some(
      ({ text }) =>
        (text === prefix && isMacroName(call.callee)) ||
        this.isService(text) ||
        this.isKept("service", fn, text) ||
        (!KEEPS_OBJECT.test(call.callee) && this.isKept("objects", fn, text)),
    );
  }

  private isService(text: string): boolean {
    return mentions(text, this.service) && mentions(text.replace(this.used, ""), this.service);
  }

  private isKept(kind: keyof Names, fn: FunctionDefinition, argument: string): boolean {
    const text = bare(argument).replace(/^&\s*/, "");
    if (isLocal(fn, text)) {
      return this.locals.get(fn)?.[kind].has(text) ?? false;
    }
    return this.shared[kind].has(memberOf(text) ?? text);
  }

  private learn(fn: FunctionDefinition): void {
    for (const { target, valueText, declares } of fn.assignments) {
      if (!this.isService(valueText)) {
        continue;
      }
      const owner = /^\w+/.exec(target)?.[0] ?? target;
      const member = memberOf(target);
      this.namesFor(fn, owner).objects.add(owner);
      if (member !== undefined) {
        this.shared.service.add(member);
      } else if (!MEMBERS.test(valueText) || declares === SERVICE_TYPE) {
        this.namesFor(fn, target).service.add(target);
      }
    }
  }

  private namesFor(fn: FunctionDefinition, name: string): Names {
    if (!isLocal(fn, name)) {
      return this.shared;
    }
    const known = this.locals.get(fn) ?? { service: new Set(), objects: new Set() };
    this.locals.set(fn, known);
    return known;
  }
}

function isLocal(fn: FunctionDefinition, name: string): boolean {
  return name === "this" || isLocalName(fn, name);
}

/** `service` of `self->service`. */
function memberOf(text: string): string | undefined {
  return /(?:\.|->)\s*(\w+)$/.exec(text)?.[1];
}

function isMacroName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name);
}
