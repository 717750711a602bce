/**
 * The debug engine over a runtime's inspector: breakpoints become gates of the relay, sessions become threads.
 *
 * In: how to get a runtime, how to find the functions of an `.api`, how to run programs. It holds no message itself: when the connection goes, the
 * runtime lets everything go.
 */

import path from "node:path";
import type { Breakpoint, SessionsChange, TypeScriptService } from "@legato-api/runtime/inspector-protocol";
import type { InspectorConnection } from "../inspector/connection.ts";
import { type DebugConfiguration, type ProgramKind, readConfiguration } from "./configuration.ts";
import type {
  ApiFunctionLines,
  ApiPlace,
  DebugEngine,
  EngineEvents,
  LineBreakpoint,
  PauseOn,
  PlacedBreakpoint,
  SessionFacts,
} from "./engine.ts";
import { missingFiles } from "./missingFiles.ts";
import { Processes, type ProgramConfiguration, type ProgramEnd } from "./processes.ts";
import { unknownMembers } from "./unknownMembers.ts";

export interface EngineSurroundings {
  /** Connects to the runtime of a directory, starting one where none runs. `started`: it was started by this call. */
  readonly runtime: (
    configuration: DebugConfiguration,
    mayStart: boolean,
  ) => Promise<{ connection: InspectorConnection; started: boolean }>;
  readonly functionsIn: (apiPath: string) => Promise<readonly ApiFunctionLines[]>;
  /** What is really run for a program that our command runs. */
  readonly wrapped: (
    program: ProgramConfiguration,
    how: Exclude<ProgramKind, "native">,
    directory: string,
  ) => ProgramConfiguration;
}

interface Placed {
  readonly breakpoint: Breakpoint;
  readonly line: number;
}

export class InspectorEngine implements DebugEngine {
  readonly #surroundings: EngineSurroundings;
  readonly #sessions = new Map<number, SessionFacts>();
  readonly #services = new Map<number, string>();
  readonly #placed = new Map<string, readonly Placed[]>();
  readonly #waiters = new Set<() => void>();
  #pauseOn: readonly PauseOn[] = [];
  #nextBreakpoint = 1;
  #connection: InspectorConnection | undefined;
  #ownsRuntime = false;
  #say: EngineEvents["output"] = () => {};
  #processes: Processes | undefined;
  #started: string[] = [];
  #isStopped = false;
  /** Services in TypeScript that have run or failed since this session began. */
  readonly #tried = new Set<string>();

  constructor(surroundings: EngineSurroundings) {
    this.#surroundings = surroundings;
  }

  async start(value: unknown, request: "launch" | "attach", events: EngineEvents): Promise<void> {
    for (const text of unknownMembers(value)) events.output(text, "console");
    const configuration = readConfiguration(value);
    if (typeof configuration === "string") throw new Error(configuration);
    const missing = request === "launch" ? missingFiles(configuration) : undefined;
    if (missing !== undefined) throw new Error(missing);
    const { connection, started } = await this.#surroundings.runtime(configuration, request === "launch");
    if (this.#isStopped) {
      if (started) await connection.request("shutdown", { unlessDebugged: true }).catch(() => {});
      connection.dispose();
      throw new Error("The debugger was ended before the runtime was there.");
    }
    this.#connection = connection;
    this.#ownsRuntime = started;
    this.#say = (...line) => events.output(...line);
    this.#listen(connection, events);
    await this.#follow(connection, events);
    await this.#sendBreakpoints();
    events.output(`Runtime ${connection.runtime.pid} serves ${connection.runtime.directory}.`, "console");
    for (const { client, server } of configuration.bindings) await connection.request("bind", { client, server });
    if (request === "launch") await this.#run(configuration, connection, events);
  }

  functionsIn(apiPath: string): Promise<readonly ApiFunctionLines[]> {
    return this.#surroundings.functionsIn(apiPath);
  }

  async setBreakpoints(apiPath: string, breakpoints: readonly LineBreakpoint[]): Promise<readonly PlacedBreakpoint[]> {
    const functions = await this.functionsIn(apiPath);
    const answers: PlacedBreakpoint[] = [];
    const placed: Placed[] = [];
    for (const { line, ...conditions } of breakpoints) {
      const id = this.#nextBreakpoint++;
      const found = functions.find((one) => one.firstLine <= line && line <= one.lastLine);
      if (found === undefined) {
        answers.push({
          id,
          verified: false,
          message: "Messages are held at a FUNCTION or EVENT; none stands on this line.",
        });
        continue;
      }
      placed.push({ line: found.line, breakpoint: { id, api: apiPath, function: found.name, ...conditions } });
      answers.push({ id, verified: true, line: found.line });
    }
    this.#placed.set(apiPath, placed);
    const known = await this.#sendBreakpoints();
    return answers.map((one) => {
      const status = known.get(one.id);
      if (status === undefined) return one;
      const { line } = one;
      return { ...status, ...(line === undefined ? {} : { line }) };
    });
  }

  async setPauseOn(pauseOn: readonly PauseOn[]): Promise<void> {
    this.#pauseOn = pauseOn;
    await this.#sendBreakpoints();
  }

  sessions(): readonly SessionFacts[] {
    return [...this.#sessions.values()].filter((one) => one.end === null);
  }

  session(id: number): SessionFacts | undefined {
    return this.#sessions.get(id);
  }

  async continue(session: number, step: boolean): Promise<void> {
    if (this.#connection === undefined) throw new Error("The runtime is not connected any more.");
    await this.#connection.request("session/continue", { session, step });
  }

  async stop(everything: boolean): Promise<void> {
    this.#isStopped = true;
    const connection = this.#connection;
    this.#connection = undefined;
    // First, for the window may have little time left.
    if (!everything) connection?.dispose();
    await this.#processes?.stop();
    if (connection === undefined || !everything) return;
    try {
      for (const file of this.#started) await connection.request("services/stop", { file });
      if (this.#ownsRuntime) await this.#shutdown(connection);
    } catch {
      // It is gone already, and with it everything that was held.
    }
    connection.dispose();
  }

  async #shutdown(connection: InspectorConnection): Promise<void> {
    const refused = await connection.request("shutdown", { unlessDebugged: true }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused instanceof Error)
      this.#say(`The runtime goes on: ${refused.message}. 'Legato API: Stop Runtime' ends it.`, "console");
  }

  async #run(configuration: DebugConfiguration, connection: InspectorConnection, events: EngineEvents): Promise<void> {
    const processes = new Processes({
      output: (text, category) => events.output(text, category),
      allEnded: () => {
        if (this.#started.length === 0) events.terminated();
      },
    });
    this.#processes = processes;
    if (configuration.steps.length === 0)
      events.output(
        'Nothing is started: launch.json has no "services", "programs" or "clients". What you start yourself is debugged.',
        "console",
      );
    for (const step of configuration.steps) {
      if (this.#isStopped) return;
      let ended: Promise<ProgramEnd> | undefined;
      if (step.kind === "service") {
        // First, so that whoever stops meanwhile stops it too.
        this.#started.push(step.file);
        await connection.request("services/start", { file: step.file });
      } else {
        const program =
          step.how === "native"
            ? step.program
            : this.#surroundings.wrapped(step.program, step.how, connection.runtime.directory);
        ({ ended } = await processes.start(program));
      }
      if (step.waitFor === undefined || this.#isAdvertised(step.waitFor)) continue;
      events.output(`Waiting until '${step.waitFor}' is advertised ("waitFor").`, "console");
      await this.#advertised(step.waitFor, connection, ended);
    }
  }

  #isAdvertised(name: string): boolean {
    return [...this.#services.values()].some((one) => one === name || one.endsWith(`.${name}`));
  }

  /**
   * Resolves when a service of this name is advertised; rejects when the runtime ends first, or the program fails that was started for it. One that
   * exits with 0 may have left the server in the background.
   */
  async #advertised(name: string, connection: InspectorConnection, ended = never<ProgramEnd>()): Promise<void> {
    const over = connection.closed.then(() => `The runtime ended before '${name}' was advertised.`);
    const failed = ended.then(({ failed: isFailed, words }) =>
      isFailed
        ? `The program that should serve '${name}' ${words}. What it printed is in the debug console.`
        : never<string>(),
    );
    while (!this.#isAdvertised(name)) {
      const changed = new Promise<undefined>((resolve) => this.#waiters.add(() => resolve(undefined)));
      const problem = await Promise.race([changed, over, failed]);
      if (problem !== undefined) throw new Error(problem);
    }
  }

  #listen(connection: InspectorConnection, events: EngineEvents): void {
    connection.on("breakpoints/stopped", (stop) => {
      this.#sessions.set(stop.session, stop.facts);
      events.stopped(stop);
    });
    connection.on("breakpoints/continued", ({ session }) => events.continued(session));
    connection.on("breakpoints/output", ({ breakpoint, text }) =>
      events.output(text, "console", this.#placeOf(breakpoint)),
    );
    connection.on("breakpoints/changed", ({ breakpoints }) => {
      for (const one of breakpoints) events.breakpointChanged(one);
    });
    connection.on("services/output", ({ file, stream, text }) =>
      events.output(`[${path.basename(file)}] ${text}`, stream),
    );
    connection.on("services/changed", (service) => this.#serviceChanged(service, events));
    connection.on("sessions/changed", (change) => this.#take(change, events));
    void connection.closed.then(() => {
      if (this.#connection === undefined) return;
      events.output(
        "The runtime has ended, and its servers with it. F5 starts one again, or the button in the Sessions view.",
        "important",
      );
      events.terminated();
    });
  }

  #serviceChanged({ file, state, message }: TypeScriptService, events: EngineEvents): void {
    const name = path.basename(file);
    if (state === "starting" && this.#tried.has(file))
      events.output(`[${name}] is started anew, for one of its files has changed.`, "console");
    if (state === "running" || state === "failed") this.#tried.add(file);
    if (state === "failed")
      events.output(
        `[${name}] failed: ${message ?? "it has ended"}. It is started anew when it is saved.`,
        "important",
      );
  }

  #placeOf(breakpoint: number): ApiPlace | undefined {
    const found = [...this.#placed.values()].flat().find((one) => one.breakpoint.id === breakpoint);
    return found === undefined ? undefined : { api: found.breakpoint.api, line: found.line };
  }

  async #follow(connection: InspectorConnection, events: EngineEvents): Promise<void> {
    const { snapshot } = await connection.request("sessions/subscribe", {});
    const sessions = snapshot.services.flatMap((one) => one.sessions);
    this.#take({ services: snapshot.services, sessions, removedSessions: [], removedServices: [] }, events);
  }

  #take(
    change: Pick<SessionsChange, "services" | "sessions" | "removedServices" | "removedSessions">,
    events: EngineEvents,
  ): void {
    for (const service of change.services) {
      if (service.advertised) this.#services.set(service.id, service.interface);
      else this.#services.delete(service.id);
    }
    for (const id of change.removedServices) this.#services.delete(id);
    for (const session of change.sessions) {
      const before = this.#sessions.get(session.id);
      this.#sessions.set(session.id, session);
      if (before === undefined && session.end === null) events.sessionOpened(session);
      if (session.end !== null && before !== undefined && before.end === null) events.sessionEnded(session);
    }
    for (const id of change.removedSessions) this.#sessions.delete(id);
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  async #sendBreakpoints(): Promise<ReadonlyMap<number, PlacedBreakpoint>> {
    if (this.#connection === undefined) return new Map();
    const breakpoints = [...this.#placed.values()].flat().map((one) => one.breakpoint);
    const statuses = await this.#connection.request("breakpoints/set", { breakpoints, pauseOn: this.#pauseOn });
    return new Map(statuses.map((one) => [one.id, one]));
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => {});
}
