/**
 * one-shot-callback-not-dropped: a callback kept for a client that may be gone when it is called.
 */
import type { Assignment, Component, FunctionDefinition, Service } from "../component/index.ts";
import type { Program } from "../component/program.ts";
import { reach } from "../component/reach.ts";
import { bare } from "../component/source/text.ts";
import type { Finding } from "../finding.ts";
import { registrationPlace } from "./places.ts";
import type { Rule } from "./rule.ts";

const START = `
//- /door.api
REFERENCE Door;
HANDLER Ready(le_result_t result IN);
FUNCTION Door Open(string name[32] IN);
FUNCTION Close(Door door IN);
FUNCTION Knock(Door door IN, Ready handler IN);
//- /doorServer/Component.cdef
provides: { api: { door = $CURDIR/../door.api } }
sources: { doorServer.c }
//- /doorServer/doorServer.c
door_DoorRef_t door_Open(const char* name)
{
    return Remember(OpenDevice(name), door_GetClientSessionRef());
}
void door_Close(door_DoorRef_t door)
{
    CloseDevice(door);
}
COMPONENT_INIT
{
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL);
}
`;

export const oneShotCallbackNotDropped: Rule = {
  id: "one-shot-callback-not-dropped",
  defaultSeverity: "hint",
  summary: "A callback given to a function is kept, and the close handler does not drop it.",
  why: `Handlers of EVENTs are removed by the generated code when a session ends. A callback given to a plain FUNCTION is not: it is to be called once,
later, and when the client has gone by then the answer is sent over a released session.`,
  bad: `${START}void door_Knock(door_DoorRef_t door, door_ReadyFunc_t handlerPtr, void* contextPtr)
   //^^^^^^^^^^ hint[one-shot-callback-not-dropped]: 'handlerPtr'
{
    Knock_t* knockPtr = le_mem_ForceAlloc(KnockPool);
    knockPtr->handler = handlerPtr;
    le_dls_Queue(&Knocks, &knockPtr->link);
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseAllOf(sessionRef);
}
`,
  good: `${START}void door_Knock(door_DoorRef_t door, door_ReadyFunc_t handlerPtr, void* contextPtr)
{
    Knock_t* knockPtr = le_mem_ForceAlloc(KnockPool);
    knockPtr->handler = handlerPtr;
    knockPtr->owner = door_GetClientSessionRef();
    le_dls_Queue(&Knocks, &knockPtr->link);
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    le_dls_Link_t* linkPtr = le_dls_Peek(&Knocks);
    while (linkPtr != NULL)
    {
        Knock_t* knockPtr = CONTAINER_OF(linkPtr, Knock_t, link);
        linkPtr = le_dls_PeekNext(&Knocks, linkPtr);
        DropIfOwned(knockPtr, sessionRef);
    }
    CloseAllOf(sessionRef);
}
`,
  check: (component) => {
    const { program } = component;
    return program ? component.services.flatMap((service) => checkService(component, service, program)) : [];
  },
};

function checkService(component: Component, service: Service, program: Program): readonly Finding[] {
  const handlers = service.evidence.flatMap((registration) => (registration.handler ? [registration.handler] : []));
  const registration = service.evidence[0];
  if (service.state !== "registered" || !registration || handlers.length < service.evidence.length) {
    return [];
  }
  const cleaned = [...reach(program, handlers).functions()];
  const oneShots = service.interface?.functions.filter(
    (fn) => fn.kind === "function" && fn.parameters.some((parameter) => parameter.type.kind === "handler"),
  );
  return (oneShots ?? []).flatMap((fn) =>
    (service.implementations.get(fn.name) ?? []).flatMap((definition): Finding[] => {
      const kept = keptCallback(definition);
      if (!kept || cleaned.some((function_) => knows(function_, kept))) {
        return [];
      }
      return [
        {
          rule: oneShotCallbackNotDropped.id,
          severity: "hint",
          message:
            `${definition.name}() keeps the callback '${kept.parameter}' in '${kept.assignment.target}', and the close handler does not drop it. ` +
            "If the client ends first, calling it uses a released session.",
          path: definition.path,
          span: definition.nameSpan,
          related: [
            {
              path: definition.path,
              span: { start: kept.assignment.start, end: kept.assignment.end },
              message: "The callback is kept here.",
            },
            registrationPlace(registration),
          ],
          data: { cdef: component.path, prefix: service.prefix, function: fn.name },
        },
      ];
    }),
  );
}

interface Kept {
  readonly parameter: string;
  readonly assignment: Assignment;
  /** Name of the member or of the variable of the file. */
  readonly field: string;
  /** Type of the object it is kept in. */
  readonly type?: string;
}

function keptCallback(fn: FunctionDefinition): Kept | undefined {
  const parameter = fn.parameters.find((candidate) => /Func_t$/.test(candidate.type))?.name;
  if (parameter === undefined) {
    return undefined;
  }
  for (const assignment of fn.assignments) {
    if (assignment.declares !== undefined || bare(assignment.valueText) !== parameter) {
      continue;
    }
    const [, object = ""] = /^\W*(\w+)/.exec(assignment.target) ?? [];
    const [, field = ""] = /(\w+)\W*$/.exec(assignment.target) ?? [];
    const local = fn.assignments.find((candidate) => candidate.declares !== undefined && candidate.target === object);
    if (object === field && local) {
      // Only a local variable: kept nowhere.
      continue;
    }
    const type = local?.declares?.replace(/^.*?(\w+)\W*$/, "$1");
    return { parameter, assignment, field, ...(type === undefined ? {} : { type }) };
  }
  return undefined;
}

/** A function that has to do with the place of the callback, or with objects of its type, may drop it. */
function knows(fn: FunctionDefinition, kept: Kept): boolean {
  const { type } = kept;
  return (
    fn.names.has(kept.field) ||
    (type !== undefined &&
      (fn.names.has(type) ||
        fn.assignments.some((assignment) => assignment.declares?.includes(type) ?? false) ||
        fn.parameters.some((parameter) => parameter.type.includes(type))))
  );
}
