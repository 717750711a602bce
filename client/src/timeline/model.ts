/**
 * The timeline's data: processes as lanes, calls and events as arrows, resources as bars from acquire to release. No DOM, no VS Code.
 *
 * In: sessions and calls as the runtime tells them. Out: what happened in a span of time, in time order. Keeps the last 10,000 calls; times are
 * milliseconds since the epoch.
 */
import type { CallFacts, ServiceFacts, SessionFacts } from "@legato-api/runtime/inspector-protocol";
import { isLeaked } from "../sessions/words.ts";

export const MOST_CALLS = 10_000;

export interface Lane {
  /** `service:3` or `session:17`. */
  readonly id: string;
  readonly label: string;
  readonly kind: "server" | "client";
  /** Lane of the server a client talks to. */
  readonly server?: string;
}

export type Mark =
  | {
      readonly kind: "call";
      readonly call: CallFacts;
      readonly lane: string;
      readonly server: string;
      readonly start: number;
      readonly end: number | undefined;
    }
  | {
      readonly kind: "event";
      readonly call: CallFacts;
      readonly lane: string;
      readonly server: string;
      readonly start: number;
      readonly end: undefined;
    }
  | SessionMark<"open">
  | SessionMark<"end">;

interface SessionMark<Kind> {
  readonly kind: Kind;
  readonly session: SessionFacts;
  readonly lane: string;
  readonly start: number;
  readonly end: undefined;
}

/** From acquire to release; without `end` it is still held, or was never given back. */
export interface Bar {
  readonly lane: string;
  readonly label: string;
  readonly start: number;
  readonly end: number | undefined;
  /** Its session has ended and it was not released. */
  readonly leaked: boolean;
}

export interface TimelineFilter {
  /** Part of a function's, client's or interface's name, any case. */
  readonly text: string;
}

export class TimelineModel {
  readonly #services = new Map<number, ServiceFacts>();
  readonly #sessions = new Map<number, SessionFacts>();
  /** In the order they were made: by number. */
  #calls: CallFacts[] = [];
  readonly #byId = new Map<number, number>();
  /** By session: what it was seen to acquire or to hold. */
  readonly #references = new Map<number, Set<number>>();
  /** Calls the runtime had to leave out. */
  dropped = 0;

  clear(): void {
    this.#services.clear();
    this.#sessions.clear();
    this.#calls = [];
    this.#byId.clear();
    this.#references.clear();
    this.dropped = 0;
  }

  takeServices(services: readonly ServiceFacts[]): void {
    for (const one of services) this.#services.set(one.id, one);
  }

  takeSessions(sessions: readonly SessionFacts[]): void {
    for (const one of sessions) {
      this.#sessions.set(one.id, one);
      this.#noteReferences(one.id, one.held);
    }
  }

  /** New calls, or calls known already that got their response. Those of before the page was there come after newer ones. */
  takeCalls(calls: readonly CallFacts[]): void {
    let isSorted = true;
    for (const call of calls) {
      this.#noteReferences(call.session, [...call.acquired, ...call.released]);
      const at = this.#byId.get(call.id);
      if (at !== undefined) {
        this.#calls[at] = call;
        continue;
      }
      isSorted &&= (this.#calls.at(-1)?.id ?? 0) < call.id;
      this.#byId.set(call.id, this.#calls.length);
      this.#calls.push(call);
    }
    if (!isSorted) this.#keep(this.#calls.sort((a, b) => a.id - b.id));
    if (this.#calls.length > MOST_CALLS * 1.25) this.#forgetOldest();
  }

  get calls(): readonly CallFacts[] {
    return this.#calls.slice(-MOST_CALLS);
  }

  /** Of the calls that are kept those that pass, oldest first. */
  callsPassing(filter: TimelineFilter): readonly CallFacts[] {
    return this.calls.filter((call) => this.#callPasses(call, filter));
  }

  /** Servers first, each followed by its clients in the order they came; clients of nobody last. */
  lanes(filter: TimelineFilter): readonly Lane[] {
    const lanes: Lane[] = [];
    const calling = new Set(this.callsPassing(filter).map((call) => call.session));
    const sessions = [...this.#sessions.values()]
      .filter((one) => this.#passes(one, filter) || calling.has(one.id))
      .sort((a, b) => a.id - b.id);
    for (const service of [...this.#services.values()].sort((a, b) => a.id - b.id)) {
      const own = sessions.filter((one) => one.service === service.id);
      if (own.length === 0 && filter.text !== "") continue;
      const server = `service:${service.id}`;
      lanes.push({
        id: server,
        kind: "server",
        label: `${service.interface} · ${service.server.name} ${service.server.pid}`,
      });
      lanes.push(...own.map((one): Lane => ({ id: laneOf(one.id), kind: "client", label: clientLabel(one), server })));
    }
    lanes.push(
      ...sessions
        .filter((one) => one.service === null)
        .map((one): Lane => ({ id: laneOf(one.id), kind: "client", label: clientLabel(one) })),
    );
    return lanes;
  }

  /** Marks that touch the span, in time order. */
  marks(from: number, to: number, filter: TimelineFilter): readonly Mark[] {
    const marks: Mark[] = [];
    for (const session of this.#sessions.values()) {
      if (!this.#passes(session, filter)) continue;
      const opened = Date.parse(session.openedAt);
      const ended = session.end === null ? undefined : Date.parse(session.end.at);
      if (opened >= from && opened <= to)
        marks.push({ kind: "open", session, lane: laneOf(session.id), start: opened, end: undefined });
      if (ended !== undefined && ended >= from && ended <= to)
        marks.push({ kind: "end", session, lane: laneOf(session.id), start: ended, end: undefined });
    }
    for (const call of this.calls) {
      const start = Date.parse(call.at);
      const end = call.durationMs === null ? undefined : start + call.durationMs;
      if (start > to || (end ?? start) < from) continue;
      const session = this.#sessions.get(call.session);
      if (session === undefined || !this.#callPasses(call, filter)) continue;
      const place = { call, lane: laneOf(session.id), server: `service:${session.service ?? -1}`, start };
      marks.push(call.kind === "event" ? { kind: "event", ...place, end: undefined } : { kind: "call", ...place, end });
    }
    return marks.sort((a, b) => a.start - b.start);
  }

  bars(from: number, to: number, filter: TimelineFilter): readonly Bar[] {
    const open = new Map<string, { lane: string; label: string; start: number; session: SessionFacts }>();
    const bars: Bar[] = [];
    const push = (bar: Bar): void => {
      if (bar.start <= to && (bar.end ?? Number.POSITIVE_INFINITY) >= from) bars.push(bar);
    };
    for (const call of this.calls) {
      const session = this.#sessions.get(call.session);
      if (session === undefined) continue;
      const at = Date.parse(call.at) + (call.durationMs ?? 0);
      for (const one of this.#callPasses(call, filter) ? call.acquired : []) {
        const label = nameOf(one);
        open.set(`${session.id} ${label}`, { lane: laneOf(session.id), label, start: at, session });
      }
      for (const one of call.released) {
        const key = `${session.id} ${nameOf(one)}`;
        const held = open.get(key);
        if (held === undefined) continue;
        open.delete(key);
        push({ lane: held.lane, label: held.label, start: held.start, end: at, leaked: false });
      }
    }
    for (const { lane, label, start, session } of open.values()) {
      const ended = session.end === null ? undefined : Date.parse(session.end.at);
      push({ lane, label, start, end: ended, leaked: session.leak !== "none" });
    }
    return bars;
  }

  /** First and last instant there is something at; undefined while there is nothing. */
  extent(): { readonly from: number; readonly to: number } | undefined {
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (const session of this.#sessions.values()) {
      from = Math.min(from, Date.parse(session.openedAt));
      to = Math.max(to, Date.parse(session.end?.at ?? session.lastActivity));
    }
    for (const call of this.calls) to = Math.max(to, Date.parse(call.at) + (call.durationMs ?? 0));
    return from <= to ? { from, to } : undefined;
  }

  /** What a call took, and whether it was left behind, and what it gave back: `+ Job 0x1001`, `+ Job 0x1001, leaked`, `− Job 0x1001`. */
  holdsOf(call: CallFacts): string {
    const session = this.#sessions.get(call.session);
    const isLeft = (one: CallFacts["acquired"][number]): boolean =>
      session?.held.some((held) => nameOf(held) === nameOf(one) && isLeaked(session, held)) === true;
    return [
      ...call.acquired.map((one) => `+ ${nameOf(one)}${isLeft(one) ? ", leaked" : ""}`),
      ...call.released.map((one) => `− ${nameOf(one)}`),
    ].join(", ");
  }

  clientOf(session: number): string {
    const found = this.#sessions.get(session);
    return found === undefined ? String(session) : clientLabel(found);
  }

  /** References that a session has or has had, as far as its calls are kept. */
  referencesOf(session: number): ReadonlySet<number> {
    return this.#references.get(session) ?? new Set();
  }

  apiOf(session: number): string | null {
    const service = this.#sessions.get(session)?.service;
    return service === null || service === undefined ? null : (this.#services.get(service)?.api ?? null);
  }

  #noteReferences(session: number, resources: readonly CallFacts["acquired"][number][]): void {
    for (const { reference } of resources) {
      if (typeof reference !== "number") continue;
      const known = this.#references.get(session);
      if (known === undefined) this.#references.set(session, new Set([reference]));
      else known.add(reference);
    }
  }

  #callPasses(call: CallFacts, filter: TimelineFilter): boolean {
    const session = this.#sessions.get(call.session);
    return matches(call.function, filter) || (session !== undefined && this.#passes(session, filter));
  }

  #passes(session: SessionFacts, filter: TimelineFilter): boolean {
    return matches(session.interface, filter) || matches(clientLabel(session), filter);
  }

  #keep(calls: CallFacts[]): void {
    this.#calls = calls;
    this.#byId.clear();
    calls.forEach((call, index) => {
      this.#byId.set(call.id, index);
    });
  }

  #forgetOldest(): void {
    this.#keep(this.#calls.slice(-MOST_CALLS));
    const kept = new Set(this.#calls.map((call) => call.session));
    for (const [id, session] of this.#sessions) {
      if (session.end === null || kept.has(id)) continue;
      this.#sessions.delete(id);
      this.#references.delete(id);
    }
  }
}

function laneOf(session: number): string {
  return `session:${session}`;
}

function clientLabel({ client }: SessionFacts): string {
  return `${client.name} ${client.pid}`;
}

function nameOf({ type, reference }: CallFacts["acquired"][number]): string {
  return typeof reference === "number" ? `${type} 0x${reference.toString(16)}` : type;
}

function matches(name: string, { text }: TimelineFilter): boolean {
  return text === "" || name.toLowerCase().includes(text.toLowerCase());
}
