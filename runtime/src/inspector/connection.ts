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
/** Milliseconds in which a runtime says who it is. */
const PATIENCE = 5000;

/** It takes connections, and says nothing. */
class SilentRuntime extends Error {
  constructor(socketPath: string) {
    const pid = path.basename(socketPath, ".sock");
    super(`The runtime ${pid} does not answer: if it was suspended (Ctrl+Z), 'kill -CONT ${pid}' lets it go on`);
  }
}

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

  /** Rejects where nobody answers, or another version is spoken. `patience`: milliseconds. */
  static async open(socketPath: string, client: string, patience = PATIENCE): Promise<InspectorConnection> {
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
    hungUp.catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new SilentRuntime(socketPath)), patience);
    });
    const params: InspectorRequests["initialize"]["params"] = { protocolVersion: VERSION, client };
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
  return (await openAll(userId, client)).filter((each) => each instanceof InspectorConnection);
}

function openAll(userId: number, client: string): Promise<readonly unknown[]> {
  const sockets = inspectorSockets(inspectorFolder(userId));
  return Promise.all(
    sockets.map((socket) => InspectorConnection.open(socket, client).catch((error: unknown) => error)),
  );
}

/** The runtime that serves `directory`; without it the only one there is. Throws a sentence. */
export async function connectToRuntime(
  userId: number,
  client: string,
  directory: string | undefined,
): Promise<InspectorConnection> {
  const opened = await openAll(userId, client);
  const running = opened.filter((each) => each instanceof InspectorConnection);
  const wanted = directory === undefined ? undefined : path.resolve(directory);
  const fitting = running.filter(({ runtime }) => wanted === undefined || runtime.directory === wanted);
  const [chosen, ...others] = fitting;
  for (const each of running) if (each !== chosen || others.length > 0) each.close();
  if (chosen === undefined) {
    const silent = opened.find((each) => each instanceof SilentRuntime);
    if (silent !== undefined) throw silent;
    const where = wanted === undefined ? "" : ` in ${wanted}`;
    throw new Error(`No runtime of yours is running${where}: start one with 'legato-api runtime'`);
  }
  if (others.length > 0) {
    const folders = fitting.map(({ runtime }) => runtime.directory).join(", ");
    throw new Error(`Several runtimes are running (${folders}): choose one with --dir`);
  }
  return chosen;
}
