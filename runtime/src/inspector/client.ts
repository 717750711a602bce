/**
 * One connected client of the inspector: its requests, its subscription, its breakpoints.
 *
 * In: JSON-RPC from a socket whose peer is known to be the same user. Out: answers and notifications. Always holds: nothing is answered before
 * `initialize`; a request that is wrong, or fails, is an error with a sentence, and nothing else; what the client set is gone with it.
 */
import type { Socket } from "node:net";
import {
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import type { Registry } from "../sessions/registry.ts";
import type { Debugger } from "./breakpoints.ts";
import { type Method, type ParametersOf, readParameters } from "./parameters.ts";
import type { InspectorNotifications, InspectorProtocolVersion, InspectorRequests } from "./protocol.ts";
import { Subscription } from "./subscription.ts";

const VERSION: InspectorProtocolVersion = 1;
/** Milliseconds that a client gets to take what was sent to it, and to hang up, when the runtime ends. */
const LAST_WORDS = 300;

/** What answers the requests that are not about this client's own subscription. */
export type Handlers = {
  readonly [M in Exclude<Method, SubscriptionMethod>]: (
    params: ParametersOf<M>,
    client: InspectorClient,
  ) => InspectorRequests[M]["result"] | Promise<InspectorRequests[M]["result"]>;
};
type SubscriptionMethod = "sessions/subscribe" | "sessions/unsubscribe" | "calls/subscribe" | "calls/unsubscribe";

export interface ClientEvents {
  /** Its subscription to calls has changed. */
  callsWished(): void;
  closed(client: InspectorClient): void;
}

export class InspectorClient {
  readonly subscription: Subscription;
  readonly debugger: Debugger;
  readonly #socket: Socket;
  readonly #connection: MessageConnection;
  #initialized = false;

  constructor(socket: Socket, registry: Registry, handlers: Handlers, events: ClientEvents) {
    const reader = new SocketMessageReader(socket);
    // Its watch over half a message would start itself anew for ever, and so keep the process alive after the other side hung up.
    reader.partialMessageTimeout = 0;
    const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
    this.#socket = socket;
    this.#connection = connection;
    this.subscription = new Subscription(
      registry,
      (method, params) => connection.sendNotification(method, params),
      () => events.callsWished(),
    );
    this.debugger = {
      stopped: (what) => this.notify("breakpoints/stopped", what),
      continued: (session) => this.notify("breakpoints/continued", { session }),
      output: (breakpoint, session, text) => this.notify("breakpoints/output", { breakpoint, session, text }),
      changed: (breakpoints) => this.notify("breakpoints/changed", { breakpoints }),
    };
    // Garbage on the socket is a broken client, not a broken runtime.
    connection.onError(() => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      this.subscription.close();
      connection.dispose();
      events.closed(this);
    });
    this.#answer(handlers);
    connection.listen();
  }

  notify<N extends keyof InspectorNotifications>(method: N, params: InspectorNotifications[N]): void {
    if (!this.#initialized) return;
    // A client that hangs up at this moment is not told, and that is all.
    this.#connection.sendNotification(method, params).catch(() => {});
  }

  /** What is on its way still goes out, unless the client does not take it. */
  close(): void {
    this.#connection.end();
    setTimeout(() => this.#socket.destroy(), LAST_WORDS).unref();
  }

  #answer(handlers: Handlers): void {
    const { subscription } = this;
    const on = <M extends Method>(method: M, handle: (params: ParametersOf<M>) => unknown): void => {
      this.#connection.onRequest(method, async (given: unknown) => {
        if (!this.#initialized && method !== "initialize") {
          return new ResponseError(ErrorCodes.ServerNotInitialized, "The first request has to be 'initialize'");
        }
        const params = readParameters(method, given);
        if (typeof params === "string") return new ResponseError(ErrorCodes.InvalidParams, `${method}: ${params}`);
        try {
          return await handle(params);
        } catch (error) {
          return new ResponseError(ErrorCodes.InternalError, error instanceof Error ? error.message : String(error));
        }
      });
    };
    on("initialize", (params) => {
      if (params.protocolVersion !== VERSION) {
        throw new Error(
          `This runtime speaks version ${VERSION} of the inspector's protocol, the client ${params.protocolVersion}: update the older one`,
        );
      }
      this.#initialized = true;
      return handlers.initialize(params, this);
    });
    on("sessions/subscribe", ({ ended }) => subscription.subscribe(ended));
    on("sessions/unsubscribe", () => {
      subscription.unsubscribe();
      return null;
    });
    on("calls/subscribe", () => {
      subscription.wantsCalls = true;
      return null;
    });
    on("calls/unsubscribe", () => {
      subscription.wantsCalls = false;
      return null;
    });
    on("sessions/list", (params) => handlers["sessions/list"](params, this));
    on("sessions/history", (params) => handlers["sessions/history"](params, this));
    on("sessions/clearHistory", (params) => handlers["sessions/clearHistory"](params, this));
    on("session/get", (params) => handlers["session/get"](params, this));
    on("session/calls", (params) => handlers["session/calls"](params, this));
    on("session/close", (params) => handlers["session/close"](params, this));
    on("session/continue", (params) => handlers["session/continue"](params, this));
    on("client/kill", (params) => handlers["client/kill"](params, this));
    on("breakpoints/set", (params) => handlers["breakpoints/set"](params, this));
    on("call", (params) => handlers.call(params, this));
    on("crash", (params) => handlers.crash(params, this));
    on("setFacts", (params) => handlers.setFacts(params, this));
    on("bind", (params) => handlers.bind(params, this));
    on("services/list", (params) => handlers["services/list"](params, this));
    on("services/start", (params) => handlers["services/start"](params, this));
    on("services/stop", (params) => handlers["services/stop"](params, this));
    on("shutdown", (params) => handlers.shutdown(params, this));
  }
}
