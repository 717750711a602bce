/**
 * What is known of services, sessions and calls, as readers see it: the shapes of `legato-api sessions --json` and of the inspector.
 *
 * Plain JSON. Times are ISO 8601 in UTC, durations milliseconds, references unsigned 32-bit numbers. docs/inspector.md documents them; a
 * member may be added, none may change its meaning without a new version of the inspector's protocol.
 */
import type { JsonObject, JsonValue } from "../interfaces/values.ts";

export type { JsonObject, JsonValue };

/** Whether the server of a service frees what a dead client held: known by `setFacts`, `--facts` or the TypeScript service itself. */
export type CloseHandlerFact = "registered" | "missing" | "unknown";

export interface ProcessFacts {
  readonly pid: number;
  readonly name: string;
}

export interface ClientFacts extends ProcessFacts {
  readonly commandLine: readonly string[];
  readonly uid: number;
}

/** Something the server handed to the client of a session and that was not given back yet. */
export interface HeldResource {
  /** The REFERENCE's name, or a word for it (`lock`, `handle`). */
  readonly type: string;
  /** The handle on the wire; null for a resource that has none (a lock). */
  readonly reference: JsonValue;
  /** The function whose call acquired it. */
  readonly acquiredBy: string;
  readonly arguments: JsonObject;
  readonly at: string;
}

/**
 * `closed`: the client closed the session and lived on. `exited`, `signal`: its process ended so. `gone`: its process died, the kernel
 * could not tell how. `server`: the server closed it or died. `refused`: the session never came to be. `runtime`: the runtime closed it,
 * asked to or because it stopped.
 */
export type EndCause = "closed" | "exited" | "signal" | "gone" | "server" | "refused" | "runtime";

export interface SessionEnd {
  readonly cause: EndCause;
  /** Exit code of the client (`exited`) or the result the directory answered (`refused`); else null. */
  readonly code: number | null;
  /** Name of the signal (`signal`), else null. */
  readonly signal: string | null;
  readonly at: string;
  /** One sentence for a reader, for instance why it was refused. */
  readonly message: string;
  /** The server's process has ended, and what it kept is gone with it. */
  readonly serverDied?: true;
}

export interface ResourceName {
  readonly type: string;
  readonly reference: JsonValue;
}

/** Only a service in TypeScript tells. */
export interface FreedFacts {
  readonly freed: readonly ResourceName[];
  readonly kept: readonly ResourceName[];
}

/** `suspect`: still held at the end and no close handler; `possible`: the same, and nobody knows whether there is one. */
export type LeakVerdict = "none" | "possible" | "suspect";

export interface SessionFacts {
  /** Never used twice in the life of one runtime. */
  readonly id: number;
  /** The interface name the client asked for. */
  readonly interface: string;
  /** The service that serves it, as in `ServiceFacts.id`; null while there is none. */
  readonly service: number | null;
  readonly client: ClientFacts;
  /** How the client's interface came to this service, in words: `--bind`, same name, auto-bound. */
  readonly binding: string;
  readonly openedAt: string;
  readonly lastActivity: string;
  readonly calls: number;
  readonly events: number;
  /** Bytes seen in both directions. */
  readonly bytes: number;
  /** Requests that have no response yet. */
  readonly outstanding: number;
  readonly state: "open" | "stopped" | "ended";
  /** Oldest first; at most `heldCount`, cut in lists (`session/get` gives all). */
  readonly held: readonly HeldResource[];
  readonly heldCount: number;
  /** Copies of records the inspector had to drop; above 0 `held` and the counters may be wrong. */
  readonly unseen: number;
  readonly leak: LeakVerdict;
  /** What the server did with it when the session ended, said by the service itself; null: not observable. */
  readonly freed: FreedFacts | null;
  /** What the directory found worth saying of this session, for instance that the client is newer than the server. */
  readonly warning: string | null;
  /** Its client or its server has gone, so, while a message is held: the session ends when that goes on. */
  readonly leaving: SessionEnd | null;
  readonly end: SessionEnd | null;
}

export interface ServiceFacts {
  readonly id: number;
  readonly interface: string;
  readonly protocolId: string;
  /** Absolute path of the `.api` that has this protocol id; null when none is known, and then nothing is decoded. */
  readonly api: string | null;
  readonly server: ProcessFacts & { readonly uid: number };
  readonly closeHandler: CloseHandlerFact;
  /** Where the fact comes from: `path:line`, or `declared by the TypeScript service`. */
  readonly evidence: readonly string[];
  /** False for `--tap none`: sessions are seen to open, not to end. */
  readonly relayed: boolean;
  /** False after a withdrawal, while sessions of it are still open. */
  readonly advertised: boolean;
}

export interface WaitingFacts {
  readonly id: number;
  readonly interface: string;
  readonly client: ClientFacts;
  readonly since: string;
  readonly reason: "no binding" | "no server";
  /** A sentence: what is missing, what was seen. */
  readonly detail: string;
  /** What to type, for instance `--bind 'printClient.printClient.printer->printer'`; empty when there is nothing to bind to. */
  readonly suggestions: readonly string[];
}

/** DESIGN.md's `sessions`: what is connected, waiting and ended. */
export interface ServiceWithSessions extends ServiceFacts {
  readonly sessions: readonly SessionFacts[];
}
export interface SessionsSnapshot {
  readonly services: readonly ServiceWithSessions[];
  readonly waiting: readonly WaitingFacts[];
  /** Newest first. */
  readonly ended: readonly SessionFacts[];
}

/** One message pair of a session, or an event. */
export interface CallFacts {
  /** Grows by one per call over all sessions. */
  readonly id: number;
  readonly session: number;
  readonly kind: "call" | "event";
  /** The API's name of the function (an event: of the EVENT or HANDLER's function), or `message 7` when it is not known. */
  readonly function: string;
  readonly at: string;
  /** Request to response; null for an event and for a call that is not answered. */
  readonly durationMs: number | null;
  readonly arguments: JsonObject | null;
  /** Result and OUT values; null for an event and while there is no response. */
  readonly result: JsonObject | null;
  /** `failed`: the bytes do not fit the `.api`; `unanswered`: the session ended first. */
  readonly state: "pending" | "done" | "unanswered" | "failed";
  readonly acquired: readonly ResourceName[];
  readonly released: readonly ResourceName[];
}

/** DESIGN.md decision 7: what the language server knows of a service's component. */
export interface CloseHandlerFacts {
  readonly protocolId: string;
  /** The interface name on the service's side, or its base name; absent: every service with this protocol id. */
  readonly interface?: string;
  /** Absolute path of the `.api`, for a runtime that was not told its folder. */
  readonly api?: string;
  readonly closeHandler: CloseHandlerFact;
  readonly evidence: readonly string[];
}

/** What happened since `revision - 1`: put and remove by id. A client that misses a revision lists anew. */
export interface SessionsChange {
  readonly revision: number;
  readonly services: readonly ServiceFacts[];
  readonly sessions: readonly SessionFacts[];
  readonly waiting: readonly WaitingFacts[];
  readonly removedServices: readonly number[];
  /** Left the history of ended sessions. */
  readonly removedSessions: readonly number[];
  readonly removedWaiting: readonly number[];
}
