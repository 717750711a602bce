/** For tests: the printer, and a session of a client that is open and quiet. */
import type { ServiceFacts, SessionFacts } from "@legato-api/runtime/inspector-protocol";

/** Of all that is in these tests. */
export const START = Date.UTC(2026, 0, 1, 14);

/** `over`: what is different about it. */
export function sessionFacts(over: Partial<SessionFacts> = {}): SessionFacts {
  const at = new Date(START).toISOString();
  return {
    id: 1,
    interface: "printer",
    service: 1,
    client: { pid: 4130, name: "printClient", commandLine: ["printClient"], uid: 1000 },
    binding: "same name",
    openedAt: at,
    lastActivity: at,
    calls: 0,
    events: 0,
    bytes: 0,
    outstanding: 0,
    state: "open",
    held: [],
    heldCount: 0,
    unseen: 0,
    leak: "none",
    freed: null,
    warning: null,
    leaving: null,
    end: null,
    ...over,
  };
}

/** The printer, whose close handler is missing. */
export const printerFacts: ServiceFacts = {
  id: 1,
  interface: "printer",
  protocolId: "abc",
  api: "/w/printer.api",
  server: { pid: 4121, name: "printServer", uid: 1000 },
  closeHandler: "missing",
  evidence: [],
  relayed: true,
  advertised: true,
};
