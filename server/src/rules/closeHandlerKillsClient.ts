/**
 * close-handler-kills-client: LE_KILL_CLIENT where there is no client any more.
 */
import type { Component } from "../component/index.ts";
import type { Program } from "../component/program.ts";
import { isGuarded } from "../component/registrations.ts";
import type { Finding } from "../finding.ts";
import { DOOR, OPEN, REGISTER } from "./doorExample.ts";
import { type CloseHandler, closeHandlers, entryCall, findCall } from "./handlers.ts";
import { wayText } from "./places.ts";
import type { Rule } from "./rule.ts";

const START = `${DOOR}${OPEN}`;

export const closeHandlerKillsClient: Rule = {
  id: "close-handler-kills-client",
  defaultSeverity: "warning",
  summary: "LE_KILL_CLIENT can be reached from a close handler, where it ends the server instead.",
  why: `LE_KILL_CLIENT closes the session of the client whose call is being served. In a close handler there is none, and the macro is fatal to the server:
one client's end becomes everybody's. The usual way there is to call the API's own release function, which distrusts its argument. Share
a static helper with it instead. Behind a test that may never fail it is an information, else a warning.`,
  bad: `${START}void door_Close(door_DoorRef_t door)
{
    Door_t* doorPtr = le_ref_Lookup(Doors, door);
    if (doorPtr == NULL)
    {
        LE_KILL_CLIENT("Bad reference");
        return;
    }
    CloseDevice(doorPtr);
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    door_Close(FirstDoorOf(sessionRef));
  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[close-handler-kills-client]: LE_KILL_CLIENT
}
static void OnOther(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseAllOf(sessionRef);
    LE_KILL_CLIENT("gone");
  //^^^^^^^^^^^^^^^^^^^^^^ warning[close-handler-kills-client]
}
COMPONENT_INIT
{
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL);
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnOther, NULL);
}
`,
  good: `${START}static void CloseDoor(Door_t* doorPtr)
{
    CloseDevice(doorPtr);
}
void door_Close(door_DoorRef_t door)
{
    Door_t* doorPtr = le_ref_Lookup(Doors, door);
    if (doorPtr == NULL)
    {
        LE_KILL_CLIENT("Bad reference");
        return;
    }
    CloseDoor(doorPtr);
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseDoor(FirstDoorOf(sessionRef));
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
  const kills = (name: string): boolean => name === "LE_KILL_CLIENT";
  const unguarded = findCall(handler, (call, fn) => kills(call.callee) && !isGuarded(fn, call));
  const found = unguarded ?? findCall(handler, (call) => kills(call.callee));
  if (!found) {
    return [];
  }
  const place = entryCall(program, found);
  const way = wayText(found.way);
  return [
    {
      rule: closeHandlerKillsClient.id,
      severity: unguarded ? "warning" : "information",
      message:
        `LE_KILL_CLIENT can be reached from the close handler ${handler.definition.name}()${way === "" ? "" : ` (${way})`}. ` +
        "No client is being served there, so it would end the server.",
      path: handler.definition.path,
      span: { start: place.start, end: place.end },
      related: [
        {
          path: found.fn.path,
          span: { start: found.call.start, end: found.call.end },
          message: "LE_KILL_CLIENT stands here.",
        },
      ],
      data: { cdef: component.path, handler: handler.definition.name },
    },
  ];
}
