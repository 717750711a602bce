/**
 * close-handler-iterator-reset: the iterator of a loop is given another map, or another start, inside of the loop.
 */
import type { Span } from "@legato-api/language";
import type { Assignment, Component, FunctionDefinition, Loop } from "../component/index.ts";
import { contains } from "../component/program.ts";
import { mentions } from "../component/source/text.ts";
import type { Finding } from "../finding.ts";
import { CLOSE, DOOR, OPEN, REGISTER } from "./doorExample.ts";
import { closeHandlers } from "./handlers.ts";
import type { Rule } from "./rule.ts";

const START = `${DOOR}${OPEN}${CLOSE}${REGISTER}`;

export const closeHandlerIteratorReset: Rule = {
  id: "close-handler-iterator-reset",
  defaultSeverity: "warning",
  summary: "A close handler gives the iterator of one loop to another map, so the first map is left untouched.",
  why: `A loop over a map asks its iterator for the next entry. Assigned anew inside of the loop, or between the first step and the loop, the iterator
walks another map, and what the client holds in the first one is never freed. A map has one iterator: a second walk of the same map inside
of its loop loses the place, too.`,
  bad: `${START}static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    le_ref_IterRef_t iter = le_ref_GetIterator(Doors);
    while (le_ref_NextNode(iter) == LE_OK)
    {
        FreeIfOwned(le_ref_GetValue(iter), sessionRef);
        iter = le_ref_GetIterator(Keys);
      //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[close-handler-iterator-reset]: 'iter'
    }
    FreeKeys(sessionRef);
}
static void FreeKeys(le_msg_SessionRef_t sessionRef)
{
    le_ref_IterRef_t iter = le_ref_GetIterator(Keys);
    le_result_t result = le_ref_NextNode(iter);
    iter = le_ref_GetIterator(Windows);
  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[close-handler-iterator-reset]: started on Keys
    while (result == LE_OK)
    {
        FreeIfOwned(le_ref_GetValue(iter), sessionRef);
        result = le_ref_NextNode(iter);
    }
}
`,
  good: `${START}static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    le_ref_IterRef_t iter = le_ref_GetIterator(Doors);
    while (le_ref_NextNode(iter) == LE_OK)
    {
        FreeIfOwned(le_ref_GetValue(iter), sessionRef);
        le_ref_IterRef_t keys = le_ref_GetIterator(Keys);
        while (le_ref_NextNode(keys) == LE_OK)
        {
            FreeIfOwned(le_ref_GetValue(keys), sessionRef);
        }
    }
    iter = le_ref_GetIterator(Windows);
    while (le_ref_NextNode(iter) == LE_OK)
    {
        FreeIfOwned(le_ref_GetValue(iter), sessionRef);
    }
}
`,
  check: (component) => {
    const { program } = component;
    if (!program) {
      return [];
    }
    const functions = new Set(closeHandlers(component, program).flatMap((handler) => [...handler.reached.functions()]));
    return [...functions].flatMap((fn) => checkFunction(component, fn));
  },
};

const GET_ITERATOR = /\ble_(?:ref|hashmap)_GetIterator\s*\(\s*(.*?)\s*\)$/;

function checkFunction(component: Component, fn: FunctionDefinition): readonly Finding[] {
  return fn.macro === undefined ? [...resetInside(component, fn), ...resetBefore(component, fn)] : [];
}

/** `result = le_ref_NextNode(iter); iter = le_ref_GetIterator(Other); while (result == LE_OK)`. */
function resetBefore(component: Component, fn: FunctionDefinition): readonly Finding[] {
  return fn.loops.flatMap((loop): Finding[] => {
    const iterator = iteratorOf(loop, fn);
    const before = fn.assignments.filter((assignment) => assignment.end <= loop.start);
    const step = before.findLast((assignment) => mentions(loop.headText, assignment.target));
    const reset = before.findLast((assignment) => assignment.target === iterator?.name);
    if (!iterator || !step || !reset || step.start >= reset.start) {
      return [];
    }
    const stepped = /^le_(?:ref|hashmap)_NextNode\s*\(\s*(\w+)\s*\)$/.exec(step.valueText)?.[1];
    const given = before.findLast((assignment) => assignment.target === iterator.name && assignment.end <= step.start);
    const map = given && GET_ITERATOR.exec(given.valueText)?.[1];
    if (stepped !== iterator.name || map === undefined || iterator.map === undefined || map === iterator.map) {
      return [];
    }
    const message =
      `The loop further on was started on ${map} ('${step.target}'), but from here on '${iterator.name}' walks ${iterator.map}: ` +
      `${map} is left untouched. Start the loop anew, or use a second iterator.`;
    return [{ ...place(component, fn, reset), message }];
  });
}

function resetInside(component: Component, fn: FunctionDefinition): readonly Finding[] {
  return fn.loops.flatMap((loop) => {
    const iterator = iteratorOf(loop, fn);
    if (!iterator) {
      return [];
    }
    return fn.assignments
      .filter((assignment) => contains(loop.bodySpan, assignment))
      .flatMap((assignment): Finding[] => {
        const map = GET_ITERATOR.exec(assignment.valueText)?.[1];
        const again = map !== undefined && map === iterator.map;
        const same = assignment.target === iterator.name && assignment.declares === undefined;
        // Both: the loop starts over on its own map, and leaves nothing out.
        return map === undefined || same === again || endsLoop(assignment, loop, fn)
          ? []
          : [say(component, fn, assignment, iterator, same, map)];
      });
  });
}

interface Iterator {
  readonly name: string;
  /** The map it was last given before the loop. */
  readonly map?: string;
}

/** The loop's iterator: named in its head, or asked for the next entry in its body (`result = le_ref_NextNode(iter)`). */
function iteratorOf(loop: Loop, fn: FunctionDefinition): Iterator | undefined {
  const next = fn.calls.find(
    (call) =>
      /^le_(?:ref|hashmap)_NextNode$/.test(call.callee) &&
      (contains(loop.headSpan, call) || (contains(loop.bodySpan, call) && innermost(fn, call) === loop)),
  );
  const name = next?.arguments[0]?.text;
  if (name === undefined || !/^\w+$/.test(name)) {
    return undefined;
  }
  const given = fn.assignments.findLast((assignment) => assignment.target === name && assignment.end <= loop.start);
  const map = given && GET_ITERATOR.exec(given.valueText)?.[1];
  return { name, ...(map === undefined ? {} : { map }) };
}

function innermost(fn: FunctionDefinition, place: { readonly start: number; readonly end: number }): Loop | undefined {
  return fn.loops.filter((loop) => contains(loop.bodySpan, place)).sort((a, b) => b.start - a.start)[0];
}

/** Followed by a `return` or a `break` in the same block the loop is over anyway. */
function endsLoop(assignment: Assignment, loop: Loop, fn: FunctionDefinition): boolean {
  const block = fn.branches
    .flatMap((branch) => [branch.thenSpan, ...(branch.elseSpan ? [branch.elseSpan] : [])])
    .filter((span) => contains(span, assignment) && contains(loop.bodySpan, span))
    .sort((a, b) => b.start - a.start)[0];
  return [...fn.returns, ...fn.leaves].some(
    (end) => end.start > assignment.end && contains(block ?? loop.bodySpan, end) && !isOfInnerLoop(end, loop, fn),
  );
}

/** A `break` there ends that loop, and this one goes on. */
function isOfInnerLoop(end: Span, loop: Loop, fn: FunctionDefinition): boolean {
  return fn.leaves.includes(end) && innermost(fn, end) !== loop;
}

function say(
  component: Component,
  fn: FunctionDefinition,
  assignment: Assignment,
  iterator: Iterator,
  same: boolean,
  map: string,
): Finding {
  const message = same
    ? `'${iterator.name}' is the iterator of the loop around it${iterator.map === undefined ? "" : ` over ${iterator.map}`}: ` +
      `from here on it walks ${map}, and the rest is left untouched. Use a second iterator.`
    : `The loop around it walks ${map} already, and a map has one iterator: from here on the outer loop has lost its place.`;
  return { ...place(component, fn, assignment), message };
}

function place(component: Component, fn: FunctionDefinition, assignment: Assignment): Omit<Finding, "message"> {
  return {
    rule: closeHandlerIteratorReset.id,
    severity: "warning",
    path: fn.path,
    span: { start: assignment.start, end: assignment.end },
    related: [],
    data: { cdef: component.path, handler: fn.name },
  };
}
