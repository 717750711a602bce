/**
 * Feeds the timeline's page: follows the calls of the connected runtime, and starts anew with the next one. No VS Code in here.
 *
 * In: the link to a runtime, whether the page is in sight. Out: messages to the page. The last 10,000 calls are kept here, because a page that is out of
 * sight is gone; nothing is sent to it meanwhile, and of sessions only what changed.
 */
import type { CallFacts, ServiceFacts, SessionFacts } from "@legato-api/runtime/inspector-protocol";
import type { InspectorConnection } from "../inspector/connection.ts";
import type { SessionsLink } from "../sessions/live.ts";
import type { ToPage } from "./messages.ts";
import { MOST_CALLS } from "./model.ts";

export class Feed {
  readonly #link: SessionsLink;
  readonly #send: (message: ToPage) => void;
  readonly #subscription: { dispose(): void };
  /** By number, in the order they came. */
  readonly #kept = new Map<number, CallFacts>();
  /** As the page has them. */
  readonly #services = new Map<number, ServiceFacts>();
  readonly #sessions = new Map<number, SessionFacts>();
  readonly #apis = new Set<string>();
  #connection: InspectorConnection | undefined;
  #calls: { dispose(): void } | undefined;
  #dropped = 0;
  #filter: string | undefined;
  #isPageThere = false;
  #pending = false;

  constructor(link: SessionsLink, send: (message: ToPage) => void) {
    this.#link = link;
    this.#send = send;
    this.#subscription = link.onChange(() => this.#changed());
    void this.#follow();
  }

  /** The page is there, for the first time or again: it knows nothing. */
  start(): void {
    this.#isPageThere = true;
    this.#services.clear();
    this.#sessions.clear();
    this.#sendSessions();
    if (this.#kept.size > 0) this.#send({ type: "calls", calls: [...this.#kept.values()], dropped: this.#dropped });
    if (this.#link.state.kind === "lost") this.#send({ type: "ended" });
    this.#sendFilter();
  }

  /** Now, or when there is a page. */
  filter(text: string): void {
    this.#filter = text;
    this.#sendFilter();
  }

  /** Whether the page was told of this `.api`: it opens no other file. */
  hasShown(api: string): boolean {
    return this.#apis.has(api);
  }

  /** The page is out of sight, and so gone. */
  pause(): void {
    this.#isPageThere = false;
  }

  dispose(): void {
    this.#isPageThere = false;
    this.#subscription.dispose();
    this.#calls?.dispose();
    void this.#connection?.request("calls/unsubscribe", {}).catch(() => undefined);
  }

  /** Once: what the user types after that is the page's to remember. */
  #sendFilter(): void {
    if (!this.#isPageThere || this.#filter === undefined) return;
    this.#send({ type: "filter", text: this.#filter });
    this.#filter = undefined;
  }

  #changed(): void {
    if (this.#link.state.kind === "lost" && this.#connection !== undefined) {
      this.#connection = undefined;
      if (this.#isPageThere) this.#send({ type: "ended" });
    }
    void this.#follow();
    if (this.#pending || !this.#isPageThere) return;
    this.#pending = true;
    setImmediate(() => {
      this.#pending = false;
      if (this.#isPageThere) this.#sendSessions();
    });
  }

  #sendSessions(): void {
    const services = newIn(this.#services, this.#link.store.services());
    const sessions = newIn(this.#sessions, this.#allSessions());
    for (const { api } of services) if (api !== null) this.#apis.add(api);
    if (services.length + sessions.length > 0) this.#send({ type: "sessions", services, sessions });
  }

  #allSessions(): readonly SessionFacts[] {
    const { store } = this.#link;
    return [...store.services().flatMap(({ id }) => store.open(id)), ...store.ended()];
  }

  async #follow(): Promise<void> {
    if (this.#link.state.kind !== "connected" || this.#link.state.connection === this.#connection) return;
    const { connection } = this.#link.state;
    this.#connection = connection;
    this.#calls?.dispose();
    this.#forget();
    this.#calls = connection.on("calls/happened", ({ calls, dropped }) => this.#take(calls, dropped));
    try {
      await connection.request("calls/subscribe", {});
      for (const { id } of this.#allSessions()) {
        this.#take(await connection.request("session/calls", { session: id }), 0);
      }
    } catch {
      // The runtime has ended meanwhile, which the link tells.
    }
  }

  /** Another runtime numbers its sessions and calls from the start. */
  #forget(): void {
    this.#kept.clear();
    this.#services.clear();
    this.#sessions.clear();
    this.#dropped = 0;
    if (this.#isPageThere) this.#send({ type: "anew" });
  }

  /** What was there before came after newer ones. */
  #forgetOldest(): void {
    const ids = [...this.#kept.keys()].sort((a, b) => a - b);
    for (const id of ids.slice(0, -MOST_CALLS)) this.#kept.delete(id);
  }

  #take(calls: readonly CallFacts[], dropped: number): void {
    for (const call of calls) this.#kept.set(call.id, call);
    this.#dropped += dropped;
    if (this.#kept.size > MOST_CALLS * 1.25) this.#forgetOldest();
    if (this.#isPageThere && calls.length + dropped > 0) this.#send({ type: "calls", calls, dropped });
  }
}

/** Those that the page has not, or not so; from now on it has. Facts that did not change are the same objects. */
function newIn<Facts extends { readonly id: number }>(there: Map<number, Facts>, now: readonly Facts[]): Facts[] {
  const fresh = now.filter((one) => there.get(one.id) !== one);
  for (const one of fresh) there.set(one.id, one);
  return fresh;
}
