/**
 * possible-missing-close-handler: like missing-close-handler, where only names suggest that something is held.
 */
import { type Component, holdsSomething, type Service } from "../component/index.ts";
import type { Finding } from "../finding.ts";
import { apiPlace } from "./places.ts";
import type { Rule } from "./rule.ts";

export const possibleMissingCloseHandler: Rule = {
  id: "possible-missing-close-handler",
  defaultSeverity: "off",
  summary:
    "By the names of its functions a service may hold something for a client, and it registers no close handler.",
  why: `LockScreen() and UnlockScreen() may leave the screen locked when the client dies in between, or may be two commands. The names cannot tell, so
this is off unless asked for. The author of the .api can: '// legato-api: acquires Screen' before the function.`,
  bad: `
//- /screen.api
FUNCTION Lock();
       //^^^^ information[possible-missing-close-handler]
FUNCTION Unlock();
//- /screenServer/Component.cdef
provides: { api: { screen = $CURDIR/../screen.api } }
sources: { screenServer.c }
//- /screenServer/screenServer.c
void screen_Lock(void)
   //^^^^^^^^^^^ information[possible-missing-close-handler]: pair with Unlock()
{
    Count++;
}
void screen_Unlock(void)
{
    Count--;
}
`,
  good: `
//- /screen.api
// legato-api: neutral (a command, for everybody)
FUNCTION Lock();
// legato-api: neutral
FUNCTION Unlock();
//- /screenServer/Component.cdef
provides: { api: { screen = $CURDIR/../screen.api } }
sources: { screenServer.c }
//- /screenServer/screenServer.c
void screen_Lock(void)
{
    Count++;
}
void screen_Unlock(void)
{
    Count--;
}
`,
  check: (component) =>
    component.services.filter((service) => service.suspected).flatMap((service) => say(component, service)),
};

function say(component: Component, service: Service): readonly Finding[] {
  const first = service.hints.find(holdsSomething);
  const place = first?.definitions.find((definition) => definition.body === "works");
  if (!first || !place) {
    return [];
  }
  return [
    {
      rule: possibleMissingCloseHandler.id,
      severity: "information",
      message:
        `${first.cName}() ${first.ownership.reason}. If it holds something for the client, ` +
        `a client that dies leaves it so: no close handler is registered for the service '${service.prefix}'.`,
      path: place.path,
      span: place.nameSpan,
      related: apiPlace(service, first),
      shownAlsoAt: apiPlace(service, first),
      data: { cdef: component.path, prefix: service.prefix, function: first.function.name },
    },
  ];
}
