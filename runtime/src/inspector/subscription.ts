/**
 * What one client has subscribed to, sent at the screen's pace.
 *
 * In: the registry, and how to send. Out: `sessions/changed` and `calls/happened`. Always holds: nothing is gathered while nobody listens; changes
 * come together until the one before was taken, so that a slow client gets fewer, never more than there are things; calls that a slow
 * client cannot take are dropped and counted.
 */
import type { Registry } from "../sessions/registry.ts";
import type { CallFacts, InspectorNotifications, SessionsSnapshot } from "./protocol.ts";

/** Milliseconds between two notifications: quick enough for a reader, slow enough for a tree of a thousand rows. */
const PACE = 50;
const MOST_CALLS = 5000;

export type Send = <N extends "sessions/changed" | "calls/happened">(
  method: N,
  params: InspectorNotifications[N],
) => Promise<void>;

export class Subscription {
  readonly #registry: Registry;
  readonly #send: Send;
  readonly #onWish: () => void;
  #reader: ReturnType<Registry["read"]> | undefined;
  #wantsCalls = false;
  #calls: CallFacts[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending = false;

  /** `onWish`: calls are wanted now, or no longer. */
  constructor(registry: Registry, send: Send, onWish: () => void) {
    this.#registry = registry;
    this.#send = send;
    this.#onWish = onWish;
  }

  subscribe(ended: number | undefined): { readonly revision: number; readonly snapshot: SessionsSnapshot } {
    this.unsubscribe();
    this.#reader = this.#registry.read();
    return { revision: this.#reader.revision, snapshot: this.#registry.snapshot(ended) };
  }

  unsubscribe(): void {
    if (this.#reader !== undefined) this.#registry.unread(this.#reader);
    this.#reader = undefined;
  }

  set wantsCalls(wants: boolean) {
    this.#wantsCalls = wants;
    this.#calls = [];
    this.#dropped = 0;
    this.#onWish();
  }

  get wantsCalls(): boolean {
    return this.#wantsCalls;
  }

  call(call: CallFacts): void {
    if (!this.#wantsCalls) return;
    if (this.#calls.length < MOST_CALLS) this.#calls.push(call);
    else this.#dropped += 1;
    this.poke();
  }

  /** Something may have changed. */
  poke(): void {
    if (this.#reader?.empty !== false && this.#calls.length === 0) return;
    if (this.#timer !== undefined || this.#sending) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, PACE);
  }

  close(): void {
    this.unsubscribe();
    this.wantsCalls = false;
    clearTimeout(this.#timer);
  }

  async #flush(): Promise<void> {
    this.#sending = true;
    try {
      const change = this.#reader && this.#registry.takeChanges(this.#reader);
      if (change !== undefined) await this.#send("sessions/changed", change);
      const calls = this.#calls;
      const dropped = this.#dropped;
      this.#calls = [];
      this.#dropped = 0;
      if (calls.length > 0) await this.#send("calls/happened", { calls, dropped });
    } catch {
      // It hung up; its connection says so, and ends this.
      this.close();
    }
    this.#sending = false;
    this.poke();
  }
}
