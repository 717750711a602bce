/**
 * What the debug adapter drives: the protocol (debugSession.ts) knows nothing of sockets and processes, the engine nothing of the debug protocol.
 *
 * A thread of the debugger is a session of the runtime; a stop is a message that the relay holds. Lines are 0-based here.
 */
import type { PauseOn, SessionFacts, Stopped } from "@legato-api/runtime/inspector-protocol";

/** A FUNCTION or EVENT of an `.api` file and the lines it stands on. */
export interface ApiFunctionLines {
  readonly name: string;
  /** 0-based line of the name. */
  readonly line: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** A place in an `.api` file. */
export interface ApiPlace {
  readonly api: string;
  /** 0-based. */
  readonly line: number;
}

export interface LineBreakpoint {
  /** 0-based. */
  readonly line: number;
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

export interface PlacedBreakpoint {
  readonly id: number;
  readonly verified: boolean;
  readonly message?: string;
  /** 0-based line where it really is; absent when there is no function there. */
  readonly line?: number;
}

/** What the engine tells, as it happens. */
export interface EngineEvents {
  stopped(stop: Stopped): void;
  continued(session: number): void;
  sessionOpened(session: SessionFacts): void;
  sessionEnded(session: SessionFacts): void;
  /** A line for the debug console; `category` as in the debug protocol. `from`: the breakpoint that says it. */
  output(text: string, category: "stdout" | "stderr" | "console" | "important", from?: ApiPlace): void;
  breakpointChanged(breakpoint: PlacedBreakpoint): void;
  /** Nothing is left to debug. */
  terminated(): void;
}

export interface DebugEngine {
  /** Resolves when everything configured is running; rejects with what went wrong and what to do. */
  start(configuration: unknown, request: "launch" | "attach", events: EngineEvents): Promise<void>;
  functionsIn(apiPath: string): Promise<readonly ApiFunctionLines[]>;
  /** Replaces the breakpoints of one file. */
  setBreakpoints(apiPath: string, breakpoints: readonly LineBreakpoint[]): Promise<readonly PlacedBreakpoint[]>;
  setPauseOn(pauseOn: readonly PauseOn[]): Promise<void>;
  /** Open sessions. */
  sessions(): readonly SessionFacts[];
  session(id: number): SessionFacts | undefined;
  continue(session: number, step: boolean): Promise<void>;
  /**
   * Lets every held message go and ends the programs it started, whose output nobody would take any more; never rejects. `everything`: also the
   * services and the runtime that it started. Else they go on, for the window that is reloaded.
   */
  stop(everything: boolean): Promise<void>;
}

export type { PauseOn, SessionFacts, Stopped };
