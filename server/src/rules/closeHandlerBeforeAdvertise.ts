/**
 * close-handler-before-advertise: with [manual-start] the service does not exist before it is advertised.
 */
import type { Call, Component, FunctionDefinition, Registration, Service } from "../component/index.ts";
import type { Program } from "../component/program.ts";
import { certainly } from "../component/reach.ts";
import type { Finding } from "../finding.ts";
import type { Rule } from "./rule.ts";

const FIXTURE = `
//- /door.api
REFERENCE Door;
FUNCTION Door Open(string name[32] IN);
FUNCTION Close(Door door IN);
//- /doorServer/Component.cdef
provides: { api: { door = $CURDIR/../door.api [manual-start] } }
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
static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    CloseAllOf(sessionRef);
}
`;

export const closeHandlerBeforeAdvertise: Rule = {
  id: "close-handler-before-advertise",
  defaultSeverity: "warning",
  summary: "A [manual-start] service gets its close handler before it is advertised.",
  why: `With [manual-start] nothing creates the service before foo_AdvertiseService() is called: foo_GetServiceRef() is still NULL, and
registering a close handler for NULL is fatal to the server, at every start.`,
  bad: `${FIXTURE}COMPONENT_INIT
{
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL);
  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[close-handler-before-advertise]: door_AdvertiseService()
    door_AdvertiseService();
}
`,
  good: `${FIXTURE}COMPONENT_INIT
{
    door_AdvertiseService();
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL);
}
`,
  check: (component) => {
    const { program } = component;
    return program
      ? component.services
          .filter((service) => service.options.manualStart)
          .flatMap((service) => checkService(component, service, program))
      : [];
  },
};

function checkService(component: Component, service: Service, program: Program): readonly Finding[] {
  const advertise = `${service.prefix}_AdvertiseService`;
  const order = program.functions.filter((fn) => fn.isComponentInit).flatMap((fn) => callOrder(program, fn));
  const advertised = order.findIndex(({ call }) => call.callee === advertise);
  const advertiseStep = order[advertised];
  if (!advertiseStep) {
    // Advertised from a timer, by another component, or not at all: the order is not known.
    return [];
  }
  return service.evidence.flatMap((registration): Finding[] => {
    const registered = order.findIndex((step) => isAt(step, registration));
    if (registered < 0 || registered > advertised) {
      return [];
    }
    return [
      {
        rule: closeHandlerBeforeAdvertise.id,
        severity: "warning",
        message:
          `The service '${service.prefix}' is [manual-start]: it does not exist before ${advertise}(), so this is fatal at start. ` +
          `Register the close handler after ${advertise}().`,
        path: registration.path,
        span: registration.span,
        related: [
          {
            path: advertiseStep.fn.path,
            span: { start: advertiseStep.call.start, end: advertiseStep.call.end },
            message: "The service is advertised here.",
          },
        ],
        data: { cdef: component.path, prefix: service.prefix },
      },
    ];
  });
}

interface Step {
  readonly fn: FunctionDefinition;
  readonly call: Call;
}

function isAt({ fn, call }: Step, registration: Registration): boolean {
  return fn.path === registration.path && call.start === registration.span.start && call.end === registration.span.end;
}

/** Calls in the order they run, each function's own where it is first called. Function pointers run later, and are left out. */
function callOrder(program: Program, from: FunctionDefinition): readonly Step[] {
  const order: Step[] = [];
  const seen = new Set<FunctionDefinition>();
  const enter = (fn: FunctionDefinition): void => {
    if (seen.has(fn)) {
      return;
    }
    seen.add(fn);
    const edges = program.edgesOf(fn).filter(certainly);
    for (const call of fn.calls) {
      order.push({ fn, call });
      for (const edge of edges) {
        if (edge.call === call) {
          enter(edge.to);
        }
      }
    }
  };
  enter(from);
  return order;
}
