/**
 * How the process at the other end went: closed the socket and lives on, exited, was killed by a signal, or died we cannot tell how.
 *
 * In: the process as identified when it connected, asked at the moment its socket hung up. Out: the cause of the session's end. Always
 * holds: no cause comes from a time-out or from a state such as "stopped"; where the kernel cannot tell, the answer is `gone`,
 * never a guess. Facts: a dying process has PF_EXITING set and its exit code stored before its descriptors are closed (do_exit), so
 * at the hang-up /proc/PID/stat knows; once the parent has reaped it, only the pidfd does.
 */
import type { Processes } from "../system/system.ts";
import type { End } from "./events.ts";

/** A process, safe against a reused pid where the kernel lets us be. */
export interface Identity {
  readonly pid: number;
  /** Below 0 where there is none. */
  readonly pidfd: number;
  /** Clock ticks since boot; undefined if it could not be read at the start. */
  readonly startTime: number | undefined;
}

export type ExitCause = Extract<End, { cause: "closed" | "exited" | "signal" | "gone" }>;

const GONE: ExitCause = { cause: "gone" };
const CLOSED: ExitCause = { cause: "closed" };
const PF_EXITING = 0x4;

export function exitCause(processes: Processes, identity: Identity): ExitCause {
  if (identity.pid <= 0) return GONE; // a process of another pid name space: nothing here speaks of it
  const stat = readStat(processes, identity.pid);
  const same = stat !== undefined && stat.startTime === identity.startTime;
  if (same && !stat.exiting) return CLOSED;
  if (same && stat.threads > 1 && hasLivingThread(processes, identity.pid)) return CLOSED;
  if (same && (stat.exitCode !== 0 || processes.mayInspect(identity.pid))) return fromWaitStatus(stat.exitCode);
  const status = identity.pidfd < 0 ? undefined : processes.exitStatus(identity.pidfd);
  return status === undefined ? GONE : fromWaitStatus(status);
}

/** True if the process is on its way out or out already, or if nothing here speaks of it. */
export function isDying(processes: Processes, identity: Identity): boolean {
  return exitCause(processes, identity).cause !== "closed";
}

/** The main thread may have gone (pthread_exit) while the program runs on in others. */
function hasLivingThread(processes: Processes, pid: number): boolean {
  return processes.threads(pid).some((thread) => {
    const stat = parseStat(processes.read(pid, `task/${thread}/stat`));
    return stat !== undefined && !stat.exiting;
  });
}

/** wait(2)'s status: low 7 bits the signal, bit 7 core dumped, else the exit code above. */
export function fromWaitStatus(status: number): ExitCause {
  const signal = status & 0x7f;
  if (signal !== 0) return { cause: "signal", signal, coreDumped: (status & 0x80) !== 0 };
  return { cause: "exited", code: (status >> 8) & 0xff };
}

export interface Stat {
  readonly startTime: number;
  readonly exiting: boolean;
  readonly threads: number;
  readonly exitCode: number;
}

export function readStat(processes: Processes, pid: number): Stat | undefined {
  return parseStat(processes.read(pid, "stat"));
}

/** The fields of /proc/PID/stat by their number in proc(5). The name (2) is in brackets and may contain anything, brackets too. */
export function parseStat(text: string | undefined): Stat | undefined {
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3]);
  const state = fields[0];
  const stat = {
    startTime: field(22),
    exiting: (field(9) & PF_EXITING) !== 0 || state === "Z" || state === "X",
    threads: field(20),
    exitCode: field(52),
  };
  return Number.isNaN(stat.startTime + stat.threads + stat.exitCode) ? undefined : stat;
}
