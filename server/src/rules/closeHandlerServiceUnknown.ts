/**
 * close-handler-service-unknown: a close handler for a service that the component does not provide.
 */
import type { Component } from "../component/index.ts";
import type { Finding } from "../finding.ts";
import type { Rule } from "./rule.ts";

const API = `
//- /door.api
REFERENCE Door;
FUNCTION Door Open(string name[32] IN);
FUNCTION Close(Door door IN);
//- /doorServer/Component.cdef
provides: { api: { frontDoor = $CURDIR/../door.api } }
sources: { doorServer.c }
//- /doorServer/doorServer.c
door_DoorRef_t frontDoor_Open(const char* name)
{
    return Remember(OpenDevice(name), frontDoor_GetClientSessionRef());
}
void frontDoor_Close(door_DoorRef_t door)
{
    CloseDevice(door);
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseAllOf(sessionRef);
}
COMPONENT_INIT
{
    le_msg_AddServiceCloseHandler(frontDoor_GetServiceRef(), OnClientGone, NULL);
`;

export const closeHandlerServiceUnknown: Rule = {
  id: "close-handler-service-unknown",
  defaultSeverity: "warning",
  summary: "A close handler is registered for a service that the Component.cdef does not provide.",
  why: `The generated functions carry the service's alias from the Component.cdef, else the .api file's name. Under another name they do not
exist, or belong to a service that was renamed or removed.`,
  bad: `${API}    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL);
  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[close-handler-service-unknown]: 'frontDoor'
}
`,
  good: `${API}}
`,
  check: (component) => {
    const provided = component.services.map((service) => service.prefix);
    const complete = component.definition?.provides.every((entry) => entry.unset.length === 0) ?? false;
    if (!complete || component.services.length === 0) {
      return [];
    }
    return component.registrations.flatMap(({ prefix, path, span, conditions }): Finding[] => {
      // Under #if the source may be shared with a component that does provide it.
      if (prefix === undefined || provided.includes(prefix) || conditions.length > 0) {
        return [];
      }
      return [
        {
          rule: closeHandlerServiceUnknown.id,
          severity: "warning",
          message: `The component provides no service '${prefix}'; it provides ${provided.map((name) => `'${name}'`).join(", ")}.`,
          path,
          span,
          related: providedPlaces(component),
          data: { cdef: component.path, prefix },
        },
      ];
    });
  },
};

function providedPlaces(component: Component): Finding["related"] {
  return component.services.map((service) => ({ ...service.place, message: `'${service.prefix}' is provided here.` }));
}
