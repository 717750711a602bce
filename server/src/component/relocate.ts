/**
 * Facts read from expanded macro text, given the place of the macro's use.
 *
 * Every span becomes that of the use; the order of the facts is the order of the text, so "the last assignment before" still holds.
 */
import type { Span } from "@legato-api/language";
import type { Call, FunctionFacts } from "./source/facts.ts";

export function relocated(facts: FunctionFacts, use: Span, macro: string): FunctionFacts {
  const place = { start: use.start, end: use.end };
  return {
    ...facts,
    span: place,
    nameSpan: place,
    bodySpan: place,
    parameters: facts.parameters.map((parameter) => ({ ...parameter, ...place })),
    calls: facts.calls.map((call) => ({
      ...call,
      ...place,
      macro,
      nameSpan: place,
      arguments: call.arguments.map((argument) => ({ ...argument, ...place })),
    })),
    assignments: facts.assignments.map((assignment) => ({ ...assignment, ...place, valueSpan: place })),
    loops: facts.loops.map((loop) => ({ ...loop, ...place, headSpan: place, bodySpan: place })),
    branches: facts.branches.map((branch) => ({
      ...branch,
      ...place,
      conditionSpan: place,
      thenSpan: place,
      ...(branch.elseSpan ? { elseSpan: place } : {}),
    })),
    returns: facts.returns.map((value) => ({ ...value, ...place })),
    leaves: facts.leaves.map(() => place),
  };
}

/** A function that does what the expansion of a macro in it does, too. */
export function withExpansion(fn: FunctionFacts, expansion: FunctionFacts): FunctionFacts {
  const base = fn.calls.length;
  const moved = <T extends { readonly call?: number }>(value: T): T =>
    value.call === undefined ? value : { ...value, call: value.call + base };
  const calls: Call[] = expansion.calls.map((call) => ({ ...call, arguments: call.arguments.map(moved) }));
  return {
    ...fn,
    calls: [...fn.calls, ...calls],
    assignments: [...fn.assignments, ...expansion.assignments.map(moved)],
    loops: [...fn.loops, ...expansion.loops],
    branches: [...fn.branches, ...expansion.branches],
    names: new Set([...fn.names, ...expansion.names]),
    body: fn.body === "works" || expansion.body === "works" ? "works" : "empty",
  };
}
