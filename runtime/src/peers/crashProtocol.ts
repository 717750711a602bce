/** What the runtime and a client that is going to be killed say to each other, over the child's IPC channel. Plain data. */
import type { JsonObject } from "../interfaces/values.ts";

export interface CrashOrder {
  /** Folder of the directory's sockets. */
  readonly folder: string;
  readonly interface: string;
  /** Path of the `.api` file. */
  readonly api: string;
  readonly calls: readonly { readonly function: string; readonly arguments: JsonObject }[];
}

/** How its last call went. */
export interface CrashNews {
  readonly kind: "called";
  readonly acquired: boolean;
  readonly values: JsonObject | null;
  readonly problem: string | null;
}

export function isCrashNews(message: unknown): message is CrashNews {
  return typeof message === "object" && message !== null && "kind" in message && message.kind === "called";
}

export function isCrashOrder(message: unknown): message is CrashOrder {
  return typeof message === "object" && message !== null && "calls" in message && "api" in message;
}
