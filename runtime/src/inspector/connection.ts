/**
 * A connection to the inspector of a runtime, for the command line.
 *
 * In: which runtime, by the folder it serves. Out: typed requests and notifications; rejections carry the runtime's own sentence.
 */
import { connect as connectSocket } from "node:net";
import path from "node:path";
import {
  createMessageConnection,
  type MessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import { inspectorFolder, inspectorSockets } from "./address.ts";
import type {
  InitializeResult,
  InspectorNotifications,
  InspectorProtocolVersion,
  InspectorRequests,
} from "./protocol.ts";

const VERSION: InspectorProtocolVersion = 1;

export class InspectorConnection {
  readonly runtime: InitializeResult["runtime"];
  /** Settles when either side has hung up. */
  readonly closed: Promise<void>;
  readonly #connection: MessageConnection;

  private constructor(connection: MessageConnection, runtime: InitializeResult["runtime"], closed: Promise<void>) {
    this.#connection = connection;
    this.runtime = runtime;
    this.closed = closed;
  }

  /** Rejects where nobody answers, or another version is spoken. */
  static async open(socketPath: string, client: string): Promise<InspectorConnection> {
    const socket = connectSocket(socketPath);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    const reader = new SocketMessageReader(socket);
    // Its watch over half a message would start itself anew for ever, and so keep the process alive after the other side hung up.
    reader.partialMessageTimeout = 0;
    const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    connection.onError(() => socket.destroy());
    connection.listen();
    const hungUp = closed.then(() => {
      throw new Error("The runtime hung up: it belongs to another user, or it is just ending");
    });
    const params: InspectorRequests["initialize"]["params"] = { protocolVersion: VERSION, client };
    try {
      const result = await Promise.race([connection.sendRequest<InitializeResult>("initialize", params), hungUp]);
      hungUp.catch(() => {});
      return new InspectorConnection(connection, result.runtime, closed);
    } catch (error) {
      hungUp.catch(() => {});
      connection.dispose();
      socket.destroy();
      throw error;
    }
  }

  request<M extends keyof InspectorRequests>(
    method: M,
    params: InspectorRequests[M]["params"],
  ): Promise<InspectorRequests[M]["result"]> {
    return this.#connection.sendRequest<InspectorRequests[M]["result"]>(method, params);
  }

  on<N extends keyof InspectorNotifications>(method: N, take: (params: InspectorNotifications[N]) => void): void {
    this.#connection.onNotification(method, take);
  }

  close(): void {
    this.#connection.end();
    this.#connection.dispose();
  }
}

/** The runtimes of this user that answer now. */
export async function runningRuntimes(userId: number, client: string): Promise<readonly InspectorConnection[]> {
  const opened = inspectorSockets(inspectorFolder(userId)).map((socket) =>
    InspectorConnection.open(socket, client).catch(() => undefined),
  );
  return (await Promise.all(opened)).flatMap((each) => each ?? []);
}

/** The runtime that serves `directory`; without it the only one there is. Throws a sentence. */
export async function connectToRuntime(
  userId: number,
  client: string,
  directory: string | undefined,
): Promise<InspectorConnection> {
  const running = await runningRuntimes(userId, client);
  const wanted = directory === undefined ? undefined : path.resolve(directory);
  const fitting = running.filter(({ runtime }) => wanted === undefined || runtime.directory === wanted);
  const [chosen, ...others] = fitting;
  for (const each of running) if (each !== chosen || others.length > 0) each.close();
  if (chosen === undefined) {
    const where = wanted === undefined ? "" : ` in ${wanted}`;
    throw new Error(`No runtime of yours is running${where}: start one with 'legato-api runtime'`);
  }
  if (others.length > 0) {
    const folders = fitting.map(({ runtime }) => runtime.directory).join(", ");
    throw new Error(`Several runtimes are running (${folders}): choose one with --dir`);
  }
  return chosen;
}
