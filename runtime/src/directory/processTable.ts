/**
 * The processes that have a connection here: each identified once, however many sessions it has.
 *
 * In: an accepted socket. Out: who is at its other end, safe against reused pids as far as the kernel helps, and what it is called.
 * Always holds: one pidfd a process, closed with its last connection.
 */
import { printable } from "@legato-api/language";
import type { Credentials, Processes, Sockets } from "../system/system.ts";
import type { ProcessFacts } from "./events.ts";
import { type Identity, readStat } from "./exitCause.ts";
import { processName } from "./processName.ts";

/** A command line longer than this many arguments is shown cut; only people read it. */
const ARGUMENTS_SHOWN = 32;
/** Characters of it, for the same reason: an event with a megabyte of arguments would not fit into the queue. */
const LONGEST_LINE = 16 << 10;

export interface KnownProcess {
  readonly identity: Identity;
  readonly facts: ProcessFacts;
  /** Only for the table. */
  connections: number;
}

/** What of the system it needs. */
export interface ProcessSystem {
  readonly processes: Processes;
  readonly sockets: Pick<Sockets, "close" | "hungUp">;
}

export class ProcessTable {
  readonly #system: ProcessSystem;
  readonly #entries = new Map<number, KnownProcess>();

  constructor(system: ProcessSystem) {
    this.#system = system;
  }

  /** Every `enter` needs its `leave`. */
  enter(fd: number, credentials: Credentials): KnownProcess {
    const { processes } = this.#system;
    // Processes of another pid name space all have the pid 0 here: each connection is then taken for a process of its own.
    const known = this.#entries.get(credentials.pid);
    if (known !== undefined && known.identity.pidfd >= 0 && !processes.hasExited(known.identity.pidfd)) {
      known.connections += 1;
      return known;
    }
    const entry = { identity: this.#identify(fd, credentials.pid), facts: this.#describe(credentials), connections: 1 };
    if (credentials.pid > 0) this.#entries.set(credentials.pid, entry);
    return entry;
  }

  leave(left: KnownProcess): void {
    left.connections -= 1;
    if (left.connections > 0) return;
    if (left.identity.pidfd >= 0) this.#system.sockets.close(left.identity.pidfd);
    // A pid used again has its own entry by now.
    if (this.#entries.get(left.identity.pid) === left) this.#entries.delete(left.identity.pid);
  }

  get size(): number {
    return this.#entries.size;
  }

  #identify(fd: number, pid: number): Identity {
    const { processes, sockets } = this.#system;
    const ofPeer = processes.pidfdOfPeer(fd);
    const pidfd = ofPeer >= 0 ? ofPeer : processes.pidfdOpen(pid);
    const startTime = readStat(processes, pid)?.startTime;
    // A pid looked up by number is another process's if the one that connected has died since; then its socket has hung up.
    const certain = ofPeer >= 0 ? !processes.hasExited(ofPeer) : !sockets.hungUp(fd);
    return { pid, pidfd, startTime: certain ? startTime : undefined };
  }

  #describe({ pid, uid, gid }: Credentials): ProcessFacts {
    const { processes } = this.#system;
    const shortName = processes.read(pid, "comm")?.trimEnd() ?? "";
    const line = processes.read(pid, "cmdline") ?? "";
    const whole = line.endsWith("\0") ? line.slice(0, -1) : line;
    // Shown in many places; a process may call itself anything.
    const commandLine = whole === "" ? [] : whole.slice(0, LONGEST_LINE).split("\0", ARGUMENTS_SHOWN).map(printable);
    return { pid, uid, gid, name: processName(printable(shortName), commandLine), commandLine };
  }
}
