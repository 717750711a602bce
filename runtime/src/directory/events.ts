/**
 * What the directory and its relay tell the rest of the runtime, and what the rest may ask of them.
 *
 * In: nothing. Out: the events of one runtime in the order they happened (`DirectoryEvent`), and the control surface (`RelayControl`).
 * Always holds: for one session `opened` comes first and `ended` last; records of one direction come in wire order; a copy that found
 * the queue full is missing from the stream but counted by a `lost` event before the next event of that session. Events other than
 * records are never lost. Everything here is plain data: it crosses from the relay's thread to the main thread.
 */

/** Milliseconds since 1970 with a fraction (microseconds are real), comparable between threads. */
export type Time = number;

/** Which way a record goes. A response and an event both go `toClient`; they differ in the transaction id. */
export type Direction = "toServer" | "toClient";

/** A process as the kernel described it when it connected. `name` and `commandLine` are empty if it was gone before it could be read. */
export interface ProcessFacts {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly commandLine: readonly string[];
}

/** What both a server's advertisement and a client's request say about an interface (legato-ipc 2). */
export interface InterfaceFacts {
  /** The instance name: `api`, or `exe.component.api`, or an extern alias. */
  readonly interface: string;
  /** MD5 in hex for Legato; may carry versions for TelAF. */
  readonly protocolId: string;
  /** `sizeof(_Message_t)`: a record is `pointerSize + maxMessageSize` bytes. */
  readonly maxMessageSize: number;
  /** Width of the transaction id in every record: 8 for a 64-bit process, 4 for a 32-bit one. */
  readonly pointerSize: 4 | 8;
}

/** A service somebody advertised. `id` is of this advertisement: a restarted server gets a new one. */
export interface ServiceFacts extends InterfaceFacts {
  readonly id: number;
  readonly server: ProcessFacts;
  readonly advertisedAt: Time;
}

/** Why this client reached this service: see directory/bindings.ts. */
export type BoundBy = "option" | "definition" | "sameName" | "auto";

export interface SessionFacts {
  readonly id: number;
  /** The service's `id`. */
  readonly service: number;
  readonly client: ProcessFacts;
  /** What the client asked for; its name may differ from the service's. */
  readonly asked: InterfaceFacts;
  readonly boundBy: BoundBy;
  /** `none`: handed over to the server (`--tap none`); no record and no end will be seen. */
  readonly tap: "all" | "none";
  readonly openedAt: Time;
}

/**
 * How a session ended. `closed`: the client is alive and closed it. `exited`/`signal`: the client died, so. `gone`: it died, the
 * kernel cannot say how. `server`: the server closed it or died. `refused`: it never opened; `code` is the le_result_t it was told.
 * `runtime`: closed through `RelayControl.closeSession`, or because the runtime stops.
 */
export type End =
  | { readonly cause: "closed" }
  | { readonly cause: "gone" }
  /** `died`: the server's process was on its way out; else it closed the session. */
  | { readonly cause: "server"; readonly died: boolean }
  | { readonly cause: "runtime" }
  | { readonly cause: "exited"; readonly code: number }
  | { readonly cause: "signal"; readonly signal: number; readonly coreDumped: boolean }
  | { readonly cause: "refused"; readonly code: number };

/** What the relay counted itself, so true even when copies were lost. */
export interface Totals {
  readonly recordsToServer: number;
  readonly recordsToClient: number;
  readonly bytesToServer: number;
  readonly bytesToClient: number;
}

export interface Advertised {
  readonly kind: "advertised";
  readonly service: ServiceFacts;
}

/** The server hid the service or died. Open sessions stay up; `serverAlive` false: the server process is dying or dead. */
export interface Withdrawn {
  readonly kind: "withdrawn";
  readonly service: number;
  readonly at: Time;
  readonly serverAlive: boolean;
}

/** A client is parked (or its reason changed: the same `waiter` is sent again). */
export interface Waiting {
  readonly kind: "waiting";
  readonly waiter: number;
  readonly client: ProcessFacts;
  readonly asked: InterfaceFacts;
  readonly since: Time;
  readonly reason: "no binding" | "no server";
  /** A sentence for the user: what is missing, what was seen. */
  readonly detail: string;
  /** Options that would serve it, ready to type: `--bind 'a.b.printer->printer'`. */
  readonly suggestions: readonly string[];
}

/** A parked client is parked no more: served (an `opened` follows), refused (a `refused` follows) or it left. */
export interface WaitEnded {
  readonly kind: "waitEnded";
  readonly waiter: number;
  readonly outcome: "opened" | "refused" | "left";
}

export interface Opened {
  readonly kind: "opened";
  readonly session: SessionFacts;
}

/** A copy of one record. Its bytes belong to the receiver. The server's welcome (4 bytes) is a record too. */
export interface RecordCopy {
  readonly kind: "record";
  readonly session: number;
  readonly direction: Direction;
  readonly at: Time;
  readonly bytes: Buffer;
  /** File descriptors that went with it; they are never opened up here. */
  readonly descriptors: number;
  /** Set when the gate holds the record: answer with `release(ticket)` or `closeSession`. */
  readonly ticket?: number;
}

/** A held record went on without `release`: no heartbeat came for 5 s, the gate was opened, or the session ended. */
export interface LetGo {
  readonly kind: "letGo";
  readonly session: number;
  readonly ticket: number;
  readonly why: "noHeartbeat" | "gateOpened" | "sessionEnded";
}

/** One end went while a record of the session is held: it ends so once that goes on. */
export interface Leaving {
  readonly kind: "leaving";
  readonly session: number;
  readonly at: Time;
  readonly end: End;
}

/** Copies of this session's records that found the queue full since the last `lost`. The records themselves were delivered. */
export interface Lost {
  readonly kind: "lost";
  readonly session: number;
  readonly copies: number;
}

export interface Ended {
  readonly kind: "ended";
  readonly session: number;
  readonly at: Time;
  readonly end: End;
  readonly totals: Totals;
}

/** A client was turned away before a session existed. Listed among the ended ones as `{cause: "refused", code}`. */
export interface Refused {
  readonly kind: "refused";
  /** From the same sequence as session ids. */
  readonly session: number;
  readonly client: ProcessFacts;
  /** Not there if the request could not be read. */
  readonly asked?: InterfaceFacts | undefined;
  readonly at: Time;
  /** What the client was told: -5 LE_NOT_PERMITTED, -21 LE_UNAVAILABLE, -6 LE_FAULT; 0 if it was only closed. */
  readonly code: number;
  readonly reason: "no binding" | "no server" | "mismatch" | "malformed" | "descriptors" | "user";
  readonly detail: string;
  /** The service it was bound to, when there was one. */
  readonly service?: number;
}

/** Something the user should hear of that is no session's event: a duplicate advertisement, a newer TelAF client, fd exhaustion. */
export interface Notice {
  readonly kind: "notice";
  readonly level: "information" | "warning" | "error";
  readonly at: Time;
  readonly text: string;
  /** Whom it is about, for readers who do not see it at its session. */
  readonly subject?: string;
  readonly session?: number;
  readonly service?: number;
}

export type DirectoryEvent =
  | Advertised
  | Withdrawn
  | Waiting
  | WaitEnded
  | Opened
  | RecordCopy
  | LetGo
  | Leaving
  | Lost
  | Ended
  | Refused
  | Notice;

/** Takes the events, in order, on the main thread. It may throw: that is reported, and the relay goes on. */
export type EventSink = (event: DirectoryEvent) => void;

/** Stands for the server's answer to a new session, 4 bytes `toClient` that carry no message id. */
export const WELCOME = -1;

/** Which records the gate stops: of every session, open or to come, of the service with this instance name and server uid. */
export interface GateKey {
  readonly interface: string;
  readonly uid: number;
  readonly direction: Direction;
  /** Number of the function (`_Message_t.id`); an event carries its ADD_HANDLER function's. Or `WELCOME`. */
  readonly messageId: number;
}

/** How a child process ended, as `ChildProcess` reports it. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What the main thread may ask of the relay's thread. Every call returns at once; effects come back as events. */
export interface RelayControl {
  /** `hold` stops matching records from now on; `pass` takes that back and lets held ones go on. */
  setGate(key: GateKey, action: "hold" | "pass"): void;
  /** Lets the held record of this ticket go on. An unknown or settled ticket is ignored. */
  release(ticket: number): void;
  /** Ends a session on both sides: `ended` with cause `runtime`. Held and queued records of it are discarded. */
  closeSession(session: number): void;
  /** Adds a binding as `--bind` does and looks at the parked clients again. */
  bind(binding: Binding): void;
  /** Tells how a process the runtime started itself ended: its sessions are then never `gone`. Call it right after the spawn. */
  ownChild(pid: number, exit: Promise<ChildExit>): void;
  /** Ends every session (`ended`, cause `runtime`), then the advertisements, removes the sockets, ends the thread. */
  stop(): Promise<void>;
}

/** A client interface of a user, served by an interface of a (maybe other) user. `*` as client: every user's interface of that last segment. */
export interface Binding {
  readonly clientUid: number | "any";
  /** Instance name, or `*.segment`. */
  readonly client: string;
  /** `same`: the client's own user. */
  readonly serverUid: number | "same";
  readonly server: string;
  readonly origin: "option" | "definition";
}
