/** What the runtime and the child process of a service say to each other, over the child's IPC channel. Plain data. */
import type { FreedFacts } from "../sessions/facts.ts";
import type { SessionEnding } from "./public.ts";

/** From the service's process. */
export type HostReport =
  | {
      readonly kind: "serving";
      readonly interface: string;
      readonly protocolId: string;
      readonly api: string;
      /** True if it has `onClose`. */
      readonly closeHandler: boolean;
    }
  /** A file it is made of, to be watched. */
  | { readonly kind: "loaded"; readonly file: string }
  /** The close handler of a session has run, if there is one. `facts`: what its references say; null if they say nothing. */
  | { readonly kind: "closed"; readonly session: number; readonly facts: FreedFacts | null };

/** To the service's process: how a relayed session ended, by the relay's number. */
export interface EndNote {
  readonly kind: "ended";
  readonly session: number;
  readonly end: SessionEnding;
}

export function isEndNote(message: unknown): message is EndNote {
  return typeof message === "object" && message !== null && "kind" in message && message.kind === "ended";
}

export function isHostReport(message: unknown): message is HostReport {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  return message.kind === "serving" || message.kind === "loaded" || message.kind === "closed";
}
