/**
 * Every call of `le_msg_AddServiceCloseHandler` in a component: for which service, with which handler, reached how.
 *
 * A registration anywhere in the component's sources counts; that COMPONENT_INIT reaches it only adds to the evidence. What cannot be
 * traced to a service is kept as `unresolved`: it may be the one that is missed elsewhere.
 */
import type { FunctionDefinition, Registration } from "./component.ts";
import { contains, type Program } from "./program.ts";
import { type Reached, reach } from "./reach.ts";
import { originOf } from "./serviceOrigin.ts";
import type { Call } from "./source/facts.ts";
import { bare } from "./source/text.ts";

const ADD_CLOSE_HANDLER = "le_msg_AddServiceCloseHandler";

export function registrationsOf(program: Program): readonly Registration[] {
  const found: Registration[] = [];
  let fromInit: Reached | undefined;
  for (const fn of program.functions) {
    if (!fn.names.has(ADD_CLOSE_HANDLER)) {
      continue;
    }
    for (const call of fn.calls) {
      if (call.callee !== ADD_CLOSE_HANDLER) {
        continue;
      }
      fromInit ??= reach(
        program,
        program.functions.filter((candidate) => candidate.isComponentInit),
      );
      found.push(...registration(program, fn, call, fromInit));
    }
    if (!fn.calls.some((call) => call.callee === ADD_CLOSE_HANDLER)) {
      // Its address is taken, or the call was not understood.
      found.push(unresolved(fn));
    }
  }
  return found;
}

function registration(
  program: Program,
  fn: FunctionDefinition,
  call: Call,
  fromInit: Reached,
): readonly Registration[] {
  const [service, handler, context] = call.arguments;
  const origin = originOf(program, service?.text ?? "", fn, call.start);
  const handlerText = handler ? bare(handler.text) : "";
  const definition = handler ? handlerDefinition(program, handlerText, handler.start, fn) : undefined;
  const span = { start: call.start, end: call.end };
  const shared = {
    path: fn.path,
    span,
    form: call.macro !== undefined && origin.prefixes.length > 0 ? ("macro" as const) : origin.form,
    handlerText: definition?.name === "lambda" ? "lambda" : handlerText.replace(/^&\s*/, ""),
    ...(definition ? { handler: definition } : {}),
    contextText: context ? bare(context.text) : "",
    contextSpan: context ? { start: context.start, end: context.end } : span,
    inside: fn,
    reachedBy: fromInit.wayTo(fn).map((step) => step.name),
    guarded: isGuarded(fn, call),
    conditions: fn.conditions,
  };
  return origin.prefixes.length === 0 ? [shared] : origin.prefixes.map((prefix) => ({ ...shared, prefix }));
}

function unresolved(fn: FunctionDefinition): Registration {
  return {
    path: fn.path,
    span: fn.nameSpan,
    form: "unresolved",
    handlerText: "",
    contextText: "",
    contextSpan: fn.nameSpan,
    inside: fn,
    reachedBy: [],
    guarded: false,
    conditions: fn.conditions,
  };
}

/** `auto onClose = [](le_msg_SessionRef_t session, void*) { ... };` */
const LAMBDA = /^\+?\s*\[[^\]]*\][\s\S]*\{/;

function handlerDefinition(
  program: Program,
  text: string,
  start: number,
  from: FunctionDefinition,
): FunctionDefinition | undefined {
  const lambdaFrom = (at: number): FunctionDefinition | undefined =>
    program.named("lambda").find((lambda) => lambda.path === from.path && lambda.span.start >= at);
  if (text.includes("{")) {
    return lambdaFrom(start);
  }
  const kept = from.assignments.findLast((assignment) => assignment.target === text && assignment.start <= start);
  if (kept && LAMBDA.test(kept.valueText)) {
    return lambdaFrom(kept.valueSpan.start);
  }
  const expanded = program.macros.expandText(text);
  return program.lookup(expanded === undefined ? text : bare(expanded), from)[0];
}

/**
 * True when the call does not run each time its function runs: a condition or a loop around it, a `return` under a condition before it
 * (`if (Registered) { return; }`), or it makes a static variable or gives it its first value.
 */
export function isGuarded(fn: FunctionDefinition, call: Call): boolean {
  return (
    // From a macro without arguments, whose place in the function is not known.
    (call.macro !== undefined && call.start === fn.nameSpan.start && fn.macro === undefined) ||
    fn.branches.some(
      (branch) => contains(branch.thenSpan, call) || (branch.elseSpan !== undefined && contains(branch.elseSpan, call)),
    ) ||
    fn.loops.some((loop) => contains(loop.bodySpan, call)) ||
    fn.assignments.some((assignment) => assignment.isStatic && contains(assignment, call)) ||
    fn.returns.some((value) => value.end <= call.start && fn.branches.some((branch) => contains(branch, value)))
  );
}
