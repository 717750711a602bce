/**
 * owner-not-stored: the service has a close handler, but a function hands a resource out without asking whose it will be.
 */
import { type ApiFunction, type ReferenceType, resourceName } from "@legato-api/language";
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
import { ADD_OPEN_HANDLER } from "./handlers.ts";
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

function checkService(component: Component, service: Service, program: Program): readonly Finding[] {
  const registration = service.evidence[0];
  // Who the client is can also be learned when its session opens, or by a member of what is made.
  const learnsElsewhere =
    program.functions.some((fn) => fn.names.has(ADD_OPEN_HANDLER)) ||
    program.variables.some(({ valueText }) => /_GetClientSessionRef\s*\(/.test(valueText));
  if (service.state !== "registered" || !registration || learnsElsewhere) {
    return [];
  }
  return service.acquiring
    .filter(
      (acquired) =>
        acquired.by === "function" && holdsSomething(acquired) && !belongsToAnother(acquired, service, program),
    )
    .flatMap((acquired): Finding[] => {
      const place = acquired.definitions.find((definition) => definition.body === "works");
      if (!place || mayStoreOwner(acquired.definitions, program)) {
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

/** Made of something that has an owner, it can be found through that. */
function belongsToAnother({ function: made }: AcquiringFunction, service: Service, program: Program): boolean {
  return referencesInto(made).some((type) => hasOwner(type, service, program));
}

/** What the service shows to every client alike has none. Of what it hands out the owner is known, or its function is spoken of already. */
function hasOwner(
  type: ReferenceType,
  { interface: iface, acquiring, implementations }: Service,
  program: Program,
): boolean {
  if (!iface || acquiring.some(({ ownership }) => ownership.resource === resourceName(type, iface))) {
    return true;
  }
  const producers = iface.functions.filter((fn) => handsOut(fn, type));
  const definitions = producers.flatMap((fn) => implementations.get(fn.name) ?? []);
  return (
    definitions.length === 0 ||
    producers.some((fn) => referencesInto(fn).length > 0) ||
    mayStoreOwner(definitions, program)
  );
}

function referencesInto(fn: ApiFunction): readonly ReferenceType[] {
  return fn.parameters.flatMap(({ direction, type }) =>
    direction === "in" && type.kind === "reference" ? [type] : [],
  );
}

function handsOut(fn: ApiFunction, wanted: ReferenceType): boolean {
  const outputs = fn.parameters.filter(({ direction }) => direction === "out").map(({ type }) => type);
  return [fn.returnType, ...outputs].some(
    (type) => type?.kind === "reference" && type.name === wanted.name && type.uri === wanted.uri,
  );
}

/** Something it calls asks whose it is, or cannot be seen. */
function mayStoreOwner(definitions: readonly FunctionDefinition[], program: Program): boolean {
  const reached = [...reach(program, definitions).functions()];
  return reached.some((fn) => asksForOwner(fn) || goesBlind(fn, program));
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
