/**
 * The debug adapter: the debug protocol on one side, a `DebugEngine` on the other, and nothing else.
 *
 * Thread = session; stack frame = the function in the `.api`; breakpoints stand on FUNCTION and EVENT declarations. A held message stops its
 * session alone, so threads continue one by one. Ending the debugger lets everything go.
 */
import path from "node:path";
import {
  BreakpointEvent,
  ContinuedEvent,
  DebugSession,
  InitializedEvent,
  OutputEvent,
  Scope,
  Source,
  StackFrame,
  StoppedEvent,
  TerminatedEvent,
  Thread,
  ThreadEvent,
} from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { ApiPlace, DebugEngine, EngineEvents, PauseOn, PlacedBreakpoint, Stopped } from "./engine.ts";
import { REASONS, shortText, threadName, wholeText } from "./stopText.ts";
import { VariableTree } from "./variables.ts";

const EXCEPTIONS: readonly { readonly filter: PauseOn; readonly label: string; readonly description: string }[] = [
  { filter: "open", label: "Session opens", description: "Hold a client's first message." },
  { filter: "end", label: "Session ends", description: "Tell how a client went, before the server learns of it." },
  {
    filter: "leak",
    label: "Session ends and something is left",
    description: "A client went while the server still holds something for it.",
  },
];

const ERROR_START = 1;
const ERROR_REQUEST = 2;

export class ApiDebugSession extends DebugSession {
  readonly #engine: DebugEngine;
  readonly #variables = new VariableTree();
  readonly #stops = new Map<number, Stopped>();
  #configured: () => void = () => {};
  readonly #configurationDone = new Promise<void>((resolve) => {
    this.#configured = resolve;
  });
  #ended = false;

  constructor(engine: DebugEngine) {
    super();
    this.#engine = engine;
    this.setDebuggerLinesStartAt1(true);
    this.setDebuggerColumnsStartAt1(true);
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsConditionalBreakpoints: true,
      supportsHitConditionalBreakpoints: true,
      supportsLogPoints: true,
      supportsEvaluateForHovers: true,
      supportsTerminateRequest: true,
      supportTerminateDebuggee: true,
      supportsSingleThreadExecutionRequests: true,
      supportsExceptionInfoRequest: true,
      exceptionBreakpointFilters: EXCEPTIONS.map(({ filter, label, description }) => ({ filter, label, description })),
    };
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: DebugProtocol.LaunchRequestArguments,
  ): void {
    void this.#start(response, args, "launch");
  }

  protected override attachRequest(
    response: DebugProtocol.AttachResponse,
    args: DebugProtocol.AttachRequestArguments,
  ): void {
    void this.#start(response, args, "attach");
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    this.sendResponse(response);
    this.#configured();
  }

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    args: DebugProtocol.SetBreakpointsArguments,
  ): void {
    const lines = (args.breakpoints ?? []).map(({ line, condition, hitCondition, logMessage }) => ({
      line: this.convertClientLineToDebugger(line) - 1,
      ...(condition === undefined ? {} : { condition }),
      ...(hitCondition === undefined ? {} : { hitCondition }),
      ...(logMessage === undefined ? {} : { logMessage }),
    }));
    this.#answer(response, async () => {
      const placed = await this.#engine.setBreakpoints(args.source.path ?? "", lines);
      response.body = { breakpoints: placed.map((one) => this.#breakpoint(one)) };
    });
  }

  protected override setExceptionBreakPointsRequest(
    response: DebugProtocol.SetExceptionBreakpointsResponse,
    args: DebugProtocol.SetExceptionBreakpointsArguments,
  ): void {
    this.#answer(response, () =>
      this.#engine.setPauseOn(EXCEPTIONS.flatMap(({ filter }) => (args.filters.includes(filter) ? [filter] : []))),
    );
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    const held = [...this.#stops.values()].map((stop) => stop.facts);
    const all = new Map([...held, ...this.#engine.sessions()].map((one) => [one.id, one]));
    response.body = {
      threads: [...all.values()].sort((a, b) => a.id - b.id).map((one) => new Thread(one.id, threadName(one))),
    };
    this.sendResponse(response);
  }

  protected override stackTraceRequest(
    response: DebugProtocol.StackTraceResponse,
    args: DebugProtocol.StackTraceArguments,
  ): void {
    this.#answer(response, async () => {
      const stop = this.#stops.get(args.threadId);
      const frames = stop === undefined ? [] : [await this.#frame(stop)];
      response.body = { stackFrames: frames, totalFrames: frames.length };
    });
  }

  protected override scopesRequest(response: DebugProtocol.ScopesResponse, args: DebugProtocol.ScopesArguments): void {
    const stop = this.#stops.get(args.frameId);
    const scopes =
      stop === undefined ? [] : this.#variables.scopesOf(stop, this.#engine.session(stop.session) ?? stop.facts);
    response.body = { scopes: scopes.map((one) => new Scope(one.name, one.variablesReference, one.expensive)) };
    this.sendResponse(response);
  }

  protected override variablesRequest(
    response: DebugProtocol.VariablesResponse,
    args: DebugProtocol.VariablesArguments,
  ): void {
    response.body = { variables: this.#variables.variables(args.variablesReference) };
    this.sendResponse(response);
  }

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    args: DebugProtocol.EvaluateArguments,
  ): void {
    const stop = this.#stops.get(args.frameId ?? this.#stops.keys().next().value ?? -1);
    const found = stop === undefined ? undefined : this.#variables.evaluate(stop, args.expression);
    if (found === undefined) {
      const why =
        stop === undefined ? "No message is held." : `There is no value '${args.expression}' in this message.`;
      this.sendErrorResponse(response, ERROR_REQUEST, why);
      return;
    }
    response.body = { result: found.value, variablesReference: found.variablesReference };
    this.sendResponse(response);
  }

  protected override continueRequest(
    response: DebugProtocol.ContinueResponse,
    args: DebugProtocol.ContinueArguments,
  ): void {
    response.body = { allThreadsContinued: false };
    this.#go(response, args.threadId, false);
  }

  protected override nextRequest(response: DebugProtocol.NextResponse, args: DebugProtocol.NextArguments): void {
    this.#go(response, args.threadId, true);
  }

  protected override stepInRequest(response: DebugProtocol.StepInResponse, args: DebugProtocol.StepInArguments): void {
    this.#go(response, args.threadId, true);
  }

  protected override stepOutRequest(
    response: DebugProtocol.StepOutResponse,
    args: DebugProtocol.StepOutArguments,
  ): void {
    this.#go(response, args.threadId, false);
  }

  protected override exceptionInfoRequest(
    response: DebugProtocol.ExceptionInfoResponse,
    args: DebugProtocol.ExceptionInfoArguments,
  ): void {
    const stop = this.#stops.get(args.threadId);
    if (stop === undefined) {
      this.sendErrorResponse(response, ERROR_REQUEST, "No message is held.");
      return;
    }
    response.body = { exceptionId: shortText(stop), description: wholeText(stop), breakMode: "always" };
    this.sendResponse(response);
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.sendErrorResponse(
      response,
      ERROR_REQUEST,
      "A session is held at a message: set a breakpoint on a FUNCTION or EVENT of its .api file.",
    );
  }

  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    void this.#end(true).then(() => {
      this.sendResponse(response);
      this.sendEvent(new TerminatedEvent());
    });
  }

  /** A window that is reloaded or closed says nothing of the debuggee. */
  protected override disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    args: DebugProtocol.DisconnectArguments | undefined,
  ): void {
    void this.#end(args?.terminateDebuggee === true).then(() => this.sendResponse(response));
  }

  async #start(response: DebugProtocol.Response, args: unknown, request: "launch" | "attach"): Promise<void> {
    // Breakpoints come before the first process runs, so that none of its messages slips through.
    this.sendEvent(new InitializedEvent());
    await this.#configurationDone;
    try {
      await this.#engine.start(args, request, this.#events());
      this.sendResponse(response);
    } catch (error) {
      await this.#end(true);
      this.sendErrorResponse(response, { id: ERROR_START, format: messageOf(error), showUser: true });
    }
  }

  #events(): EngineEvents {
    return {
      stopped: (stop) => this.#stopped(stop),
      continued: (session) => this.#continued(session),
      sessionOpened: ({ id }) => this.sendEvent(new ThreadEvent("started", id)),
      sessionEnded: ({ id }) => {
        if (!this.#stops.has(id)) this.sendEvent(new ThreadEvent("exited", id));
      },
      output: (text, category, from) => this.#output(text, category, from),
      breakpointChanged: (one) => this.sendEvent(new BreakpointEvent("changed", this.#breakpoint(one))),
      terminated: () => {
        if (!this.#ended) void this.#end(true).then(() => this.sendEvent(new TerminatedEvent()));
      },
    };
  }

  #output(text: string, category: string, from: ApiPlace | undefined): void {
    const event: DebugProtocol.OutputEvent = new OutputEvent(text.endsWith("\n") ? text : `${text}\n`, category);
    if (from !== undefined) {
      event.body.source = this.#source(from.api);
      event.body.line = this.convertDebuggerLineToClient(from.line + 1);
    }
    this.sendEvent(event);
  }

  #source(api: string): Source {
    return new Source(path.basename(api), this.convertDebuggerPathToClient(api));
  }

  #stopped(stop: Stopped): void {
    this.#variables.forget(stop.session);
    this.#stops.set(stop.session, stop);
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(REASONS[stop.reason], stop.session);
    // Beside the thread's name.
    event.body.description = shortText(stop);
    event.body.text = wholeText(stop);
    event.body.allThreadsStopped = false;
    event.body.hitBreakpointIds = [...stop.breakpoints];
    this.sendEvent(event);
  }

  #continued(session: number): void {
    if (!this.#stops.delete(session)) return;
    this.#variables.forget(session);
    this.sendEvent(new ContinuedEvent(session, false));
    this.#exitIfOver(session);
  }

  /** The thread of a session that ended stays until it is let go. */
  #exitIfOver(session: number): void {
    if (this.#engine.sessions().every(({ id }) => id !== session)) this.sendEvent(new ThreadEvent("exited", session));
  }

  async #frame(stop: Stopped): Promise<StackFrame> {
    const api = stop.api ?? undefined;
    const functions = api === undefined ? [] : await this.#engine.functionsIn(api);
    const line = functions.find((one) => one.name === stop.function)?.line;
    const source = api === undefined ? undefined : this.#source(api);
    const name = stop.function === null || stop.at === "end" ? shortText(stop) : `${stop.function} (${stop.at})`;
    return new StackFrame(
      stop.session,
      name,
      source,
      line === undefined ? 0 : this.convertDebuggerLineToClient(line + 1),
      1,
    );
  }

  #go(response: DebugProtocol.Response, session: number, step: boolean): void {
    this.#answer(response, async () => {
      this.#stops.delete(session);
      this.#variables.forget(session);
      await this.#engine.continue(session, step);
      this.#exitIfOver(session);
    });
  }

  #breakpoint({ id, verified, message, line }: PlacedBreakpoint): DebugProtocol.Breakpoint {
    return {
      id,
      verified,
      ...(message === undefined ? {} : { message }),
      ...(line === undefined ? {} : { line: this.convertDebuggerLineToClient(line + 1) }),
    };
  }

  /** Sends the response when the work is done, or what went wrong. */
  #answer(response: DebugProtocol.Response, work: () => Promise<void>): void {
    work().then(
      () => this.sendResponse(response),
      (error: unknown) => this.sendErrorResponse(response, ERROR_REQUEST, messageOf(error)),
    );
  }

  async #end(everything: boolean): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#configured();
    await this.#engine.stop(everything);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
