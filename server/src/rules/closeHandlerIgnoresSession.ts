/**
 * close-handler-ignores-session: a handler that frees without looking whose it is.
 */
import type { Call, Component, FunctionDefinition } from "../component/index.ts";
import { contains, type Program } from "../component/program.ts";
import { reach } from "../component/reach.ts";
import { bare, mentions } from "../component/source/text.ts";
import type { Finding } from "../finding.ts";
import { CLOSE, DOOR, OPEN, REGISTER } from "./doorExample.ts";
import { type CloseHandler, closeHandlers, findCall, openHandlers } from "./handlers.ts";
import { frees, isLog } from "./reading.ts";
import type { Rule } from "./rule.ts";

const START = `${DOOR}${OPEN}${CLOSE}`;

export const closeHandlerIgnoresSession: Rule = {
  id: "close-handler-ignores-session",
  defaultSeverity: "warning",
  summary: "A close handler frees things without comparing or passing on the session that ended.",
  why: `A service has many clients, and the handler runs at the end of each. One that never looks at its session parameter frees what living clients
still use.`,
  bad: `${START}static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
          //^^^^^^^^^^^^ warning[close-handler-ignores-session]: 'sessionRef'
{
    LE_INFO("Session %p is gone", sessionRef);
    le_ref_IterRef_t iter = le_ref_GetIterator(Doors);
    while (le_ref_NextNode(iter) == LE_OK)
    {
        le_ref_DeleteRef(Doors, (void*)le_ref_GetSafeRef(iter));
    }
}
${REGISTER}`,
  good: `${START}static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    le_ref_IterRef_t iter = le_ref_GetIterator(Doors);
    while (le_ref_NextNode(iter) == LE_OK)
    {
        Door_t* doorPtr = le_ref_GetValue(iter);
        if (doorPtr->owner == sessionRef)
        {
            le_ref_DeleteRef(Doors, (void*)le_ref_GetSafeRef(iter));
        }
    }
}
${REGISTER}`,
  check: (component) => {
    const { program } = component;
    return program
      ? closeHandlers(component, program).flatMap((handler) => checkHandler(component, program, handler))
      : [];
  },
};

function checkHandler(component: Component, program: Program, handler: CloseHandler): readonly Finding[] {
  const { definition, session } = handler;
  const freed = findCall(
    handler,
    (call, fn) =>
      frees(call) && !isOwnOf(fn, call) && !isLastOne(fn, call) && !isBalanced(fn, call) && !isOfOpening(program, call),
  );
  if (!freed || (session !== undefined && usesSession(definition, session)) || isToldOtherwise(definition)) {
    return [];
  }
  return [
    {
      rule: closeHandlerIgnoresSession.id,
      severity: "warning",
      message:
        `The close handler ${definition.name}() frees without looking at ${session === undefined ? "its session parameter" : `'${session}'`}: ` +
        "when one client ends, the others lose what they hold. Compare it with the owner of each resource.",
      path: definition.path,
      span: definition.nameSpan,
      related: [
        {
          path: freed.fn.path,
          span: { start: freed.call.start, end: freed.call.end },
          message: "Something is freed here.",
        },
      ],
      data: { cdef: component.path, handler: definition.name },
    },
  ];
}

const MAKES = /^(?:f?open|fdopen|popen|opendir|creat|socket|accept4?|dup|[mc]alloc|strn?dup|le_mem_\w*Alloc\w*)$/;

/** What the function itself has made and holds in a variable of its own: a file it writes, a buffer. No client's. */
function isOwnOf(fn: FunctionDefinition, call: Call): boolean {
  return call.arguments.some(({ text }) =>
    fn.assignments.some(
      (assignment) =>
        assignment.target === bare(text) &&
        assignment.call !== undefined &&
        MAKES.test(fn.calls[assignment.call]?.callee ?? "") &&
        fn.assignments.some((other) => other.target === assignment.target && other.declares !== undefined),
    ),
  );
}

/** Held by the function itself so that it lasts until its end: `le_mem_AddRef(p); Tell(p); le_mem_Release(p);` takes nothing from anybody. */
function isBalanced(fn: FunctionDefinition, call: Call): boolean {
  const counts = (callee: string): number =>
    fn.calls.filter((other) => other.callee === callee && other.start <= call.start && ofSameObject(other, call))
      .length;
  return call.callee === RELEASE && counts(ADD_REF) >= counts(RELEASE);
}

/** A count that goes up when any session opens goes down when one ends, whoever's it is: what all share goes with the last of them. */
function isOfOpening(program: Program, call: Call): boolean {
  return (
    call.callee === RELEASE &&
    [...reach(program, openHandlers(program)).functions()].some((fn) =>
      fn.calls.some((other) => other.callee === ADD_REF && ofSameObject(other, call)),
    )
  );
}

const ADD_REF = "le_mem_AddRef";
const RELEASE = "le_mem_Release";

function ofSameObject(a: Call, b: Call): boolean {
  return bare(a.arguments[0]?.text ?? "") === bare(b.arguments[0]?.text ?? "");
}

/**
 * Where a count is down to nothing: what all clients share goes with the last of them, whoever that is. The condition says so, or one
 * before it has returned while others are left.
 */
function isLastOne(fn: FunctionDefinition, call: Call): boolean {
  const counters = new Set(
    fn.assignments.filter(({ valueText }) => /--|-=|-\s*1\b/.test(valueText)).map(({ target }) => target),
  );
  const tests = (condition: string, forms: readonly RegExp[]): boolean =>
    forms.some((form) => counters.has(form.exec(bare(condition))?.[1] ?? ""));
  return fn.branches.some(
    ({ conditionText, thenSpan }) =>
      (contains(thenSpan, call) && tests(conditionText, NONE_LEFT)) ||
      (thenSpan.end <= call.start &&
        tests(conditionText, SOME_LEFT) &&
        fn.returns.some((value) => contains(thenSpan, value))),
  );
}

const COUNTER = String.raw`(?:--)?\s*((?:\w|\.|->)+?)(?:--)?`;
const NONE_LEFT = [
  new RegExp(`^${COUNTER}\\s*(?:==|<=)\\s*0$`),
  new RegExp(`^0\\s*(?:==|>=)\\s*${COUNTER}$`),
  new RegExp(`^!\\s*${COUNTER}$`),
];
const SOME_LEFT = [
  new RegExp(`^${COUNTER}\\s*(?:!=|>)\\s*0$`),
  new RegExp(`^0\\s*(?:!=|<)\\s*${COUNTER}$`),
  new RegExp(`^${COUNTER}$`),
];

/** Compared, passed on, stored, returned; not just logged. */
function usesSession(fn: FunctionDefinition, session: string): boolean {
  const uses = (text: string): boolean => mentions(text, session);
  return (
    fn.calls.some(
      (call) =>
        !isLog(call.callee) &&
        call.arguments.some(({ text }) => uses(text) && !isNullTestBy(call.callee, text, session)),
    ) ||
    fn.calls.some((call) => call.receiver !== undefined && uses(call.receiver)) ||
    fn.assignments.some((assignment) => uses(assignment.valueText) || uses(assignment.target)) ||
    fn.branches.some((branch) => uses(branch.conditionText) && !isNullTest(branch.conditionText, session)) ||
    fn.loops.some((loop) => uses(loop.headText)) ||
    fn.returns.some((value) => uses(value.valueText))
  );
}

/** `if (!sessionRef)`, `if (sessionRef == NULL)`: says nothing about whose things are freed. */
function isNullTest(condition: string, session: string): boolean {
  const text = condition.replace(/[\s()]/g, "").replace("nullptr", "NULL");
  return [
    session,
    `!${session}`,
    `${session}==NULL`,
    `${session}!=NULL`,
    `NULL==${session}`,
    `NULL!=${session}`,
  ].includes(text);
}

/** `LE_ASSERT(sessionRef != NULL)`. What any other macro does with the session alone is not known. */
function isNullTestBy(callee: string, text: string, session: string): boolean {
  return (
    /^(?:[A-Z][A-Z0-9_]*|assert)$/.test(callee) &&
    isNullTest(text, session) &&
    (text !== session || /assert$/i.test(callee))
  );
}

/** The server can learn the session another way, for example from a context that is looked up. */
function isToldOtherwise(fn: FunctionDefinition): boolean {
  return [...fn.names].some((name) => name.endsWith("_GetClientSessionRef") || name.includes("GetSessionContextPtr"));
}
