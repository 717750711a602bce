/**
 * Who is connected, what each client holds, how each session ended.
 *
 * In: the directory's events in order, and facts about interfaces and close handlers. Out: the state at any time, and what changed since
 * it was last asked. A state machine without input or output of its own: it reads no file and no clock. Always holds: an event about a session or
 * service that is not known is ignored; what is kept is bounded: the last 1,000 ended sessions, the last calls of each.
 */
import type { RequestValues } from "@legato-api/language";
import type {
  DirectoryEvent,
  Ended,
  SessionFacts as OpenedSession,
  Refused,
  ServiceFacts,
} from "../directory/events.ts";
import { type Api, isDecodable } from "../interfaces/api.ts";
import { Changes, Readers } from "./changes.ts";
import type {
  CallFacts,
  CloseHandlerFacts,
  FreedFacts,
  SessionFacts,
  SessionsChange,
  SessionsSnapshot,
} from "./facts.ts";
import { refusalText } from "./refusal.ts";
import { type Handle, resourceRoles } from "./resourceRoles.ts";
import type { Service } from "./service.ts";
import { type Call, type CallObserver, type Decoder, Session } from "./session.ts";
import { HISTORY, SessionsState } from "./state.ts";
import { StateView } from "./stateView.ts";
import { callFacts } from "./view.ts";

export interface RegistryOptions {
  /** The `.api` of a protocol id; `interfaceName` decides between files with the same id. */
  findApi(protocolId: string, interfaceName: string): Api | undefined;
}

export class Registry {
  readonly #options: RegistryOptions;
  readonly #state = new SessionsState();
  readonly #view = new StateView(this.#state);
  readonly #decoders = new WeakMap<Api, Decoder>();
  readonly #readers = new Readers(() => this.#changeListener?.());
  readonly #observer: CallObserver = {
    nextId: () => this.#nextCall++,
    over: (call) => this.#callOver(call),
    releasedElsewhere: (session, handle) => this.#releaseElsewhere(session, handle),
  };
  #nextCall = 1;
  #callListener: ((call: CallFacts) => void) | undefined;
  readonly #callListeners = new Set<(call: CallFacts) => void>();
  #changeListener: (() => void) | undefined;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  apply(event: DirectoryEvent): void {
    switch (event.kind) {
      case "advertised":
        this.#addService(event.service);
        break;
      case "withdrawn":
        this.#withdraw(event.service, event.serverAlive, event.at);
        break;
      case "waiting":
        this.#state.waiting.set(event.waiter, event);
        this.#readers.mark("waiting", event.waiter);
        break;
      case "waitEnded":
        if (this.#state.waiting.delete(event.waiter)) this.#readers.mark("waiting", event.waiter);
        break;
      case "opened":
        this.#addSession(event.session);
        break;
      case "record":
        this.#touch(event.session, (session, service) => session.record(event, service?.decoder, this.#observer));
        break;
      case "letGo":
        if (event.why !== "sessionEnded") this.released(event.session, event.ticket);
        break;
      case "leaving":
        this.#touch(event.session, (session) => {
          session.leaving = { end: event.end, at: event.at };
        });
        break;
      case "lost":
        this.#touch(event.session, (session) => {
          session.unseen += event.copies;
        });
        break;
      case "ended":
        this.#end(event);
        break;
      case "refused":
        this.#refuse(event);
        break;
      case "notice":
        if (event.session !== undefined) {
          this.#touch(event.session, (session) => {
            session.warning = event.text;
          });
        }
        break;
    }
  }

  // ---- What others know ----

  /** Other `.api` files are known now: services look for theirs again. */
  apisChanged(): void {
    for (const service of this.#state.services.values()) {
      const { api } = service;
      this.#recognize(service);
      if (api !== service.api) this.#readers.mark("services", service.facts.id);
    }
  }

  setFacts(facts: readonly CloseHandlerFacts[]): void {
    for (const each of facts) this.#state.closeHandlers.set(each);
    this.#closeHandlersChanged();
  }

  /** A TypeScript service says of itself whether it has `onClose`. */
  declareCloseHandler(pid: number, interfaceName: string, registered: boolean, file: string): void {
    const closeHandler = registered ? "registered" : "missing";
    this.#state.closeHandlers.declare(pid, interfaceName, { closeHandler, evidence: [file] });
    this.#closeHandlersChanged();
  }

  /** What a TypeScript service did with what the client of this session held. */
  reportFreed(session: number, report: FreedFacts): void {
    const ended = this.#state.session(session);
    if (ended === undefined) return;
    ended.report = report;
    this.#readers.mark("sessions", session);
  }

  /** A held record of this session goes on. */
  released(session: number, ticket: number): void {
    this.#touch(session, ({ stoppedBy }) => stoppedBy.delete(ticket));
  }

  clearHistory(): void {
    for (const id of this.#state.ended.clear()) this.#readers.mark("sessions", id);
  }

  // ---- What readers get ----

  /** `ended`: how many of the ended sessions, the newest first. */
  snapshot(ended = HISTORY): SessionsSnapshot {
    return this.#view.snapshot(ended);
  }

  /** Ended sessions, newest first, that ended before `before` did. */
  history(limit: number, before?: number): readonly SessionFacts[] {
    return this.#view.history(limit, before);
  }

  session(id: number, heldLimit = Number.POSITIVE_INFINITY): SessionFacts | undefined {
    return this.#view.session(id, heldLimit);
  }

  /** The last calls of a session, oldest first. */
  calls(id: number): readonly CallFacts[] {
    return this.#state.session(id)?.calls.map(callFacts) ?? [];
  }

  services(): readonly Service[] {
    return [...this.#state.services.values()];
  }

  /** The service of an open session. */
  serviceOfSession(id: number): Service | undefined {
    const session = this.#state.open.get(id);
    return session && this.#state.serviceOf(session);
  }

  /** What a response in an open session answers, before the registry is told of the response. */
  pendingRequest(session: number, transaction: number): RequestValues | undefined {
    return this.#state.open.get(session)?.pendingRequest(transaction);
  }

  /** Width of the transaction ids of an open session. */
  pointerSizeOf(session: number): 4 | 8 {
    return this.#state.open.get(session)?.start.asked?.pointerSize ?? 8;
  }

  /** Gets each call when it is over, and each event. One listener; undefined: none, and nothing is made for it. */
  set onCall(listener: ((call: CallFacts) => void) | undefined) {
    this.#callListener = listener;
  }

  /** As `onCall`, for one that listens as long as the runtime lives. Call what is returned to end it. */
  listenToCalls(listener: (call: CallFacts) => void): () => void {
    this.#callListeners.add(listener);
    return () => this.#callListeners.delete(listener);
  }

  /** Is told of every change there is a reader for; what it was, the readers know. */
  set onChange(listener: (() => void) | undefined) {
    this.#changeListener = listener;
  }

  /** A new reader; it has to be given back with `unread`. */
  read(): Changes {
    const reader = new Changes();
    this.#readers.add(reader);
    return reader;
  }

  unread(reader: Changes): void {
    this.#readers.remove(reader);
  }

  /** What changed since this reader last took; undefined: nothing. */
  takeChanges(reader: Changes): SessionsChange | undefined {
    return this.#view.take(reader);
  }

  // ---- Events ----

  #addService(facts: ServiceFacts): void {
    const service: Service = {
      facts,
      api: undefined,
      decoder: undefined,
      advertised: true,
      relayed: true,
      sessions: new Set(),
    };
    this.#state.services.set(facts.id, service);
    this.#recognize(service);
    this.#readers.mark("services", facts.id);
  }

  #recognize(service: Service): void {
    const { protocolId, interface: name, maxMessageSize } = service.facts;
    const api = this.#options.findApi(protocolId, name);
    service.api = api;
    service.decoder = api !== undefined && isDecodable(api, maxMessageSize) ? this.#decoderOf(api) : undefined;
  }

  #decoderOf(api: Api): Decoder {
    const known = this.#decoders.get(api);
    if (known !== undefined) return known;
    const made = { codec: api.codec, roles: resourceRoles(api.interface) };
    this.#decoders.set(api, made);
    return made;
  }

  #withdraw(id: number, serverAlive: boolean, at: number): void {
    const service = this.#state.services.get(id);
    if (service === undefined) return;
    service.advertised = false;
    this.#readers.mark("services", id);
    if (!serverAlive) this.#serverDied(service, at);
    this.#forgetIfDone(service);
  }

  /** What a dead server kept is gone with it. Sessions that were handed over to it end here, for nobody else tells. */
  #serverDied(service: Service, at: number): void {
    this.#state.closeHandlers.undeclare(service.facts.server.pid);
    for (const id of service.sessions) {
      const session = this.#state.open.get(id);
      if (session === undefined || session.start.relayed) continue;
      this.#close(session, { kind: "ended", session: id, at, end: { cause: "server", died: true }, totals: NOTHING });
    }
  }

  #addSession(opened: OpenedSession): void {
    const service = this.#state.services.get(opened.service);
    const session = new Session({
      id: opened.id,
      service: opened.service,
      client: opened.client,
      asked: opened.asked,
      boundBy: opened.boundBy,
      relayed: opened.tap === "all",
      at: opened.openedAt,
    });
    this.#state.open.set(opened.id, session);
    this.#readers.mark("sessions", opened.id);
    if (service === undefined) return;
    service.sessions.add(opened.id);
    if (service.relayed !== session.start.relayed) this.#readers.mark("services", opened.service);
    service.relayed = session.start.relayed;
    if (!session.start.relayed) this.#boundHandedOver(service);
  }

  #boundHandedOver(service: Service): void {
    const [oldest] = service.sessions;
    if (service.sessions.size <= HISTORY || oldest === undefined) return;
    service.sessions.delete(oldest);
    this.#state.open.delete(oldest);
    this.#readers.mark("sessions", oldest);
  }

  #end(event: Ended): void {
    const session = this.#state.open.get(event.session);
    if (session !== undefined) this.#close(session, event);
  }

  #close(session: Session, event: Ended): void {
    const service = this.#state.serviceOf(session);
    session.finish(event, service?.decoder, this.#observer);
    if (service !== undefined) session.closeHandlerAtEnd = this.#state.closeHandlerOf(service).closeHandler;
    this.#state.open.delete(event.session);
    this.#keep(session);
    service?.sessions.delete(event.session);
    if (service !== undefined) this.#forgetIfDone(service);
  }

  #refuse(event: Refused): void {
    const session = new Session({
      id: event.session,
      service: event.service,
      client: event.client,
      asked: event.asked,
      boundBy: undefined,
      relayed: true,
      at: event.at,
    });
    const server = event.service === undefined ? undefined : this.#state.services.get(event.service)?.facts;
    const detail = refusalText(event, server, this.#options.findApi);
    session.end = { end: { cause: "refused", code: event.code }, at: event.at, detail };
    this.#keep(session);
  }

  #keep(session: Session): void {
    const { id } = session.start;
    const forgotten = this.#state.ended.add(session);
    this.#readers.mark("sessions", id);
    if (forgotten !== undefined) this.#readers.mark("sessions", forgotten);
  }

  #forgetIfDone(service: Service): void {
    if (service.advertised || service.sessions.size > 0) return;
    this.#state.services.delete(service.facts.id);
    this.#readers.mark("services", service.facts.id);
  }

  /** Sessions are per thread: what one thread of a client acquired another may give back. */
  #releaseElsewhere(session: Session, handle: Handle): void {
    const service = this.#state.serviceOf(session);
    for (const id of service?.sessions ?? []) {
      const other = this.#state.open.get(id);
      if (other === undefined || other === session || other.start.client.pid !== session.start.client.pid) continue;
      if (other.releasedElsewhere(handle)) {
        this.#readers.mark("sessions", id);
        return;
      }
    }
  }

  #closeHandlersChanged(): void {
    for (const id of this.#state.services.keys()) this.#readers.mark("services", id);
    for (const session of this.#state.ended.all()) {
      const service = this.#state.serviceOf(session);
      // What was found out since is true of a server that still runs; what was known at the end stays as it was.
      if (session.closeHandlerAtEnd !== "unknown" || service === undefined) continue;
      session.closeHandlerAtEnd = this.#state.closeHandlerOf(service).closeHandler;
      if (session.closeHandlerAtEnd !== "unknown") this.#readers.mark("sessions", session.start.id);
    }
  }

  #callOver(call: Call): void {
    if (this.#callListener === undefined && this.#callListeners.size === 0) return;
    const facts = callFacts(call);
    this.#callListener?.(facts);
    for (const listener of this.#callListeners) listener(facts);
  }

  #touch(id: number, change: (session: Session, service: Service | undefined) => void): void {
    const session = this.#state.open.get(id);
    if (session === undefined) return;
    change(session, this.#state.serviceOf(session));
    this.#readers.mark("sessions", id);
  }
}

const NOTHING = { recordsToServer: 0, recordsToClient: 0, bytesToServer: 0, bytesToClient: 0 };
