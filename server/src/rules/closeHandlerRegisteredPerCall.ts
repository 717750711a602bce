/**
 * close-handler-registered-per-call: every call of an API function adds one more close handler.
 */
import type { Component, FunctionDefinition, Registration } from "../component/index.ts";
import type { Edge } from "../component/program.ts";
import { certainly, reach } from "../component/reach.ts";
import { isGuarded } from "../component/registrations.ts";
import type { Finding } from "../finding.ts";
import { wayText } from "./places.ts";
import { apiFunctions } from "./reading.ts";
import type { Rule } from "./rule.ts";

const API = `
//- /door.api
REFERENCE Door;
FUNCTION Door Open(string name[32] IN);
FUNCTION Close(Door door IN);
//- /doorServer/Component.cdef
provides: { api: { door = $CURDIR/../door.api } }
sources: { doorServer.c }
//- /doorServer/doorServer.c
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseAllOf(sessionRef);
}
void door_Close(door_DoorRef_t door)
{
    CloseDevice(door);
}
`;

export const closeHandlerRegisteredPerCall: Rule = {
  id: "close-handler-registered-per-call",
  defaultSeverity: "warning",
  summary: "A close handler is registered in an API function, so each call adds another one.",
  why: `A registration lasts as long as the service and is for all clients. Made at each call, registrations pile up: the pool grows, and when a
client dies the handler runs once for each of them.`,
  bad: `${API}door_DoorRef_t door_Open(const char* name)
{
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL);
  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[close-handler-registered-per-call]: door_Open()
    return Remember(OpenDevice(name), door_GetClientSessionRef());
}
`,
  good: `${API}static void InitOnce(void)
{
    static bool done = false;
    if (done)
    {
        return;
    }
    done = true;
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL);
}
door_DoorRef_t door_Open(const char* name)
{
    InitOnce();
    return Remember(OpenDevice(name), door_GetClientSessionRef());
}
`,
  check: (component) => {
    const { program } = component;
    if (!program) {
      return [];
    }
    const api = apiFunctions(component.services);
    const fromApi = reach(program, [...api.keys()], (edge) => certainly(edge) && !isGuardedStep(edge));
    return component.registrations.flatMap((registration) => {
      const way = registration.inside ? fromApi.wayTo(registration.inside) : [];
      return way.length > 0 && !registration.guarded ? [say(component, registration, way)] : [];
    });
  },
};

/** The call itself stands behind a test: `if (Map == NULL) { Init(); }`. */
function isGuardedStep({ from, call }: Edge): boolean {
  return call !== undefined && isGuarded(from, call);
}

function say(component: Component, registration: Registration, way: readonly FunctionDefinition[]): Finding {
  const [start] = way;
  const { prefix } = registration;
  return {
    rule: closeHandlerRegisteredPerCall.id,
    severity: "warning",
    message:
      `Every call of ${start?.name ?? ""}() registers one more close handler${way.length > 1 ? ` (${wayText(way)})` : ""}. ` +
      "Register it once, in COMPONENT_INIT.",
    path: registration.path,
    span: registration.span,
    related: way.slice(0, -1).map((fn) => ({ path: fn.path, span: fn.nameSpan, message: `${fn.name}() leads there.` })),
    data: { cdef: component.path, ...(prefix === undefined ? {} : { prefix }) },
  };
}
