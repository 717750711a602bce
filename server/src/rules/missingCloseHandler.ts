/**
 * missing-close-handler: a service hands out what a client has to give back, and nobody is told when the client dies.
 */
import { type Component, holdsSomething, type Service } from "../component/index.ts";
import type { Finding } from "../finding.ts";
import { DOOR } from "./doorExample.ts";
import { apiPlace, definitionPlace } from "./places.ts";
import type { Rule } from "./rule.ts";

export const missingCloseHandler: Rule = {
  id: "missing-close-handler",
  defaultSeverity: "warning",
  summary: "A service hands out resources but registers no close handler, so a client that dies leaves them behind.",
  why: `A client that crashes never calls the function that gives its resources back. Only the server can: the messaging layer calls the
service's close handler when a session ends, however it ends. Without one the memory, the device or the lock stays taken until
the server is restarted.`,
  bad: `
//- /door.api
REFERENCE Door;
FUNCTION Door Open(string name[32] IN);
            //^^^^ warning[missing-close-handler]
FUNCTION Close(Door door IN);
//- /doorServer/Component.cdef
provides: { api: { door = $CURDIR/../door.api } }
sources: { doorServer.c }
//- /doorServer/doorServer.c
#include "legato.h"
#include "interfaces.h"
static le_ref_MapRef_t Doors;
door_DoorRef_t door_Open(const char* name)
             //^^^^^^^^^ warning[missing-close-handler]: no close handler
{
    return le_ref_CreateRef(Doors, OpenDevice(name));
}
void door_Close(door_DoorRef_t door)
{
    CloseDevice(le_ref_Lookup(Doors, door));
    le_ref_DeleteRef(Doors, door);
}
COMPONENT_INIT
{
    Doors = le_ref_CreateMap("doors", 4);
}
`,
  good: `${DOOR}#include "legato.h"
#include "interfaces.h"
typedef struct { int fd; le_msg_SessionRef_t owner; } Door_t;
static le_ref_MapRef_t Doors;
door_DoorRef_t door_Open(const char* name)
{
    Door_t* doorPtr = OpenDevice(name);
    doorPtr->owner = door_GetClientSessionRef();
    return le_ref_CreateRef(Doors, doorPtr);
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    le_ref_IterRef_t iter = le_ref_GetIterator(Doors);
    while (le_ref_NextNode(iter) == LE_OK)
    {
        Door_t* doorPtr = le_ref_GetValue(iter);
        if (doorPtr->owner == sessionRef)
        {
            le_ref_DeleteRef(Doors, (void*)le_ref_GetSafeRef(iter));
            CloseDevice(doorPtr);
        }
    }
}
COMPONENT_INIT
{
    Doors = le_ref_CreateMap("doors", 4);
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL);
}
`,
  check: (component) =>
    component.services.filter((service) => service.state === "missing").flatMap((service) => say(component, service)),
};

function say(component: Component, service: Service): readonly Finding[] {
  const working = service.acquiring.filter(holdsSomething);
  const [first, ...others] = working;
  const place = first?.definitions.find((definition) => definition.body === "works");
  if (!first || !place) {
    return [];
  }
  const release = first.ownership.pairedWith;
  const how = release === undefined ? "" : ` without calling ${service.prefix}_${release}()`;
  return [
    {
      rule: missingCloseHandler.id,
      severity: "warning",
      message:
        `A client that dies${how} leaves its ${first.ownership.resource ?? "resource"} behind: ` +
        `no close handler is registered for the service '${service.prefix}'. ` +
        `Register one with le_msg_AddServiceCloseHandler(${service.prefix}_GetServiceRef(), ...).`,
      path: place.path,
      span: place.nameSpan,
      related: [
        ...apiPlace(service, first),
        ...others.flatMap((acquired) =>
          acquired.definitions
            .slice(0, 1)
            .map((definition) => definitionPlace(definition, `${acquired.cName}() ${acquired.ownership.reason}, too.`)),
        ),
      ],
      shownAlsoAt: apiPlace(service, first),
      fixedAlsoAt: [service.place],
      data: { cdef: component.path, prefix: service.prefix, function: first.function.name },
    },
  ];
}
