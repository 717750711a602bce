/**
 * close-handler-context-per-client: the context pointer is the registration's, not the client's.
 */
import type { Component, FunctionDefinition, Registration } from "../component/index.ts";
import { certainReach } from "../component/reach.ts";
import { mentions, NO_VALUE } from "../component/source/text.ts";
import type { Finding } from "../finding.ts";
import { CLOSE, DOOR } from "./doorExample.ts";
import { apiFunctions } from "./reading.ts";
import type { Rule } from "./rule.ts";

const API = `${DOOR}${CLOSE}`;

export const closeHandlerContextPerClient: Rule = {
  id: "close-handler-context-per-client",
  defaultSeverity: "warning",
  summary: "What belongs to one client is given to a close handler as its context.",
  why: `The context pointer belongs to the registration: every client's end is reported with the same one, so the handler frees what the first (or
last) client owned, whoever died. Which client it was is told by the session reference; le_msg_SetSessionContextPtr() keeps a
pointer per session.`,
  bad: `${API}static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseDevice(contextPtr);
    Log(sessionRef);
}
door_DoorRef_t door_Open(const char* name)
{
    static bool once = false;
    Door_t* doorPtr = OpenDevice(name, door_GetClientSessionRef());
    if (!once)
    {
        once = true;
        le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, doorPtr);
                                                                        //^^^^^^^ warning[close-handler-context-per-client]: 'doorPtr'
    }
    return doorPtr->ref;
}
`,
  good: `${API}static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseDevice(le_msg_GetSessionContextPtr(sessionRef));
}
door_DoorRef_t door_Open(const char* name)
{
    Door_t* doorPtr = OpenDevice(name);
    le_msg_SetSessionContextPtr(door_GetClientSessionRef(), doorPtr);
    return doorPtr->ref;
}
COMPONENT_INIT
{
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, &Doors);
}
`,
  check: (component) => {
    const { program } = component;
    if (!program) {
      return [];
    }
    const fromApi = certainReach(program, [...apiFunctions(component.services).keys()]);
    return component.registrations.flatMap((registration) => {
      const { inside, contextText } = registration;
      const perClient =
        inside &&
        !NO_VALUE.has(contextText) &&
        (/_GetClientSessionRef\s*\(/.test(contextText) || (fromApi.has(inside) && isLocal(contextText, inside)));
      return perClient ? [say(component, registration)] : [];
    });
  },
};

/** A local variable or a parameter, not a static one: it belongs to this call. */
function isLocal(text: string, fn: FunctionDefinition): boolean {
  if (text.startsWith("&")) {
    return false;
  }
  return (
    fn.parameters.some((parameter) => parameter.name !== undefined && mentions(text, parameter.name)) ||
    fn.assignments.some(
      (assignment) =>
        assignment.declares !== undefined &&
        !assignment.isStatic &&
        /^\w+$/.test(assignment.target) &&
        mentions(text, assignment.target),
    )
  );
}

function say(component: Component, registration: Registration): Finding {
  const { prefix } = registration;
  return {
    rule: closeHandlerContextPerClient.id,
    severity: "warning",
    message:
      `The context is the same for every client, so '${registration.contextText}' stands for one client only. ` +
      "Find what a client owns by the session reference, or use le_msg_SetSessionContextPtr().",
    path: registration.path,
    span: registration.contextSpan,
    related: registration.handler
      ? [{ path: registration.handler.path, span: registration.handler.nameSpan, message: "The handler gets it here." }]
      : [],
    data: { cdef: component.path, ...(prefix === undefined ? {} : { prefix }) },
  };
}
