/** What the timeline's page and the extension say to each other. Types only. */
import type { CallFacts, ServiceFacts, SessionFacts } from "@legato-api/runtime/inspector-protocol";

export type ToPage =
  | {
      readonly type: "sessions";
      readonly services: readonly ServiceFacts[];
      readonly sessions: readonly SessionFacts[];
    }
  | { readonly type: "calls"; readonly calls: readonly CallFacts[]; readonly dropped: number }
  /** The runtime ended: what is shown stays. */
  | { readonly type: "ended" };

export type ToExtension =
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly api: string; readonly function: string }
  | { readonly type: "export"; readonly calls: readonly CallFacts[] };
