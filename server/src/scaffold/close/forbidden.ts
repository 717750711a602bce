/**
 * What must not run in a close handler, and whether it can be reached: killing the client, asking which client calls, answering, API functions, and
 * walking a container that the handler is walking.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import type { FunctionText } from "../c/sourceText.ts";
import { type CallSyntax, callsIn, foldedTextOf } from "../c/syntaxQueries.ts";
import type { CloseContext } from "./context.ts";

/** Why these statements of a function must not run in a close handler, if so. `container`: the one the handler walks. */
export function forbiddenIn(
  context: CloseContext,
  fn: FunctionText,
  statements: readonly Syntax[],
  container: string | undefined,
): string | undefined {
  for (const call of statements.flatMap((statement) => callsIn(fn.source, statement))) {
    const own = forbiddenCall(context, fn, call, container);
    if (own !== undefined) {
      return own;
    }
    for (const definition of context.program.lookup(call.callee, fn.facts)) {
      const called = context.functionOf(definition);
      const reason = called && forbiddenFrom(context, called, container);
      if (reason !== undefined) {
        return reason;
      }
    }
  }
  return undefined;
}

/** Why a function must not be called from a close handler, if so. */
export function forbiddenFrom(
  context: CloseContext,
  fn: FunctionText,
  container: string | undefined,
): string | undefined {
  for (const reached of context.reachedFrom(fn)) {
    if (context.apiServiceOf(reached)) {
      return `it calls ${reached.facts.name}(), which is for clients`;
    }
    for (const call of callsIn(reached.source, reached.body)) {
      const reason = forbiddenCall(context, reached, call, container);
      if (reason !== undefined) {
        return reason;
      }
    }
  }
  return undefined;
}

function forbiddenCall(
  context: CloseContext,
  fn: FunctionText,
  call: CallSyntax,
  container: string | undefined,
): string | undefined {
  const { callee } = call;
  const first = call.arguments[0] && foldedTextOf(fn.source, call.arguments[0]);
  if (callee === "LE_KILL_CLIENT") {
    return "it can reach LE_KILL_CLIENT, which would stop the server where there is no client";
  }
  if (callee.endsWith("_GetClientSessionRef")) {
    return "it asks which client is calling";
  }
  if (
    callee.endsWith("Respond") &&
    context.component.services.some((service) => callee.startsWith(`${service.prefix}_`))
  ) {
    return "it answers a client";
  }
  if (/^le_(?:ref|hashmap)_GetIterator$/.test(callee) && first === container) {
    return `it walks ${container} itself, and a map has one iterator`;
  }
  return undefined;
}
