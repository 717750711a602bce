/**
 * owner-not-stored: the service has a close handler, but a function hands a resource out without asking whose it will be.
 */
import {
  type AcquiringFunction,
  type Component,
  type FunctionDefinition,
  holdsSomething,
  type Service,
} from "../component/index.ts";
import type { Program } from "../component/program.ts";
import { reach } from "../component/reach.ts";
import type { Finding } from "../finding.ts";
import { DOOR, REGISTER } from "./doorExample.ts";
import { apiPlace, registrationPlace } from "./places.ts";
import type { Rule } from "./rule.ts";

export const ownerNotStored: Rule = {
  id: "owner-not-stored",
  defaultSeverity: "warning",
  summary: "A function hands out a resource without storing whose it is, so the close handler cannot find it.",
  why: `The close handler is told which session ended, nothing more. What that client holds can only be found if the session was stored with the
resource when it was handed out: GetClientSessionRef() tells it, during the call and only then.`,
  bad: `${DOOR}static le_ref_MapRef_t Doors;
door_DoorRef_t door_Open(const char* name)
             //^^^^^^^^^ warning[owner-not-stored]: door_GetClientSessionRef()
{
    return le_ref_CreateRef(Doors, OpenDevice(name));
}
void door_Close(door_DoorRef_t door)
{
    CloseDevice(le_ref_Lookup(Doors, door));
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseAllOf(sessionRef);
}
${REGISTER}`,
  good: `${DOOR}static le_ref_MapRef_t Doors;
static Door_t* NewDoor(const char* name, le_msg_SessionRef_t owner)
{
    Door_t* doorPtr = le_mem_ForceAlloc(DoorPool);
    doorPtr->owner = owner;
    return doorPtr;
}
door_DoorRef_t door_Open(const char* name)
{
    return le_ref_CreateRef(Doors, NewDoor(name, door_GetClientSessionRef()));
}
void door_Close(door_DoorRef_t door)
{
    CloseDevice(le_ref_Lookup(Doors, door));
}
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseAllOf(sessionRef);
}
${REGISTER}`,
  check: (component) => {
    const { program } = component;
    return program ? component.services.flatMap((service) => checkService(component, service, program)) : [];
  },
};

/** Who the client is can also be learned when its session opens. */
const OPEN_HANDLER = "le_msg_AddServiceOpenHandler";

function checkService(component: Component, service: Service, program: Program): readonly Finding[] {
  const registration = service.evidence[0];
  if (service.state !== "registered" || !registration || program.functions.some((fn) => fn.names.has(OPEN_HANDLER))) {
    return [];
  }
  return service.acquiring
    .filter((acquired) => acquired.by === "function" && holdsSomething(acquired) && !belongsToAnother(acquired))
    .flatMap((acquired): Finding[] => {
      const reached = [...reach(program, acquired.definitions).functions()];
      const place = acquired.definitions.find((definition) => definition.body === "works");
      if (!place || reached.some(asksForOwner) || reached.some((fn) => goesBlind(fn, program))) {
        return [];
      }
      return [
        {
          rule: ownerNotStored.id,
          severity: "warning",
          message:
            `${acquired.cName}() ${acquired.ownership.reason}, but nothing it calls asks whose it is. ` +
            `Store ${service.prefix}_GetClientSessionRef() with the ${acquired.ownership.resource ?? "resource"}, ` +
            "so that the close handler can find it.",
          path: place.path,
          span: place.nameSpan,
          related: [registrationPlace(registration), ...apiPlace(service, acquired)],
          data: { cdef: component.path, prefix: service.prefix, function: acquired.function.name },
        },
      ];
    });
}

/** Made of something that was handed out before, it can be found through that, whose owner is known. */
function belongsToAnother({ function: { parameters } }: AcquiringFunction): boolean {
  return parameters.some(({ direction, type }) => direction === "in" && type.kind === "reference");
}

function asksForOwner(fn: FunctionDefinition): boolean {
  return [...fn.names].some((name) => name.endsWith("_GetClientSessionRef")) || fn.calls.some(takesSession);
}

function takesSession(call: { readonly callee: string }): boolean {
  return call.callee.endsWith("_GetClientSessionRef") || call.callee === "le_msg_GetSession";
}

/** A call through a pointer, or of a method whose class is not known: what it does cannot be seen. */
function goesBlind(fn: FunctionDefinition, program: Program): boolean {
  return fn.calls.some(
    (call) =>
      call.callee === "" ||
      fn.parameters.some((parameter) => parameter.name === call.callee) ||
      fn.assignments.some((assignment) => assignment.declares !== undefined && assignment.target === call.callee) ||
      (call.receiver !== undefined && program.named(call.callee).length === 0 && !isLibraryCall(call.callee)),
  );
}

/** Methods of the standard containers and strings do not know about sessions. */
function isLibraryCall(name: string): boolean {
  return /^(?:size|empty|begin|end|find|count|insert|emplace\w*|push_\w+|pop_\w+|erase|clear|at|c_str|data|get|reset|lock|unlock|append|length|substr|make_\w+|move|front|back)$/.test(
    name,
  );
}
