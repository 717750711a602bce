/**
 * What main thread and relay thread say to each other, besides the events in the queue: plain data for `postMessage`.
 */
import type { Binding, GateKey } from "./events.ts";

/** What the relay's thread is started with. Descriptors are numbers of the whole process. */
export interface RelayWorkerData {
  readonly queue: SharedArrayBuffer;
  /** One BigInt64: when the main thread last ran, in nanoseconds of the monotonic clock. */
  readonly heartbeat: SharedArrayBuffer;
  /** The eventfd that the main thread writes to after it has posted a command. */
  readonly wakeFd: number;
  readonly serverListener: number;
  readonly clientListener: number;
  readonly shared: boolean;
  readonly bindings: readonly Binding[];
  readonly untapped: readonly string[];
  readonly descriptorLimit: number;
}

export type Command =
  | { readonly kind: "setGate"; readonly key: GateKey; readonly action: "hold" | "pass" }
  | { readonly kind: "release"; readonly ticket: number }
  | { readonly kind: "closeSession"; readonly session: number }
  | { readonly kind: "bind"; readonly binding: Binding }
  | { readonly kind: "stop" };

/** `events`: there is something in the queue, and the reader sleeps. */
export type Signal = "ready" | "events" | "stopped";
