/**
 * The types of `legato-api/peers`: services and clients in TypeScript, for interfaces that `legato-api types` has written.
 *
 * Nothing is imported here: this text is also what `legato-api peers` writes for an editor that has no package to look into.
 */

/** What `legato-api types foo.api` writes for the interface `foo`. */
export interface Contract {
  functions: object;
  events: object;
}

/** The names of the events of an interface. */
export type EventName<T extends Contract> = keyof T["events"] & string;
/** The values an event is fired with. */
export type EventValue<T extends Contract, E extends EventName<T>> = T["events"][E] extends { event: infer V }
  ? V
  : never;
/** What a client says when it adds a handler, next to the handler itself. */
export type EventArguments<T extends Contract, E extends EventName<T>> = T["events"][E] extends { args: infer A }
  ? A
  : never;

// ---- Services ----

/** The client of a session, as the kernel knows it. */
export interface ClientProcess {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * How a session ended. `closed`: by the client, which lives on. `exited`, `signal`: its process ended so. `gone`: its process died, the
 * kernel could not tell how. `server`: by this service. `runtime`: by the runtime. `unknown`: nobody was there to tell.
 */
export interface SessionEnding {
  readonly cause: "closed" | "exited" | "signal" | "gone" | "server" | "runtime" | "unknown";
  /** The exit code (`exited`). */
  readonly code?: number;
  /** The signal's name (`signal`), for instance `SIGKILL`. */
  readonly signal?: string;
}

/** One client's session. It is the same object in every call, so it can be the key of a map. */
export interface Session<T extends Contract = Contract, S = unknown> {
  /** Counts up from 1 in each service process. */
  readonly id: number;
  readonly client: ClientProcess;
  /** What `onOpen` returned. */
  readonly state: S;
  readonly open: boolean;
  /** Fires an event to the handlers that this client has added. */
  emit<E extends EventName<T>>(event: E, values: EventValue<T, E>): void;
  /** Ends the session, as LE_KILL_CLIENT does. The reason is printed. */
  close(reason?: string): void;
}

/**
 * A function of the interface, implemented: takes its IN parameters and the caller's session, returns the result, or an object of
 * the result and the OUT values. It may be async. If it throws, the error is printed and the session closed.
 */
export type ServiceFunction<T extends Contract, S, F> = F extends (args: infer A) => infer R
  ? (args: NonNullable<A>, session: Session<T, S>) => R | Promise<R>
  : never;

/** Functions that are left out close the session of whoever calls them. */
export type Implementation<T extends Contract, S> = {
  [K in keyof T["functions"]]?: ServiceFunction<T, S, T["functions"][K]>;
} & Hooks<T, S>;

export interface Hooks<T extends Contract, S> {
  /** A client has come. What it returns is the session's `state`. */
  onOpen?(session: Session<T, unknown>): S;
  /**
   * The close handler: the client is gone, cleanly or not. Whatever it held has to be freed here; a service without it leaks what clients
   * die with. Called once for each session.
   */
  onClose?(session: Session<T, S>, end: SessionEnding): void | Promise<void>;
}

export interface Service<T extends Contract> {
  /** Fires an event to all clients that have added a handler; `to` picks handlers by what was given with them. */
  emit<E extends EventName<T>>(
    event: E,
    values: EventValue<T, E>,
    to?: (args: EventArguments<T, E>, session: Session<T>) => boolean,
  ): void;
  /** The sessions that are open now. */
  readonly sessions: Iterable<Session<T>>;
}

export interface ServiceOptions {
  /** The interface name to serve under; the name of the `.api` file if left out. */
  readonly interface?: string;
}

/**
 * Defines a service; make it the default export of a file and run that with `legato-api runtime --service FILE`.
 *
 * `meta` is `import.meta`, `api` the path of the `.api` file from there.
 */
export declare function service<T extends Contract, S = undefined>(
  meta: { readonly url: string },
  api: string,
  implementation: Implementation<T, S>,
  options?: ServiceOptions,
): Service<T>;

/** Safe references, as `le_ref` hands them out: odd numbers that stand for values. */
export interface References<V> extends Iterable<[reference: number, value: V]> {
  create(value: V): number;
  /** undefined for a reference that is not known (any more). */
  get(reference: number): V | undefined;
  /** False if it was not known. */
  delete(reference: number): boolean;
  readonly size: number;
}

/** An empty map of safe references. While it is iterated, entries may be deleted. */
export declare function references<V>(): References<V>;

// ---- Clients ----

export type ClientFunctions<T extends Contract> = {
  readonly [K in keyof T["functions"]]: T["functions"][K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<R>
    : never;
};

/** Members of a client that are no functions of the interface; no name of an interface begins with `$`. */
export interface ClientControl<T extends Contract> {
  /** Adds a handler for an event. `args`: the event's parameters next to its handler, if it has any. */
  $on<E extends EventName<T>>(
    event: E,
    listener: (values: EventValue<T, E>) => void,
    ...args: Partial<EventArguments<T, E>> extends EventArguments<T, E>
      ? [args?: EventArguments<T, E>]
      : [args: EventArguments<T, E>]
  ): Promise<Registration>;
  /** Ends the session; the service sees a clean close. */
  $close(): Promise<void>;
  /** Settles when the session is over, whoever ended it. */
  readonly $closed: Promise<void>;
}

export interface Registration {
  /** Removes the handler. */
  remove(): Promise<void>;
}

export type Client<T extends Contract> = ClientFunctions<T> & ClientControl<T>;

export interface ConnectOptions {
  /** The `.api` file, if it is not called like the interface or lies elsewhere: a path from the current folder, or a file URL. */
  readonly api?: string | URL;
  /** The folder of the directory's sockets, instead of `LEGATO_API_DIR` or `/tmp/legato`. */
  readonly dir?: string;
  /** False: fail at once if nobody serves it (`TryConnectService`). */
  readonly wait?: boolean;
}

/**
 * Opens a session with a service. The `.api` file is looked for beside the program, in the current folder, and in `LEGATO_API_PATH`.
 * Rejects with a `PeerError` if it is refused.
 */
export declare function connect<T extends Contract>(
  interfaceName: string,
  options?: ConnectOptions,
): Promise<Client<T>>;

/** What went wrong for a peer, in words. */
export declare class PeerError extends Error {
  /** The le_result_t that the directory answered, if it did. */
  readonly code: number | undefined;
}
