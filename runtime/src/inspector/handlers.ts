/**
 * What the inspector does when it is asked: each request, in terms of the registry, the relay, the breakpoints and the services.
 *
 * In: parameters that have been checked for their form. Out: results; an exception's message is what the client gets to read.
 */
import { constants } from "node:os";
import { parseBinding } from "../directory/bindings.ts";
import type { RelayControl } from "../directory/events.ts";
import type { ApiLibrary } from "../interfaces/library.ts";
import type { Supervisor } from "../peers/supervisor.ts";
import type { Registry } from "../sessions/registry.ts";
import type { Breakpoints } from "./breakpoints.ts";
import { callService } from "./callService.ts";
import type { Handlers, InspectorClient } from "./client.ts";
import { type CrashPorts, crash } from "./crash.ts";
import type { InitializeResult, SessionFacts } from "./protocol.ts";

export interface InspectorPorts {
  readonly registry: Registry;
  readonly control: RelayControl;
  readonly apis: ApiLibrary;
  readonly breakpoints: Breakpoints;
  readonly services: Supervisor;
  readonly runtime: InitializeResult["runtime"];
  readonly userId: number;
  /** The bundle of peers/crashClient.ts. */
  readonly crashClient: string;
  sessionOver: CrashPorts["sessionOver"];
  isProcessAlive: CrashPorts["isProcessAlive"];
  /** Ends the runtime. */
  stop(): void;
}

/** Ended sessions in one answer to `sessions/history` if the client does not say. */
const HISTORY_PAGE = 100;

export function createHandlers(ports: InspectorPorts): Handlers {
  const { registry, control, apis, breakpoints, services } = ports;
  return {
    initialize: () => ({ protocolVersion: 1, runtime: ports.runtime }),
    "sessions/list": ({ ended }) => registry.snapshot(ended),
    "sessions/history": ({ limit = HISTORY_PAGE, before }) => registry.history(limit, before),
    "sessions/clearHistory": () => {
      registry.clearHistory();
      return null;
    },
    "session/get": ({ session }) => registry.session(session) ?? null,
    "session/calls": ({ session }) => registry.calls(session),
    "session/close": ({ session }) => {
      openSession(registry, session);
      control.closeSession(session);
      return null;
    },
    "session/continue": ({ session, step }, client) => {
      if (!breakpoints.goOn(client.debugger, session, step)) throw new Error(`Session ${session} is not stopped`);
      return null;
    },
    "client/kill": ({ session, signal = "SIGKILL" }) => {
      killClient(openSession(registry, session), signal, ports.userId);
      return null;
    },
    "breakpoints/set": ({ breakpoints: wanted, pauseOn }, client) => {
      for (const { api } of wanted) apis.add(api);
      return breakpoints.set(client.debugger, wanted, pauseOn);
    },
    call: (params) => callService(registry, ports.runtime.directory, params),
    crash: (params) => crash({ ...ports, folder: ports.runtime.directory, program: ports.crashClient }, params),
    setFacts: ({ facts }) => {
      for (const { api } of facts) if (api !== undefined) apis.add(api);
      registry.setFacts(facts);
      return null;
    },
    bind: ({ client, server }) => {
      const binding = parseBinding(`${client}->${server}`, () => undefined);
      if (typeof binding === "string") throw new Error(binding);
      control.bind(binding);
      return null;
    },
    "services/list": () => services.list(),
    "services/start": ({ file }) => services.start(file),
    "services/stop": async ({ file }) => {
      await services.stop(file);
      return null;
    },
    shutdown: ({ unlessDebugged }, client) => {
      if (unlessDebugged === true && breakpoints.othersThan(client.debugger) > 0)
        throw new Error("Another debugger uses this runtime");
      // The answer goes out first.
      setImmediate(() => ports.stop());
      return null;
    },
  };
}

function openSession(registry: Registry, id: number): SessionFacts {
  const session = registry.session(id, 0);
  if (session === undefined) throw new Error(`There is no session ${id}`);
  if (session.end !== null) throw new Error(`Session ${id} has ended: ${session.end.message}`);
  return session;
}

/** Its session is open, so its socket is, and the process that has the pid is the one that is meant. */
export function killClient({ client }: Pick<SessionFacts, "client">, signal: string, userId: number): void {
  if (client.uid !== userId)
    throw new Error(`Process ${client.pid} belongs to user ${client.uid}: it is not killed from here`);
  if (client.pid === process.pid) throw new Error("The client of this session is the runtime itself");
  if (client.pid <= 1) throw new Error("The client's process is not known here");
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  if (number === undefined) throw new Error(`There is no signal ${signal}`);
  process.kill(client.pid, number);
}

/** Forgets what a client set that is gone. */
export function forgetClient({ breakpoints }: InspectorPorts, client: InspectorClient): void {
  breakpoints.remove(client.debugger);
}
