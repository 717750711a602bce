/**
 * One session as the registry sees it: what its records meant, what its client holds, how it ended.
 *
 * In: the directory's events about it, and the decoder of its service while one is known. Out: its state, and the calls that are over.
 * Always holds: no record, whatever its bytes, throws or counts twice; a record that cannot be decoded is a call like others, without values.
 */
import type { ApiFunction, Codec, Outcome, RequestValues, ResponseValues, WireValues } from "@legato-api/language";
import type {
  Direction,
  End,
  Ended,
  InterfaceFacts,
  ProcessFacts,
  RecordCopy,
  SessionFacts,
  Time,
} from "../directory/events.ts";
import { clippedToJson, type JsonObject, valueToJson } from "../interfaces/values.ts";
import type { CloseHandlerFact, FreedFacts, ResourceName } from "./facts.ts";
import { Holdings } from "./holdings.ts";
import { type Message, readMessage } from "./records.ts";
import { type Handle, handlesInEvent, handlesInResponse, type ResourceRole, succeeded } from "./resourceRoles.ts";
import { Ring } from "./ring.ts";
import { Transactions } from "./transactions.ts";

/** Calls kept of each session. */
const CALLS_KEPT = 32;

/** What the messages of a service mean. */
export interface Decoder {
  readonly codec: Codec;
  readonly roles: ReadonlyMap<string, ResourceRole>;
}

/** One message pair, or an event. Filled in while it happens; who is told of it gets it when it is over. */
export interface Call {
  readonly id: number;
  readonly session: number;
  readonly kind: "call" | "event";
  readonly name: string;
  readonly at: Time;
  endedAt: Time | undefined;
  arguments: JsonObject | undefined;
  result: JsonObject | undefined;
  state: "pending" | "done" | "unanswered" | "failed";
  acquired: readonly ResourceName[];
  released: readonly ResourceName[];
}

/** Who a session tells of its calls. */
export interface CallObserver {
  nextId(): number;
  /** The call is over, or will never be. */
  over(call: Call): void;
  /** A release of something that this session does not hold. */
  releasedElsewhere(session: Session, handle: Handle): void;
}

/** A request under way, with what its response is decoded with. */
interface Pending {
  readonly call: Call;
  readonly fn: ApiFunction | undefined;
  readonly request: RequestValues | undefined;
}

export interface SessionEnding {
  readonly end: End;
  readonly at: Time;
  /** Why it was refused. */
  readonly detail?: string;
}

export interface SessionStart {
  readonly id: number;
  readonly service: number | undefined;
  readonly client: ProcessFacts;
  readonly asked: InterfaceFacts | undefined;
  readonly boundBy: SessionFacts["boundBy"] | undefined;
  readonly relayed: boolean;
  readonly at: Time;
}

export class Session {
  readonly start: SessionStart;
  readonly holdings = new Holdings();
  readonly #calls = new Ring<Call>(CALLS_KEPT);
  readonly #pending = new Transactions<Pending>();
  /** Tickets of records that the gate holds. */
  readonly stoppedBy = new Map<number, Direction>();
  lastActivity: Time;
  callCount = 0;
  eventCount = 0;
  byteCount = 0;
  unseen = 0;
  /** What the directory said of it: a newer client, for instance. */
  warning: string | undefined;
  /** How it will end once what is held has gone on. */
  leaving: SessionEnding | undefined;
  end: SessionEnding | undefined;
  report: FreedFacts | undefined;
  /** What was known of the server's close handler when the session ended. */
  closeHandlerAtEnd: CloseHandlerFact = "unknown";

  constructor(start: SessionStart) {
    this.start = start;
    this.lastActivity = start.at;
  }

  /** Something that was held here was given back through another session of the same client. */
  releasedElsewhere({ resource, value }: Handle): boolean {
    return value !== undefined && this.holdings.release(resource, value) !== undefined;
  }

  get outstanding(): number {
    return this.#pending.count;
  }

  /** The request that a response with this transaction id answers. */
  pendingRequest(transaction: number): RequestValues | undefined {
    return this.#pending.get(transaction)?.request;
  }

  get calls(): readonly Call[] {
    return this.#calls.toArray();
  }

  record(copy: RecordCopy, decoder: Decoder | undefined, observer: CallObserver): void {
    this.lastActivity = copy.at;
    this.byteCount += copy.bytes.length;
    if (copy.ticket !== undefined) this.stoppedBy.set(copy.ticket, copy.direction);
    const message = readMessage(copy.bytes, this.start.asked?.pointerSize ?? 8);
    if (message === undefined) return;
    const fn = decoder?.codec.functions.get(message.id);
    const seen: Seen = { copy, message, fn, decoder };
    if (copy.direction === "toServer") this.#request(seen, observer);
    else if (message.transaction === 0) this.#event(seen, observer);
    else this.#response(seen, observer);
  }

  /** The server went with all that it kept. */
  get serverDied(): boolean {
    const end = this.end?.end;
    return end?.cause === "server" && end.died;
  }

  /** What was under way gets no answer any more; a release that the server has got is carried out all the same. */
  finish(ended: Ended, decoder: Decoder | undefined, observer: CallObserver): void {
    this.end = { end: ended.end, at: ended.at };
    this.leaving = undefined;
    const pending = this.#pending.drain();
    const undelivered = [...this.stoppedBy.values()].includes("toServer") ? pending.at(-1) : undefined;
    this.stoppedBy.clear();
    for (const each of pending) {
      const { call, fn, request } = each;
      if (each !== undelivered) this.#give(call, takenBack(fn, request, decoder), observer);
      call.state = call.state === "failed" ? "failed" : "unanswered";
      observer.over(call);
    }
    const { totals } = ended;
    this.byteCount = Math.max(this.byteCount, totals.bytesToServer + totals.bytesToClient);
    if (this.unseen > 0) this.callCount = Math.max(this.callCount, totals.recordsToServer);
  }

  #request({ copy, message, fn, decoder }: Seen, observer: CallObserver): void {
    this.callCount += 1;
    const call = this.#begin("call", fn?.name, message, copy.at, observer);
    const request = decoder?.codec.decodeRequest(message.id, message.body, descriptorOf(copy));
    const values = this.#take(call, request);
    if (values !== undefined) call.arguments = clippedToJson(namedFiles(values.values, fn, copy));
    if (message.transaction === 0) {
      call.state = call.state === "failed" ? "failed" : "done";
      observer.over(call);
      return;
    }
    const lost = this.#pending.begin(message.transaction, { call, fn, request: values });
    if (lost !== undefined) {
      lost.call.state = "unanswered";
      observer.over(lost.call);
    }
  }

  #response({ copy, message, decoder }: Seen, observer: CallObserver): void {
    const pending = this.#pending.end(message.transaction);
    // The copy of its request was lost: without it nobody knows which outputs are in here.
    if (pending === undefined) return;
    const { call, fn, request } = pending;
    call.endedAt = copy.at;
    if (fn !== undefined && fn.messageId === message.id && request !== undefined && decoder !== undefined) {
      const descriptor = descriptorOf(copy);
      const response = this.#take(
        call,
        decoder.codec.decodeResponse(message.id, message.body, request.outputs, descriptor),
      );
      if (response !== undefined) this.#settle(pending, response, decoder, copy, observer);
    }
    call.state = call.state === "failed" ? "failed" : "done";
    observer.over(call);
  }

  #settle(
    { call, fn, request }: Pending,
    response: ResponseValues,
    decoder: Decoder,
    copy: RecordCopy,
    observer: CallObserver,
  ): void {
    if (fn === undefined) return;
    const values = clippedToJson(namedFiles(response.values, fn, copy));
    call.result = response.result === undefined ? values : { result: valueToJson(response.result), ...values };
    const role = decoder.roles.get(fn.name);
    if (role?.role === "acquire") {
      this.#acquire(
        call,
        handlesInResponse(role, fn, response),
        role.confidence !== "hint",
        copy.at,
        call.arguments ?? {},
      );
    } else if (succeeded(fn, response)) {
      this.#give(call, takenBack(fn, request, decoder), observer);
    }
  }

  #event({ copy, message, fn, decoder }: Seen, observer: CallObserver): void {
    this.eventCount += 1;
    const call = this.#begin("event", fn?.event ?? fn?.name, message, copy.at, observer);
    const event = this.#take(call, decoder?.codec.decodeEvent(message.id, message.body, descriptorOf(copy)));
    if (event !== undefined && fn !== undefined) {
      call.arguments = clippedToJson(event.values);
      const role = decoder?.roles.get(fn.name);
      if (role?.role === "acquire") {
        this.#acquire(call, handlesInEvent(role, event.values), role.confidence !== "hint", copy.at, call.arguments);
      }
    }
    call.endedAt = copy.at;
    call.state = call.state === "failed" ? "failed" : "done";
    observer.over(call);
  }

  #begin(kind: Call["kind"], name: string | undefined, message: Message, at: Time, observer: CallObserver): Call {
    const call: Call = {
      id: observer.nextId(),
      session: this.start.id,
      kind,
      name: name ?? `message ${message.id}`,
      at,
      endedAt: undefined,
      arguments: undefined,
      result: undefined,
      state: "pending",
      acquired: [],
      released: [],
    };
    this.#calls.push(call);
    return call;
  }

  #take<T>(call: Call, outcome: Outcome<T> | undefined): T | undefined {
    if (outcome?.ok === false) call.state = "failed";
    return outcome?.ok === true ? outcome.value : undefined;
  }

  #acquire(call: Call, handles: readonly Handle[], sure: boolean, at: Time, args: JsonObject): void {
    for (const handle of handles)
      this.holdings.acquire({ ...handle, acquiredBy: call.name, arguments: args, at, sure });
    call.acquired = handles.map(named);
  }

  #give(call: Call, handle: Handle | undefined, observer: CallObserver): void {
    if (handle === undefined) return;
    if (this.holdings.release(handle.resource, handle.value) === undefined) observer.releasedElsewhere(this, handle);
    call.released = [named(handle)];
  }
}

interface Seen {
  readonly copy: RecordCopy;
  readonly message: Message;
  readonly fn: ApiFunction | undefined;
  readonly decoder: Decoder | undefined;
}

/** The handle that a request gives back, if its function is a releasing one. */
function takenBack(
  fn: ApiFunction | undefined,
  request: RequestValues | undefined,
  decoder: Decoder | undefined,
): Handle | undefined {
  const role = fn === undefined ? undefined : decoder?.roles.get(fn.name);
  if (role?.role !== "release" || request === undefined) return undefined;
  return { resource: role.resource, value: role.parameter === undefined ? undefined : request.values[role.parameter] };
}

/** The descriptor itself stays with the peers; that there was one is a fact. */
function descriptorOf({ descriptors }: RecordCopy): number | undefined {
  return descriptors > 0 ? 0 : undefined;
}

/** The values with words in place of descriptors, whose numbers mean nothing outside of their process. */
export function namedFiles(values: WireValues, fn: ApiFunction | undefined, { descriptors }: RecordCopy): WireValues {
  const files = fn?.parameters.filter(({ type }) => type.kind === "basic" && type.name === "file") ?? [];
  if (files.length === 0) return values;
  const words = files.flatMap(({ name }) =>
    name in values ? [[name, descriptors > 0 ? "descriptor" : "none"] as const] : [],
  );
  return { ...values, ...Object.fromEntries(words) };
}

function named({ resource, value }: Handle): ResourceName {
  return { type: resource, reference: value === undefined ? null : valueToJson(value) };
}
