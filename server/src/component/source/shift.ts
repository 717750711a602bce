/** Moves facts to another place in the text: what stands behind an edit is the same, only further on. */
import type { Span } from "@legato-api/language";
import type { Assignment, FunctionFacts } from "./facts.ts";

export function shiftSpan<T extends Span>(value: T, by: number): T {
  return { ...value, start: value.start + by, end: value.end + by };
}

export function shiftAssignment(value: Assignment, by: number): Assignment {
  return { ...shiftSpan(value, by), valueSpan: shiftSpan(value.valueSpan, by) };
}

export function shiftFunction(facts: FunctionFacts, by: number): FunctionFacts {
  return {
    ...facts,
    span: shiftSpan(facts.span, by),
    nameSpan: shiftSpan(facts.nameSpan, by),
    bodySpan: shiftSpan(facts.bodySpan, by),
    parameters: facts.parameters.map((parameter) => shiftSpan(parameter, by)),
    calls: facts.calls.map((call) => ({
      ...shiftSpan(call, by),
      nameSpan: shiftSpan(call.nameSpan, by),
      arguments: call.arguments.map((argument) => shiftSpan(argument, by)),
    })),
    assignments: facts.assignments.map((assignment) => shiftAssignment(assignment, by)),
    loops: facts.loops.map((loop) => ({
      ...shiftSpan(loop, by),
      headSpan: shiftSpan(loop.headSpan, by),
      bodySpan: shiftSpan(loop.bodySpan, by),
    })),
    branches: facts.branches.map((branch) => ({
      ...shiftSpan(branch, by),
      conditionSpan: shiftSpan(branch.conditionSpan, by),
      thenSpan: shiftSpan(branch.thenSpan, by),
      ...(branch.elseSpan ? { elseSpan: shiftSpan(branch.elseSpan, by) } : {}),
    })),
    returns: facts.returns.map((value) => shiftSpan(value, by)),
    leaves: facts.leaves.map((value) => shiftSpan(value, by)),
  };
}
