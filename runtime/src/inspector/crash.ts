/**
 * Tries a close handler: starts clients that acquire and are killed, and reports what can be seen of what the server did.
 *
 * In: which service, which calls. Out: a report (crashReport.ts). It never calls the release function with a dead client's reference: only a server that forgets
 * would understand that, and it would be harm. What a second client acquires to compare, it gives back.
 */
import { type ChildProcess, fork } from "node:child_process";
import type { ChildExit, RelayControl } from "../directory/events.ts";
import type { Api } from "../interfaces/api.ts";
import { valuesFromJson } from "../interfaces/arguments.ts";
import { acquire, giveBack } from "../peers/acquiring.ts";
import { openSession } from "../peers/clientSession.ts";
import { type CrashNews, isCrashNews } from "../peers/crashProtocol.ts";
import { eventLoop } from "../peers/eventLoop.ts";
import type { Registry } from "../sessions/registry.ts";
import type { Service } from "../sessions/service.ts";
import { crashReport } from "./crashReport.ts";
import type { CrashAttempt, CrashParameters, CrashReport, SessionFacts } from "./protocol.ts";

export interface CrashPorts {
  readonly registry: Registry;
  readonly control: Pick<RelayControl, "ownChild">;
  /** Folder of the directory's sockets. */
  readonly folder: string;
  /** The bundle of crashClient.ts. */
  readonly program: string;
  /** Resolves when a session has ended and, if its service is one in TypeScript, the service has said what it freed. */
  sessionOver(clientPid: number): Promise<SessionFacts | undefined>;
  /** False for a process that is on its way out, too. */
  isProcessAlive(pid: number): boolean;
}

type Client = CrashReport["clients"][number];

/** More would only be the same again. */
const MOST_TIMES = 1000;
/** Milliseconds after which a server that does not answer is said to be stuck. */
const PATIENCE = 10_000;
const ATTEMPTS = 6;
/** Milliseconds. */
const BETWEEN_ATTEMPTS = 200;
/** Signals that end a process which has not asked to handle them. */
const DEADLY = [
  "SIGKILL",
  "SIGTERM",
  "SIGSEGV",
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGILL",
  "SIGINT",
  "SIGHUP",
  "SIGQUIT",
];

export async function crash(ports: CrashPorts, params: CrashParameters): Promise<CrashReport> {
  const { service, api } = serviceFor(ports.registry, params);
  const signal = params.signal ?? "SIGKILL";
  if (!DEADLY.includes(signal)) throw new Error(`${signal} kills nobody: choose one of ${DEADLY.join(", ")}`);
  const times = Math.max(1, Math.min(MOST_TIMES, params.times ?? 1));
  const clients: Client[] = [];
  let whileHeld: CrashAttempt | null = null;
  for (let round = 0; round < times; round++) {
    const client = await startClient(ports, params, api);
    if (client.attempt.acquired && round === 0) whileHeld = await attemptAsSecond(ports, params, api);
    clients.push(await kill(client, signal));
    if (!client.attempt.acquired) break;
  }
  const after = isAlive(ports, service) ? await attemptAfterwards(ports, params, api) : null;
  const name = params.calls.at(-1)?.function ?? "";
  // A server that dies of its close handler has done so by the time somebody else got an answer, or none.
  const server = { pid: service.facts.server.pid, alive: isAlive(ports, service) };
  const seen = { function: name, clients, server, whileHeld, after };
  return crashReport(seen, api);
}

function serviceFor(
  registry: Registry,
  { interface: name, calls }: CrashParameters,
): { readonly service: Service; readonly api: Api } {
  const service = registry.services().find(({ facts, advertised }) => advertised && facts.interface === name);
  if (service === undefined) throw new Error(`Nobody serves '${name}' now`);
  const { api } = service;
  if (api === undefined || service.decoder === undefined) {
    throw new Error(`The .api of '${name}' is not known: give its folder with --api-dir`);
  }
  for (const call of calls) checkCall(api, call);
  return { service, api };
}

/** Throws a sentence for a call that could not be sent: nobody is started, or killed, to find that out. */
function checkCall(api: Api, { function: wanted, arguments: args }: CrashParameters["calls"][number]): void {
  const fn = api.interface.functions.find((each) => each.name === wanted && each.kind === "function");
  if (fn === undefined) throw new Error(`${api.interface.name} has no FUNCTION '${wanted}'`);
  const values = valuesFromJson(fn, args);
  if (!values.ok) throw new Error(values.problem);
  const packed = api.codec.encodeRequest(fn.messageId, { values: values.value });
  if (!packed.ok) throw new Error(packed.problem);
}

function isAlive({ registry, isProcessAlive }: CrashPorts, service: Service): boolean {
  return registry.services().includes(service) && isProcessAlive(service.facts.server.pid);
}

// ---- Clients ----

interface Running {
  readonly child: ChildProcess;
  readonly attempt: CrashAttempt;
  /** Settles if it got a session. */
  readonly over: Promise<SessionFacts | undefined>;
}

async function startClient(
  { control, folder, program, sessionOver }: CrashPorts,
  params: CrashParameters,
  api: Api,
): Promise<Running> {
  const child = fork(program, [], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const exit = new Promise<ChildExit>((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  if (child.pid !== undefined) control.ownChild(child.pid, exit);
  // From the start: a server may die, or hang up, as soon as it has answered.
  const over = sessionOver(child.pid ?? 0);
  const news = new Promise<CrashNews>((resolve) =>
    child.on("message", (message) => isCrashNews(message) && resolve(message)),
  );
  const gone = exit.then(
    (): CrashAttempt => ({ acquired: false, values: null, problem: "the client could not be run" }),
  );
  child.on("error", () => {});
  child.send({ folder, interface: params.interface, api: api.path, calls: params.calls });
  const { acquired, values, problem } = await Promise.race([news, gone, silence()]);
  return { child, attempt: { acquired, values, problem }, over };
}

async function kill({ child, attempt, over }: Running, signal: string): Promise<Client> {
  const pid = child.pid ?? 0;
  if (child.exitCode === null && child.signalCode === null && pid > 0) process.kill(pid, signal);
  // One that was refused may never have had a session.
  const facts = attempt.problem === null ? await over : undefined;
  return { pid, attempt, end: facts?.end ?? null, freed: facts?.freed ?? null };
}

/** An answer that does not come. */
function silence(): Promise<CrashAttempt> {
  const problem = `no answer for ${PATIENCE / 1000} s`;
  return new Promise((resolve) => {
    setTimeout(() => resolve({ acquired: false, values: null, problem }), PATIENCE).unref();
  });
}

/** A server may free in a worker or a little later: before it is said to have forgotten it gets a second. */
async function attemptAfterwards(ports: CrashPorts, params: CrashParameters, api: Api): Promise<CrashAttempt> {
  for (let round = 1; ; round++) {
    const attempt = await attemptAsSecond(ports, params, api);
    if (attempt.acquired || attempt.problem !== null || round === ATTEMPTS) return attempt;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_ATTEMPTS));
  }
}

/** The same calls by a client of our own, which gives back what it got. */
async function attemptAsSecond({ folder }: CrashPorts, params: CrashParameters, api: Api): Promise<CrashAttempt> {
  try {
    const target = { folder, interface: params.interface, api, wait: false };
    const session = await openSession(await eventLoop(), target);
    try {
      const acquiring = acquire(session, params.calls).then(async ({ attempt, handles }) => {
        await giveBack(session, api, handles);
        return attempt;
      });
      return await Promise.race([acquiring, silence()]);
    } finally {
      await session.close();
    }
  } catch (error) {
    return { acquired: false, values: null, problem: error instanceof Error ? error.message : String(error) };
  }
}
