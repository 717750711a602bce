/**
 * A connection to the inspector of one runtime: typed requests and notifications over its Unix socket.
 *
 * In: a socket path. Out: requests that reject with the runtime's own message, notifications, and `onClosed` exactly once. Knows nothing of VS
 * Code. The protocol is docs/inspector.md.
 */
import { connect as connectSocket } from "node:net";
import type {
  InitializeResult,
  InspectorNotifications,
  InspectorProtocolVersion,
  InspectorRequests,
} from "@legato-api/runtime/inspector-protocol";
import type { MessageConnection } from "vscode-jsonrpc/node";

const PROTOCOL_VERSION: InspectorProtocolVersion = 1;
/** Milliseconds in which a runtime says who it is. One that is suspended (Ctrl+Z) takes connections, and says nothing. */
const PATIENCE = 5000;

type Method = keyof InspectorRequests;
type Notification = keyof InspectorNotifications;

export class InspectorConnection {
  readonly runtime: InitializeResult["runtime"];
  readonly #connection: MessageConnection;
  readonly #closed: Promise<void>;

  private constructor(connection: MessageConnection, runtime: InitializeResult["runtime"], closed: Promise<void>) {
    this.#connection = connection;
    this.runtime = runtime;
    this.#closed = closed;
  }

  /** Connects and introduces itself; rejects where nobody answers, or another protocol is spoken. `patience`: milliseconds. */
  static async open(socketPath: string, client: string, patience = PATIENCE): Promise<InspectorConnection> {
    // Loaded with the first runtime: `activate` has no use for it.
    const { createMessageConnection, SocketMessageReader, SocketMessageWriter } = await import("vscode-jsonrpc/node");
    const socket = connectSocket(socketPath);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    const reader = new SocketMessageReader(socket);
    // Its watch over half a message would start itself anew for ever, and so keep the process alive after the other side hung up.
    reader.partialMessageTimeout = 0;
    const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
    const closed = new Promise<void>((resolve) => {
      connection.onClose(() => resolve());
      socket.once("close", () => resolve());
    });
    // Without a listener an error on a dying socket would end the process; `closed` is what everybody looks at.
    connection.onError(() => socket.destroy());
    connection.listen();
    const hungUp = closed.then(() => {
      throw new Error("The runtime hung up.");
    });
    hungUp.catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("The runtime does not answer.")), patience);
    });
    const params: InspectorRequests["initialize"]["params"] = { protocolVersion: PROTOCOL_VERSION, client };
    try {
      const answer = connection.sendRequest<InitializeResult>("initialize", params);
      const result = await Promise.race([answer, hungUp, silent]);
      return new InspectorConnection(connection, result.runtime, closed);
    } catch (error) {
      connection.dispose();
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  request<M extends Method>(
    method: M,
    params: InspectorRequests[M]["params"],
  ): Promise<InspectorRequests[M]["result"]> {
    return this.#connection.sendRequest<InspectorRequests[M]["result"]>(method, params);
  }

  on<N extends Notification>(method: N, take: (params: InspectorNotifications[N]) => void): { dispose(): void } {
    return this.#connection.onNotification(method, (params: InspectorNotifications[N]) => take(params));
  }

  /** Settles when the runtime or this side hung up. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  dispose(): void {
    this.#connection.end();
    this.#connection.dispose();
  }
}
