/** What the timeline's page and the extension say to each other. */
import type { CallFacts, ServiceFacts, SessionFacts } from "@legato-api/runtime/inspector-protocol";

export type ToPage =
  | {
      readonly type: "sessions";
      readonly services: readonly ServiceFacts[];
      readonly sessions: readonly SessionFacts[];
    }
  | { readonly type: "calls"; readonly calls: readonly CallFacts[]; readonly dropped: number }
  /** As if it had been typed in. */
  | { readonly type: "filter"; readonly text: string }
  /** Another runtime is followed from now on: what the page has is of the one before. */
  | { readonly type: "anew" }
  /** The runtime ended: what is shown stays. */
  | { readonly type: "ended" };

export type ToExtension =
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly api: string; readonly function: string }
  | { readonly type: "export"; readonly calls: readonly unknown[] };

/** The page runs in a browser's frame: what comes from it is read as anything. undefined: nothing that the page says. */
export function readMessage(value: unknown): ToExtension | undefined {
  if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
  switch (value.type) {
    case "ready":
      return { type: "ready" };
    case "open":
      return "api" in value &&
        typeof value.api === "string" &&
        "function" in value &&
        typeof value.function === "string"
        ? { type: "open", api: value.api, function: value.function }
        : undefined;
    case "export":
      return "calls" in value && Array.isArray(value.calls) ? { type: "export", calls: value.calls } : undefined;
    default:
      return undefined;
  }
}
