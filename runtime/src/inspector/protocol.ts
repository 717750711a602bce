/**
 * What the inspector and its clients say to each other: JSON-RPC 2.0 (vscode-jsonrpc framing) over a Unix socket. Types only.
 *
 * What services, sessions and calls look like is in sessions/facts.ts; docs/inspector.md documents both. A change that breaks a client
 * raises `InspectorProtocolVersion`; a new optional member does not.
 */

import type {
  CallFacts,
  CloseHandlerFacts,
  JsonObject,
  SessionFacts,
  SessionsChange,
  SessionsSnapshot,
} from "../sessions/facts.ts";

export type * from "../sessions/facts.ts";

export type InspectorProtocolVersion = 1;

// ---- Requests and notifications -----------------------------------------------------------------------------------------------------

export interface InitializeResult {
  readonly protocolVersion: InspectorProtocolVersion;
  readonly runtime: {
    readonly version: string;
    readonly pid: number;
    readonly directory: string;
    readonly startedAt: string;
  };
}

export interface Breakpoint {
  /** The client's own number, unique within its connection. */
  readonly id: number;
  /** Absolute path of the `.api`; every service that speaks its protocol is meant. */
  readonly api: string;
  /** Name of a FUNCTION or EVENT in it. */
  readonly function: string;
  /** `request`: before the server sees it; `response`: before the client does; an EVENT is always held on its way to the client. */
  readonly at?: "request" | "response";
  /** An expression over the message's values, for instance `name == "abc"`. */
  readonly condition?: string;
  /** `5` (the fifth time), `>= 5`, `% 5`. */
  readonly hitCondition?: string;
  /** Says this instead of holding; `{expression}` is replaced. */
  readonly logMessage?: string;
}

export interface BreakpointStatus {
  readonly id: number;
  readonly verified: boolean;
  /** Why it is not verified, or what it waits for. */
  readonly message?: string;
}

/** Where a session can be held without a breakpoint of its own. */
export type PauseOn = "open" | "end" | "leak";

/** A message is held: its session goes no further in this direction until `session/continue`. */
export interface Stopped {
  readonly session: number;
  readonly reason: "breakpoint" | "step" | PauseOn;
  readonly breakpoints: readonly number[];
  readonly api: string | null;
  readonly function: string | null;
  readonly at: "request" | "response" | "event" | "open" | "end";
  readonly request: JsonObject | null;
  readonly response: JsonObject | null;
  readonly facts: SessionFacts;
}

export interface CallResult {
  readonly function: string;
  /** The result and OUT values by name; `result` is the function's own. */
  readonly values: JsonObject;
  readonly durationMs: number;
}

/** What `crash` does: clients that call, one after the other, and are killed. */
export interface CrashParameters {
  readonly interface: string;
  /** The calls of each client, in order; the last one acquires. */
  readonly calls: readonly { readonly function: string; readonly arguments: JsonObject }[];
  /** `SIGKILL` if left out. */
  readonly signal?: string;
  /** How many clients, one after the other; 1 if left out. It ends early when one cannot acquire any more. */
  readonly times?: number;
}

/** One attempt to acquire. */
export interface CrashAttempt {
  readonly acquired: boolean;
  readonly values: JsonObject | null;
  /** Why there are no values. */
  readonly problem: string | null;
}

/** Only what can be seen from outside, and what a service in TypeScript says of itself. */
export interface CrashReport {
  readonly function: string;
  readonly clients: readonly {
    readonly pid: number;
    readonly attempt: CrashAttempt;
    readonly end: SessionFacts["end"];
    readonly freed: SessionFacts["freed"];
  }[];
  readonly server: { readonly pid: number; readonly alive: boolean };
  /** The same acquire by a second client: while the first killed one held what it had acquired, and when all had been killed. */
  readonly whileHeld: CrashAttempt | null;
  readonly after: CrashAttempt | null;
  /** All of this as text: who got what, in the order it happened, references as logs show them. */
  readonly lines: readonly string[];
  /** `notObservable`: nothing of what can be seen depends on whether it was freed. `notAcquired`: the first client got nothing. */
  readonly verdict: "freed" | "leaked" | "notObservable" | "notAcquired" | "serverDied";
  /** The verdict and its reason, in one or two sentences. */
  readonly summary: string;
}

/** A service in TypeScript that the runtime runs as a child process. */
export interface TypeScriptService {
  readonly file: string;
  readonly state: "starting" | "running" | "failed" | "stopped";
  readonly pid: number | null;
  readonly interface: string | null;
  readonly message: string | null;
}

export interface InspectorRequests {
  readonly initialize: {
    params: { readonly protocolVersion: number; readonly client: string };
    result: InitializeResult;
  };
  /** Everything, once. `held` of each session is cut to 100. */
  readonly "sessions/list": { params: { readonly ended?: number }; result: SessionsSnapshot };
  /** Starts `sessions/changed`; the snapshot is the state at `revision`. */
  readonly "sessions/subscribe": {
    params: { readonly ended?: number };
    result: { readonly revision: number; readonly snapshot: SessionsSnapshot };
  };
  readonly "sessions/unsubscribe": { params: Record<string, never>; result: null };
  /** Ended sessions, newest first. */
  readonly "sessions/history": {
    params: { readonly limit?: number; readonly before?: number };
    result: readonly SessionFacts[];
  };
  readonly "sessions/clearHistory": { params: Record<string, never>; result: null };
  readonly "session/get": { params: { readonly session: number }; result: SessionFacts | null };
  /** The last calls of a session, oldest first, as many as are kept. */
  readonly "session/calls": { params: { readonly session: number }; result: readonly CallFacts[] };
  readonly "session/close": { params: { readonly session: number }; result: null };
  /** Kills the client's process; only of the user who runs the runtime. */
  readonly "client/kill": { params: { readonly session: number; readonly signal?: string }; result: null };
  /** Starts `calls/happened`, for a timeline. */
  readonly "calls/subscribe": { params: Record<string, never>; result: null };
  readonly "calls/unsubscribe": { params: Record<string, never>; result: null };
  /** Replaces all breakpoints of this connection. They are gone when it closes, and what they hold goes on. */
  readonly "breakpoints/set": {
    params: { readonly breakpoints: readonly Breakpoint[]; readonly pauseOn?: readonly PauseOn[] };
    result: readonly BreakpointStatus[];
  };
  /** `step`: hold again at the response of the held request. */
  readonly "session/continue": { params: { readonly session: number; readonly step?: boolean }; result: null };
  /** Calls a running service as an ordinary client. */
  readonly call: {
    params: { readonly interface: string; readonly function: string; readonly arguments: JsonObject };
    result: CallResult;
  };
  /** Starts clients that acquire and are killed, and reports what can be seen of what the server did. */
  readonly crash: { params: CrashParameters; result: CrashReport };
  readonly setFacts: { params: { readonly facts: readonly CloseHandlerFacts[] }; result: null };
  readonly bind: { params: { readonly client: string; readonly server: string }; result: null };
  readonly "services/list": { params: Record<string, never>; result: readonly TypeScriptService[] };
  readonly "services/start": { params: { readonly file: string }; result: TypeScriptService };
  readonly "services/stop": { params: { readonly file: string }; result: null };
  /** Ends the runtime: sessions are told. `unlessDebugged`: an error, and nothing ends, while another client has set breakpoints. */
  readonly shutdown: { params: { readonly unlessDebugged?: boolean }; result: null };
}

export interface InspectorNotifications {
  readonly "sessions/changed": SessionsChange;
  readonly "calls/happened": { readonly calls: readonly CallFacts[]; readonly dropped: number };
  readonly "breakpoints/stopped": Stopped;
  readonly "breakpoints/continued": { readonly session: number };
  /** A logpoint spoke, or a breakpoint changed its status. */
  readonly "breakpoints/output": { readonly breakpoint: number; readonly session: number; readonly text: string };
  readonly "breakpoints/changed": { readonly breakpoints: readonly BreakpointStatus[] };
  /** Something the directory found worth saying: a service advertised twice, a client newer than its server, no descriptors left. */
  readonly "runtime/notice": {
    readonly level: "information" | "warning" | "error";
    readonly text: string;
    readonly at: string;
  };
  /** A line that a TypeScript service printed. */
  readonly "services/output": { readonly file: string; readonly stream: "stdout" | "stderr"; readonly text: string };
  readonly "services/changed": TypeScriptService;
}
