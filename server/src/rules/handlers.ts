/**
 * The close handlers of a component, each once, with what they surely call.
 */
import type { Call, Component, FunctionDefinition, Registration } from "../component/index.ts";
import type { Program } from "../component/program.ts";
import { certainly, certainReach, type Reached } from "../component/reach.ts";
import { bare } from "../component/source/text.ts";

export interface CloseHandler {
  readonly definition: FunctionDefinition;
  /** Its first registration. */
  readonly registration: Registration;
  /** Prefixes of the services it is registered for. */
  readonly prefixes: readonly string[];
  /** The functions it surely leads to, itself first. */
  readonly reached: Reached;
  /** Name of the parameter with the session, if it has one. */
  readonly session?: string;
}

export function closeHandlers(component: Component, program: Program): readonly CloseHandler[] {
  const handlers = new Map<FunctionDefinition, CloseHandler>();
  for (const registration of component.registrations) {
    const definition = registration.handler;
    if (!definition) {
      continue;
    }
    const prefixes = registration.prefix === undefined ? [] : [registration.prefix];
    const known = handlers.get(definition);
    const session = definition.parameters[0]?.name;
    handlers.set(
      definition,
      known
        ? { ...known, prefixes: [...new Set([...known.prefixes, ...prefixes])] }
        : {
            definition,
            registration,
            prefixes,
            reached: certainReach(program, [definition]),
            ...(session === undefined ? {} : { session }),
          },
    );
  }
  return [...handlers.values()];
}

/** What is called when a session opens. */
export function openHandlers(program: Program): readonly FunctionDefinition[] {
  return program.functions.flatMap((fn) =>
    fn.calls.flatMap((call) =>
      call.callee === ADD_OPEN_HANDLER ? program.lookup(bare(call.arguments[1]?.text ?? ""), fn) : [],
    ),
  );
}

export const ADD_OPEN_HANDLER = "le_msg_AddServiceOpenHandler";

export interface Found {
  readonly fn: FunctionDefinition;
  readonly call: Call;
  /** From the handler to `fn`. */
  readonly way: readonly FunctionDefinition[];
}

/** The nearest call that satisfies the test, in the handler or in what it surely calls. */
export function findCall(
  handler: CloseHandler,
  test: (call: Call, fn: FunctionDefinition) => boolean,
): Found | undefined {
  for (const fn of handler.reached.functions()) {
    const call = fn.calls.find((candidate) => test(candidate, fn));
    if (call) {
      return { fn, call, way: handler.reached.wayTo(fn) };
    }
  }
  return undefined;
}

/** The call in the handler itself where a way begins: what the reader of the handler sees. */
export function entryCall(program: Program, found: Found): Call {
  const [handler, next] = found.way;
  if (!handler || !next) {
    return found.call;
  }
  const edge = program.edgesOf(handler).find((candidate) => candidate.to === next && certainly(candidate));
  return edge?.call ?? found.call;
}
