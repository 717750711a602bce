/** What everything in the relay's thread shares: the system, the loop, the way out for events, the gate, one record in passing. */
import type { Packet, System } from "../system/system.ts";
import type { Gates } from "./gate.ts";
import type { Loop } from "./loop.ts";
import type { QueueWriter } from "./queue.ts";

export interface RelayContext {
  readonly system: System;
  readonly loop: Loop;
  readonly outlet: QueueWriter;
  readonly gates: Gates;
  /** The record in passing. There is one: it is done with before the next is received. */
  readonly packet: () => Packet;
  /** Makes the record in passing large enough for such records. */
  readonly makeRoom: (bytes: number) => void;
  readonly now: () => number;
}
