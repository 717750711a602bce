/**
 * close-handler-uses-client-session: asking for the calling client where nobody is calling.
 */
import type { Component } from "../component/index.ts";
import type { Program } from "../component/program.ts";
import type { Finding } from "../finding.ts";
import { DOOR, OPEN, REGISTER } from "./doorExample.ts";
import { type CloseHandler, closeHandlers, entryCall, findCall } from "./handlers.ts";
import { wayText } from "./places.ts";
import type { Rule } from "./rule.ts";

const START = `${DOOR}${OPEN}`;

export const closeHandlerUsesClientSession: Rule = {
  id: "close-handler-uses-client-session",
  defaultSeverity: "warning",
  summary: "GetClientSessionRef() is called from a close handler, where it is normally NULL.",
  why: `foo_GetClientSessionRef() is the session of the call that is being served. When a close handler runs nobody is calling, so it is NULL (or, when
the server closed the session from inside an API call, another client's). A release function that checks the owner with it will not
free anything. The session that ended is the handler's parameter.`,
  bad: `${START}void door_Close(door_DoorRef_t door)
{
    Door_t* doorPtr = le_ref_Lookup(Doors, door);
    if (doorPtr->owner == door_GetClientSessionRef())
    {
        CloseDevice(doorPtr);
    }
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    door_Close(FirstDoorOf(sessionRef));
  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[close-handler-uses-client-session]: door_GetClientSessionRef()
}
${REGISTER}`,
  good: `${START}static void CloseDoor(Door_t* doorPtr, le_msg_SessionRef_t sessionRef)
{
    if (doorPtr->owner == sessionRef)
    {
        CloseDevice(doorPtr);
    }
}
void door_Close(door_DoorRef_t door)
{
    CloseDoor(le_ref_Lookup(Doors, door), door_GetClientSessionRef());
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseDoor(FirstDoorOf(sessionRef), sessionRef);
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
  const found = findCall(handler, (call) => call.callee.endsWith("_GetClientSessionRef"));
  if (!found) {
    return [];
  }
  const place = entryCall(program, found);
  const way = wayText(found.way);
  return [
    {
      rule: closeHandlerUsesClientSession.id,
      severity: "warning",
      message:
        `${found.call.callee}() is normally NULL in the close handler ${handler.definition.name}()${way === "" ? "" : ` (${way})`}. ` +
        `Use the session that the handler is given${handler.session === undefined ? "" : ` ('${handler.session}')`}.`,
      path: handler.definition.path,
      span: { start: place.start, end: place.end },
      related:
        found.way.length > 1
          ? [
              {
                path: found.fn.path,
                span: { start: found.call.start, end: found.call.end },
                message: `${found.call.callee}() is called here.`,
              },
            ]
          : [],
      data: { cdef: component.path, handler: handler.definition.name },
    },
  ];
}
