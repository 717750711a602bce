/**
 * Tells the runtime that is shown what the language server knows of close handlers, and again whenever that changes.
 *
 * Without it the runtime knows only of services in TypeScript. In: the link to a runtime, the language server. Out: `setFacts` with what is new. The
 * language server is asked to watch while a runtime is connected and told when there is none; nothing else is asked.
 */
import type { CloseHandlerFacts } from "@legato-api/runtime/inspector-protocol";
import type { KnownService, ServicesParams, ServicesResult } from "@legato-api/server/protocol";
import type { LanguageServer } from "../languageServer.ts";
import type { SessionsStore } from "./store.ts";

const SERVICES_REQUEST = "legatoApi/services";
const SERVICES_CHANGED = "legatoApi/servicesChanged";

/** By protocol id and name: what a runtime was last told. */
type Told = ReadonlyMap<string, CloseHandlerFacts>;

/** The link to the runtime, as far as it matters here. */
export interface FedLink<Connection> {
  readonly state:
    | { readonly kind: "connected"; readonly connection: Connection }
    | { readonly kind: "none" }
    | { readonly kind: "lost" };
  readonly store: Pick<SessionsStore, "services">;
  onChange(listener: () => void): { dispose(): void };
}

export interface FeedSurroundings<Connection> {
  readonly link: FedLink<Connection>;
  readonly server: LanguageServer;
  readonly tell: (connection: Connection, facts: readonly CloseHandlerFacts[]) => Promise<unknown>;
  readonly log: (line: string) => void;
}

export class CloseHandlerFeed<Connection extends object> {
  readonly #surroundings: FeedSurroundings<Connection>;
  readonly #disposables: readonly { dispose(): unknown }[];
  #connection: Connection | undefined;
  #told = new Map<string, CloseHandlerFacts>();
  /** Services nobody knew about when the language server was last asked. */
  #unknown: ReadonlySet<number> = new Set();
  #asking: Promise<void> | undefined;
  #askAgain = false;

  constructor(surroundings: FeedSurroundings<Connection>) {
    this.#surroundings = surroundings;
    const { link, server } = surroundings;
    this.#disposables = [
      link.onChange(() => this.#linkChanged()),
      server.onNotification(SERVICES_CHANGED, () => this.#ask()),
      server.onHealth((health) => {
        if (health === "running") this.#ask();
      }),
    ];
    this.#linkChanged();
  }

  dispose(): void {
    for (const one of this.#disposables) one.dispose();
    this.#connection = undefined;
  }

  #linkChanged(): void {
    const { link, server } = this.#surroundings;
    const { state } = link;
    const connection = state.kind === "connected" ? state.connection : undefined;
    if (connection !== this.#connection) {
      this.#connection = connection;
      this.#told = new Map();
      this.#unknown = new Set();
      if (connection !== undefined) this.#ask();
      else if (server.health === "running") void this.#request(false);
      return;
    }
    // A service that was built from another text of its `.api` than the one known about: its id is worth a question, once.
    const before = this.#unknown;
    if (connection !== undefined && this.#unknownServices().some((id) => !before.has(id))) this.#ask();
  }

  #unknownServices(): readonly number[] {
    return this.#surroundings.link.store
      .services()
      .filter(({ advertised, closeHandler }) => advertised && closeHandler === "unknown")
      .map(({ id }) => id);
  }

  /** One question at a time; a reason to ask that comes meanwhile is one more. */
  #ask(): void {
    if (this.#connection === undefined) return;
    this.#askAgain = true;
    this.#asking ??= this.#tellWhileAsked().finally(() => {
      this.#asking = undefined;
    });
  }

  async #tellWhileAsked(): Promise<void> {
    while (this.#askAgain) {
      this.#askAgain = false;
      const connection = this.#connection;
      if (connection === undefined) return;
      this.#unknown = new Set(this.#unknownServices());
      const services = await this.#request(true);
      if (services === undefined || connection !== this.#connection) continue;
      const facts = factsToTell(this.#told, services);
      if (facts.length === 0) continue;
      for (const one of facts) this.#told.set(keyOf(one), one);
      await this.#surroundings.tell(connection, facts).catch((error: unknown) => this.#failed(error));
    }
  }

  async #request(watch: boolean): Promise<readonly KnownService[] | undefined> {
    const params: ServicesParams = { watch };
    try {
      return (await this.#surroundings.server.request<ServicesResult>(SERVICES_REQUEST, params)).services;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #failed(error: unknown): void {
    this.#surroundings.log(
      `The runtime is not told of close handlers: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * What is new. A protocol id that was told before stays one of its component while the `.api` is edited: what runs was built earlier. Of a component
 * that is gone nothing is known any more.
 */
export function factsToTell(told: Told, services: readonly KnownService[]): readonly CloseHandlerFacts[] {
  const now = new Map(services.map((one): [string, CloseHandlerFacts] => [keyOf(one), one]));
  for (const [key, before] of told) {
    if (now.has(key)) continue;
    const same = services.find(({ api, interface: name }) => api === before.api && name === before.interface);
    now.set(key, {
      ...before,
      closeHandler: same?.closeHandler ?? "unknown",
      evidence: same?.evidence ?? [],
    });
  }
  return [...now.values()].filter((one) => {
    const before = told.get(keyOf(one));
    return before === undefined ? one.closeHandler !== "unknown" : JSON.stringify(before) !== JSON.stringify(one);
  });
}

function keyOf({ protocolId, interface: name }: CloseHandlerFacts): string {
  return `${protocolId} ${name ?? ""}`;
}
