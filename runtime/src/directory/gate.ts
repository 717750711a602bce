/**
 * The gate: which records stop until the main thread has looked at them.
 *
 * In: what to hold, answers to held records, the main thread's heartbeat. Out: "hold this one?" in the time of a set look-up, and
 * releases. Always holds: a main thread that hangs or dies stops nobody for longer than `PATIENCE`: then every held record goes on, and
 * nothing more is held until the heartbeat is back. Keys outlive servers: a service advertised again is gated again.
 */
import type { Direction, GateKey, LetGo } from "./events.ts";

/** Milliseconds without a heartbeat after which everything is released. */
export const PATIENCE = 5000;

/** The message ids held for one service. The object stays the same, so that a session looks it up once. */
export interface ServiceGate {
  readonly toServer: Set<number>;
  readonly toClient: Set<number>;
}

/** Where a record is being held: one direction of one session. */
export interface Holder {
  readonly sessionId: number;
  readonly direction: Direction;
  readonly gate: ServiceGate;
  readonly heldMessageId: number;
  /** Sends the held record on. */
  letGo(): void;
}

/** Milliseconds of the monotonic clock, which all threads share. */
export type Clock = () => number;

export class Gates {
  readonly #services = new Map<string, ServiceGate>();
  readonly #held = new Map<number, Holder>();
  readonly #lastBeat: () => number;
  readonly #clock: Clock;
  readonly #report: (event: LetGo) => void;
  #nextTicket = 1;

  /** `lastBeat`: when the main thread was last known to run, by `clock`. */
  constructor(lastBeat: () => number, clock: Clock, report: (event: LetGo) => void) {
    this.#lastBeat = lastBeat;
    this.#clock = clock;
    this.#report = report;
  }

  of(uid: number, name: string): ServiceGate {
    const key = `${uid} ${name}`;
    const known = this.#services.get(key);
    if (known !== undefined) return known;
    const fresh = { toServer: new Set<number>(), toClient: new Set<number>() };
    this.#services.set(key, fresh);
    return fresh;
  }

  set(key: GateKey, action: "hold" | "pass"): void {
    const gate = this.of(key.uid, key.interface);
    if (action === "hold") {
      gate[key.direction].add(key.messageId);
      return;
    }
    gate[key.direction].delete(key.messageId);
    for (const [ticket, holder] of this.#held) {
      if (holder.gate === gate && holder.direction === key.direction && holder.heldMessageId === key.messageId) {
        this.#letGo(ticket, holder, "gateOpened");
      }
    }
  }

  /** A ticket for a record that shall be held; 0: let it pass, nobody would answer. */
  ticket(): number {
    if (this.timeLeft() <= 0) return 0;
    const ticket = this.#nextTicket;
    this.#nextTicket = this.#nextTicket === 0xffff_ffff ? 1 : this.#nextTicket + 1;
    return ticket;
  }

  hold(ticket: number, holder: Holder): void {
    this.#held.set(ticket, holder);
  }

  release(ticket: number): void {
    const holder = this.#held.get(ticket);
    this.#held.delete(ticket);
    holder?.letGo();
  }

  /** The session of this ticket is over; its record was discarded. */
  drop(ticket: number): void {
    const holder = this.#held.get(ticket);
    if (holder === undefined) return;
    this.#held.delete(ticket);
    this.#report({ kind: "letGo", session: holder.sessionId, ticket, why: "sessionEnded" });
  }

  get holding(): boolean {
    return this.#held.size > 0;
  }

  /** Milliseconds until the heartbeat is overdue; 0 or less: it is. */
  timeLeft(): number {
    return this.#lastBeat() + PATIENCE - this.#clock();
  }

  /** To be called when the time left may be over: releases all if it is. */
  check(): void {
    if (this.timeLeft() > 0) return;
    for (const [ticket, holder] of this.#held) this.#letGo(ticket, holder, "noHeartbeat");
  }

  #letGo(ticket: number, holder: Holder, why: LetGo["why"]): void {
    this.#held.delete(ticket);
    this.#report({ kind: "letGo", session: holder.sessionId, ticket, why });
    holder.letGo();
  }
}
