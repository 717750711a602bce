/** The registry's state in the shapes that readers get (facts.ts). Pure. */
import { constants } from "node:os";
import type { End, Time, Waiting } from "../directory/events.ts";
import { type JsonObject, valueToJson } from "../interfaces/values.ts";
import type { CloseHandlerAnswer } from "./closeHandlers.ts";
import type {
  CallFacts,
  ClientFacts,
  HeldResource,
  LeakVerdict,
  ServiceFacts,
  SessionEnd,
  SessionFacts,
  WaitingFacts,
} from "./facts.ts";
import type { Holding } from "./holdings.ts";
import type { Service } from "./service.ts";
import type { Call, Session, SessionEnding } from "./session.ts";

function isoTime(time: Time): string {
  return new Date(time).toISOString();
}

const signalNames: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals)
    .map(([name, number]) => [number, name] as const)
    .toReversed(),
);

/** 9 -> `SIGKILL`. */
export function signalName(signal: number): string {
  return signalNames.get(signal) ?? `signal ${signal}`;
}

const BINDINGS = {
  option: "--bind",
  definition: "definition file",
  sameName: "same name",
  auto: "auto-bound",
} as const;

export function sessionFacts(session: Session, heldLimit: number): SessionFacts {
  const { start, holdings } = session;
  return {
    id: start.id,
    interface: start.asked?.interface ?? "",
    service: start.service ?? null,
    client: clientFacts(start.client),
    binding: start.boundBy === undefined ? "none" : BINDINGS[start.boundBy],
    openedAt: isoTime(start.at),
    lastActivity: isoTime(session.lastActivity),
    calls: session.callCount,
    events: session.eventCount,
    bytes: session.byteCount,
    outstanding: session.outstanding,
    state: session.end !== undefined ? "ended" : session.stoppedBy.size > 0 ? "stopped" : "open",
    held: holdings.list(heldLimit).map(heldFacts),
    heldCount: holdings.count,
    unseen: session.unseen,
    leak: leakVerdict(session),
    freed: session.report ?? null,
    warning: session.warning ?? null,
    leaving: session.leaving === undefined ? null : endFacts(session.leaving, session),
    end: session.end === undefined ? null : endFacts(session.end, session),
  };
}

/** A report of the service itself goes before any conclusion. */
function leakVerdict(session: Session): LeakVerdict {
  const { end, holdings, report, closeHandlerAtEnd } = session;
  if (end === undefined || end.end.cause === "refused") return "none";
  if (report !== undefined) return report.kept.length > 0 ? "suspect" : "none";
  if (session.serverDied || holdings.count === 0 || closeHandlerAtEnd === "registered") return "none";
  return closeHandlerAtEnd === "missing" && holdings.sure && session.unseen === 0 ? "suspect" : "possible";
}

function heldFacts({ resource, value, acquiredBy, arguments: args, at }: Holding): HeldResource {
  return {
    type: resource,
    reference: value === undefined ? null : valueToJson(value),
    acquiredBy,
    arguments: args,
    at: isoTime(at),
  };
}

function clientFacts({ pid, name, commandLine, uid }: ClientFacts): ClientFacts {
  return { pid, name, commandLine, uid };
}

function endFacts({ end, at, detail }: SessionEnding, { start }: Session): SessionEnd {
  return {
    cause: end.cause,
    code: end.cause === "exited" || end.cause === "refused" ? end.code : null,
    signal: end.cause === "signal" ? signalName(end.signal) : null,
    at: isoTime(at),
    message: detail ?? describeEnd(end, start),
    ...(end.cause === "server" && end.died && { serverDied: true }),
  };
}

function describeEnd(end: End, { relayed }: Session["start"]): string {
  switch (end.cause) {
    case "closed":
      return "closed by the client";
    case "exited":
      return end.code === 0 ? "the client exited" : `the client exited with code ${end.code}`;
    case "signal":
      return `the client was killed by ${signalName(end.signal)}${end.coreDumped ? " (core dumped)" : ""}`;
    case "gone":
      return "the client died; how, the kernel could not tell";
    case "server":
      // One that was handed over may have ended long before, by its client.
      if (!relayed) return "not seen to end; its server died";
      return end.died ? "the server died" : "closed by the server";
    case "runtime":
      return "closed by the runtime";
    case "refused":
      return `refused with ${end.code}`;
  }
}

export function serviceFacts(service: Service, { closeHandler, evidence }: CloseHandlerAnswer): ServiceFacts {
  const { facts } = service;
  return {
    id: facts.id,
    interface: facts.interface,
    protocolId: facts.protocolId,
    api: service.api?.path ?? null,
    server: { pid: facts.server.pid, name: facts.server.name, uid: facts.server.uid },
    closeHandler,
    evidence,
    relayed: service.relayed,
    advertised: service.advertised,
  };
}

export function waitingFacts({ waiter, asked, client, since, reason, detail, suggestions }: Waiting): WaitingFacts {
  return {
    id: waiter,
    interface: asked.interface,
    client: clientFacts(client),
    since: isoTime(since),
    reason,
    detail,
    suggestions,
  };
}

const NO_VALUES: JsonObject | null = null;

export function callFacts(call: Call): CallFacts {
  const answered = call.kind === "call" && call.endedAt !== undefined;
  return {
    id: call.id,
    session: call.session,
    kind: call.kind,
    function: call.name,
    at: isoTime(call.at),
    durationMs: answered && call.endedAt !== undefined ? Math.max(0, call.endedAt - call.at) : null,
    arguments: call.arguments ?? NO_VALUES,
    result: call.result ?? NO_VALUES,
    state: call.state,
    acquired: call.acquired,
    released: call.released,
  };
}
