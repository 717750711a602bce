/**
 * Breakpoints on functions and events, and everything else that holds messages: the debug engine, without any user interface.
 *
 * In: what debuggers ask for, and the directory's events. Out: gates of the relay, and word to the debuggers. A held message is decoded and
 * decided here, on the main thread. Always holds: a message that nobody wants held goes on at once, whatever goes wrong in deciding; a debugger
 * that goes away leaves nothing held; only the session of a held message stops, and only in its direction.
 */
import type { ApiFunction } from "@legato-api/language";
import type { DirectoryEvent, GateKey, RecordCopy, RelayControl } from "../directory/events.ts";
import type { Registry } from "../sessions/registry.ts";
import type { Service } from "../sessions/service.ts";
import { BreakpointTrial } from "./breakpointTrial.ts";
import { type HeldMessage, readHeld } from "./heldMessage.ts";
import type { Breakpoint, BreakpointStatus, PauseOn, SessionFacts, Stopped } from "./protocol.ts";

/** A debugger that is connected. */
export interface Debugger {
  stopped(what: Stopped): void;
  continued(session: number): void;
  output(breakpoint: number, session: number, text: string): void;
  changed(breakpoints: readonly BreakpointStatus[]): void;
}

export interface BreakpointPorts {
  readonly control: Pick<RelayControl, "setGate" | "release">;
  readonly registry: Registry;
  /** The ids that peers of this `.api` announce; empty if it is no usable file. */
  protocolIdsOf(api: string): readonly string[];
}

interface SetBreakpoint {
  readonly breakpoint: Breakpoint;
  readonly trial: BreakpointTrial;
  readonly protocolIds: readonly string[];
  /** What is wrong was said. */
  complained: boolean;
}

interface Wishes {
  readonly breakpoints: readonly SetBreakpoint[];
  readonly pauseOn: ReadonlySet<PauseOn>;
}

interface Stop {
  /** undefined: the session is over and nothing is held. */
  readonly held: HeldMessage | undefined;
  /** Whom it concerns and who is still there. */
  readonly debuggers: Set<Debugger>;
}

/** A response that a debugger waits for. */
interface Step {
  readonly debugger: Debugger;
  readonly service: Service;
  readonly messageId: number;
  readonly transaction: number;
}

/** Where a breakpoint holds in one service. */
interface Place {
  readonly direction: RecordCopy["direction"];
  readonly at: HeldMessage["at"];
  readonly fn: ApiFunction;
}

export class Breakpoints {
  readonly #ports: BreakpointPorts;
  readonly #wishes = new Map<Debugger, Wishes>();
  readonly #gates = new Map<string, GateKey>();
  /** By session: a session may be held in both directions. */
  readonly #stops = new Map<number, Set<Stop>>();
  readonly #steps = new Map<number, Step>();
  /** Sessions whose first message has not passed yet, while somebody pauses on open. */
  readonly #fresh = new Set<number>();

  constructor(ports: BreakpointPorts) {
    this.#ports = ports;
  }

  /** Replaces all that this debugger wanted. */
  set(
    who: Debugger,
    breakpoints: readonly Breakpoint[],
    pauseOn: readonly PauseOn[] = [],
  ): readonly BreakpointStatus[] {
    const set = breakpoints.map((breakpoint) => ({
      breakpoint,
      trial: new BreakpointTrial(breakpoint),
      protocolIds: this.#ports.protocolIdsOf(breakpoint.api),
      complained: false,
    }));
    this.#wishes.set(who, { breakpoints: set, pauseOn: new Set(pauseOn) });
    if (!this.#pausesOn("open")) this.#fresh.clear();
    this.#updateGates();
    return set.map((each) => this.#status(each));
  }

  /** The debugger has gone: what only it held goes on. */
  remove(who: Debugger): void {
    this.#wishes.delete(who);
    for (const [session, step] of this.#steps) if (step.debugger === who) this.#steps.delete(session);
    for (const [session, stops] of this.#stops) {
      for (const stop of stops) {
        stop.debuggers.delete(who);
        if (stop.debuggers.size > 0) continue;
        stops.delete(stop);
        if (stop.held !== undefined) this.#release(session, stop.held.ticket);
      }
      if (stops.size === 0) this.#stops.delete(session);
    }
    this.#updateGates();
  }

  /** How many other debuggers are there. */
  othersThan(who: Debugger): number {
    return [...this.#wishes.keys()].filter((each) => each !== who).length;
  }

  /** Lets a stopped session go on. `step`: and hold it again at the response of its request. False: it was not stopped. */
  goOn(who: Debugger, session: number, step = false): boolean {
    const stops = this.#stops.get(session);
    if (stops === undefined) return false;
    const request = [...stops].find(({ held }) => held?.at === "request" && held.transaction !== 0)?.held;
    if (step && request !== undefined) {
      const { service, messageId, transaction } = request;
      this.#steps.set(session, { debugger: who, service, messageId, transaction });
      // The gate has to stand before the request goes on; commands to the relay keep their order.
      this.#updateGates();
    }
    this.#letGo(session);
    this.#updateGates();
    return true;
  }

  /** To be called before the registry is told of the event; what it returns, after. */
  look(event: DirectoryEvent): () => void {
    switch (event.kind) {
      case "record":
        return this.#lookAtRecord(event);
      case "opened":
        if (this.#pausesOn("open")) this.#fresh.add(event.session.id);
        return () => {};
      case "advertised":
      case "withdrawn":
        return () => this.servicesChanged();
      case "letGo":
        return () => this.#wasLetGo(event.session, event.ticket);
      case "ended":
        return () => this.#ended(event.session);
      default:
        return () => {};
    }
  }

  /** Services came or went, or are understood now. */
  servicesChanged(): void {
    this.#updateGates();
    for (const [who, { breakpoints }] of this.#wishes) {
      if (breakpoints.length > 0) who.changed(breakpoints.map((each) => this.#status(each)));
    }
  }

  // ---- Deciding ----

  #lookAtRecord(copy: RecordCopy): () => void {
    const { ticket, session } = copy;
    if (ticket === undefined) {
      if (copy.direction === "toServer") this.#fresh.delete(session);
      return () => {};
    }
    try {
      const held = readHeld(copy, this.#ports.registry);
      return () => {
        if (held === undefined || !this.#decide(held)) this.#release(session, ticket);
      };
    } catch (error) {
      this.#release(session, ticket);
      throw error;
    }
  }

  /** True if it stays held. */
  #decide(held: HeldMessage): boolean {
    const reasons = new Map<Debugger, Pick<Stopped, "reason" | "breakpoints" | "api">>();
    const api = held.service.api?.path ?? null;
    for (const [who, { breakpoints, pauseOn }] of this.#wishes) {
      const hit = breakpoints.filter((each) => this.#holds(who, each, held)).map(({ breakpoint }) => breakpoint);
      // There may be copies of the file: the one the breakpoint is in is the one to be shown.
      const [first] = hit;
      if (first !== undefined) {
        reasons.set(who, { reason: "breakpoint", breakpoints: hit.map(({ id }) => id), api: first.api });
      } else if (pauseOn.has("open") && this.#fresh.has(held.session))
        reasons.set(who, { reason: "open", breakpoints: [], api });
    }
    const step = this.#steps.get(held.session);
    if (step !== undefined && held.at === "response" && held.transaction === step.transaction) {
      this.#steps.delete(held.session);
      if (!reasons.has(step.debugger)) reasons.set(step.debugger, { reason: "step", breakpoints: [], api });
    }
    this.#fresh.delete(held.session);
    if (reasons.size === 0) return false;
    this.#addStop(held.session, { held, debuggers: new Set(reasons.keys()) });
    const facts = this.#ports.registry.session(held.session);
    if (facts === undefined) return false;
    for (const [who, reason] of reasons) {
      who.stopped({
        session: held.session,
        ...reason,
        function: held.at === "event" ? (held.fn?.event ?? held.fn?.name ?? null) : (held.fn?.name ?? null),
        at: held.at,
        request: held.request,
        response: held.response,
        facts,
      });
    }
    return true;
  }

  #holds(who: Debugger, set: SetBreakpoint, held: HeldMessage): boolean {
    const place = placeIn(set, held.service);
    if (place === undefined || place.fn !== held.fn || place.at !== held.at) return false;
    const verdict = set.trial.try(held.scope);
    if (verdict.kind === "say") who.output(set.breakpoint.id, held.session, verdict.text);
    if (verdict.kind === "wrong" && !set.complained) {
      set.complained = true;
      const { id, condition, function: name } = set.breakpoint;
      const text = `the condition '${condition}' of ${name} cannot be evaluated, so nothing is held: ${verdict.text}`;
      who.output(id, held.session, text);
    }
    return verdict.kind === "hold";
  }

  #status({ breakpoint, trial, protocolIds }: SetBreakpoint): BreakpointStatus {
    const { id } = breakpoint;
    if (trial.problem !== undefined) return { id, verified: false, message: trial.problem };
    if (protocolIds.length === 0) return { id, verified: false, message: `${breakpoint.api} cannot be used` };
    const services = this.#ports.registry.services().filter(({ advertised }) => advertised);
    const speaking = services.filter(({ facts }) => protocolIds.includes(facts.protocolId));
    if (speaking.length === 0) return { id, verified: false, message: "nobody serves this interface yet" };
    const understood = speaking.filter(({ decoder }) => decoder !== undefined);
    if (understood.length === 0)
      return { id, verified: false, message: "the messages of this service cannot be decoded" };
    const placed = understood.some((service) => placeIn({ breakpoint, protocolIds }, service) !== undefined);
    return placed
      ? { id, verified: true }
      : { id, verified: false, message: `there is no ${breakpoint.function} in it` };
  }

  // ---- Going on ----

  #addStop(session: number, stop: Stop): void {
    const stops = this.#stops.get(session) ?? new Set();
    stops.add(stop);
    this.#stops.set(session, stops);
  }

  #letGo(session: number): void {
    const stops = this.#stops.get(session);
    if (stops === undefined) return;
    this.#stops.delete(session);
    for (const { held } of stops) if (held !== undefined) this.#release(session, held.ticket);
    this.#tellContinued(session, stops);
  }

  /** The relay let it go by itself. */
  #wasLetGo(session: number, ticket: number): void {
    const stops = this.#stops.get(session);
    const gone = [...(stops ?? [])].filter(({ held }) => held?.ticket === ticket);
    if (stops === undefined || gone.length === 0) return;
    for (const stop of gone) stops.delete(stop);
    if (stops.size === 0) this.#stops.delete(session);
    this.#tellContinued(session, gone);
    this.#updateGates();
  }

  #tellContinued(session: number, stops: Iterable<Stop>): void {
    const debuggers = new Set([...stops].flatMap((stop) => [...stop.debuggers]));
    for (const each of debuggers) each.continued(session);
  }

  #release(session: number, ticket: number): void {
    this.#ports.control.release(ticket);
    this.#ports.registry.released(session, ticket);
  }

  #ended(session: number): void {
    const stops = this.#stops.get(session);
    this.#stops.delete(session);
    this.#steps.delete(session);
    this.#fresh.delete(session);
    if (stops !== undefined) this.#tellContinued(session, stops);
    this.#updateGates();
    const facts = this.#ports.registry.session(session);
    if (facts === undefined || facts.end?.cause === "refused") return;
    const debuggers = new Set<Debugger>();
    for (const [who, { pauseOn }] of this.#wishes) {
      const reason = pauseOn.has("leak") && facts.leak === "suspect" ? "leak" : pauseOn.has("end") ? "end" : undefined;
      if (reason === undefined) continue;
      debuggers.add(who);
      const nothing = { breakpoints: [], at: "end", request: null, response: null } as const;
      who.stopped({ session, reason, ...nothing, ...this.#whereAcquired(facts), facts });
    }
    if (debuggers.size > 0) this.#addStop(session, { held: undefined, debuggers });
  }

  /** Where to look when a session is over: at the function that took what it held last. */
  #whereAcquired({ service: id, held }: SessionFacts): Pick<Stopped, "api" | "function"> {
    const service = this.#ports.registry.services().find(({ facts }) => facts.id === id);
    return { api: service?.api?.path ?? null, function: held.at(-1)?.acquiredBy ?? null };
  }

  // ---- Gates ----

  /** Holds what somebody wants held, and nothing else. A gate under which something stands held stays until that goes on. */
  #updateGates(): void {
    const wanted = new Map<string, GateKey>();
    const want = ({ facts }: Service, direction: GateKey["direction"], messageId: number) => {
      const key = { interface: facts.interface, uid: facts.server.uid, direction, messageId };
      wanted.set(JSON.stringify(key), key);
    };
    for (const service of this.#ports.registry.services()) this.#wantFor(service, (...key) => want(service, ...key));
    for (const { service, messageId } of this.#steps.values()) want(service, "toClient", messageId);
    for (const stops of this.#stops.values()) {
      for (const { held } of stops) if (held !== undefined) want(held.service, held.direction, held.messageId);
    }
    for (const [name, key] of wanted) {
      if (this.#gates.has(name)) continue;
      this.#gates.set(name, key);
      this.#ports.control.setGate(key, "hold");
    }
    for (const [name, key] of this.#gates) {
      if (wanted.has(name)) continue;
      this.#gates.delete(name);
      this.#ports.control.setGate(key, "pass");
    }
  }

  #wantFor(service: Service, want: (direction: GateKey["direction"], messageId: number) => void): void {
    for (const { breakpoints, pauseOn } of this.#wishes.values()) {
      for (const each of breakpoints) {
        const place = each.trial.problem === undefined ? placeIn(each, service) : undefined;
        if (place !== undefined) want(place.direction, place.fn.messageId);
      }
      // A session opens without a message that could be held; its first request can.
      if (pauseOn.has("open")) for (const id of service.decoder?.codec.functions.keys() ?? []) want("toServer", id);
    }
  }

  #pausesOn(what: PauseOn): boolean {
    return [...this.#wishes.values()].some(({ pauseOn }) => pauseOn.has(what));
  }
}

/** undefined: this service does not speak the breakpoint's interface, or has no such function. */
function placeIn(
  { breakpoint, protocolIds }: Pick<SetBreakpoint, "breakpoint" | "protocolIds">,
  service: Service,
): Place | undefined {
  if (service.decoder === undefined || !protocolIds.includes(service.facts.protocolId)) return undefined;
  const functions = [...service.decoder.codec.functions.values()];
  const fn = functions.find(({ name }) => name === breakpoint.function);
  if (fn !== undefined) {
    return breakpoint.at === "response"
      ? { direction: "toClient", at: "response", fn }
      : { direction: "toServer", at: "request", fn };
  }
  const event = functions.find(({ kind, event: name }) => kind === "addHandler" && name === breakpoint.function);
  return event && { direction: "toClient", at: "event", fn: event };
}
