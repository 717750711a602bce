/**
 * The inspector of a runtime: listens on a private Unix socket and serves whoever connects as the same user.
 *
 * In: what the runtime knows and can do (`InspectorPorts`). Out: a socket `PID.sock` in the user's folder of inspectors (address.ts), until it is
 * stopped. Always holds: the folder is the user's own and closed to others; the kernel says that the peer is the same user, or it is hung
 * up on; what clients do wrong hurts only themselves.
 */
import { chmodSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import type { Registry } from "../sessions/registry.ts";
import { Address } from "../system/layout.ts";
import type { System } from "../system/system.ts";
import { inspectorFolder, inspectorSocket, inspectorSockets, privateFolderProblem } from "./address.ts";
import { InspectorClient } from "./client.ts";
import { createHandlers, forgetClient, type InspectorPorts } from "./handlers.ts";
import type { InspectorNotifications } from "./protocol.ts";

export interface Inspector {
  readonly socket: string;
  /** To everybody who is connected. */
  notify<N extends keyof InspectorNotifications>(method: N, params: InspectorNotifications[N]): void;
  stop(): Promise<void>;
}

/** A sentence where it cannot be: the runtime goes on without it. */
export async function startInspector(system: System, ports: InspectorPorts): Promise<Inspector | string> {
  const folder = inspectorFolder(ports.userId);
  const problem = privateFolderProblem(folder, ports.userId);
  if (problem !== undefined) return problem;
  await removeStale(folder);
  const socket = inspectorSocket(folder, process.pid);
  if (Buffer.byteLength(socket) > Address.longestPath) {
    return `${socket} is too long for a socket's path (${Address.longestPath} bytes): set XDG_RUNTIME_DIR to a shorter folder`;
  }
  // Of a process that had our number and died.
  rmSync(socket, { force: true });
  const clients = new Set<InspectorClient>();
  const server = createServer((connection) => accept(system, ports, connection, clients));
  const listening = await listen(server, socket);
  if (listening !== undefined) return listening;
  chmodSync(socket, 0o600);
  const { registry } = ports;
  registry.onChange = () => {
    for (const { subscription } of clients) subscription.poke();
  };
  return {
    socket,
    notify(method, params) {
      for (const client of clients) client.notify(method, params);
    },
    async stop() {
      registry.onChange = undefined;
      registry.onCall = undefined;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const client of clients) client.close();
      await closed;
      rmSync(socket, { force: true });
    },
  };
}

function accept(system: System, ports: InspectorPorts, connection: Socket, clients: Set<InspectorClient>): void {
  const peer = system.sockets.credentials(descriptorOf(connection));
  if (peer?.uid !== ports.userId) {
    connection.destroy();
    return;
  }
  const client = new InspectorClient(connection, ports.registry, createHandlers(ports), {
    callsWished: () => listenToCalls(ports.registry, clients),
    closed(gone) {
      clients.delete(gone);
      forgetClient(ports, gone);
    },
  });
  clients.add(client);
}

/** Calls are told to those who asked for them; while there is nobody, none is made ready. */
function listenToCalls(registry: Registry, clients: ReadonlySet<InspectorClient>): void {
  const wanted = [...clients].some(({ subscription }) => subscription.wantsCalls);
  registry.onCall = wanted
    ? (call) => {
        for (const { subscription } of clients) subscription.call(call);
      }
    : undefined;
}

/** Node does not show it in its types; -1 where it has none (any more). */
function descriptorOf(connection: Socket): number {
  const handle: unknown = Reflect.get(connection, "_handle");
  const fd: unknown = typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
  return typeof fd === "number" ? fd : -1;
}

function listen(server: Server, socket: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once("error", (error) => resolve(`${socket} cannot be listened on: ${error.message}`));
    server.listen(socket, () => resolve(undefined));
  });
}

/** Sockets of runtimes that died without cleaning up: nobody answers there. */
async function removeStale(folder: string): Promise<void> {
  await Promise.all(
    inspectorSockets(folder).map(async (socket) => {
      if (!(await answers(socket))) rmSync(socket, { force: true });
    }),
  );
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    // Anything but a refusal leaves the file alone.
    connection.once("error", (error) => resolve(!("code" in error && error.code === "ECONNREFUSED")));
  });
}
