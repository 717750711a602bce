/**
 * The servers: who has advertised what, and handing sessions over to them (legato-ipc 3).
 *
 * In: connections to the server socket. Out: what can be bound to, and events when it changes. Always holds: a service is known by (uid,
 * interface name), and the first to advertise it keeps it; a connection that sends anything but one advertisement is closed.
 */
import { Errno } from "../system/errno.ts";
import { type Credentials, Ready } from "../system/system.ts";
import type { Offer } from "./bindings.ts";
import type { RelayContext } from "./context.ts";
import type { InterfaceFacts, ServiceFacts } from "./events.ts";
import { type Identity, isDying } from "./exitCause.ts";
import type { Watch } from "./loop.ts";
import { notice, who } from "./notice.ts";
import type { KnownProcess, ProcessTable } from "./processTable.ts";
import { readAdvertisement } from "./wire.ts";

/** Milliseconds until a hand-over for which the kernel had no resources is tried again. */
const RETRY_AFTER = 50;

export interface Service extends Offer {
  readonly facts: ServiceFacts;
  /** The server's process, without a descriptor: sessions outlive the advertisement. */
  readonly server: Identity;
}

/** A connection to the server socket. */
interface ServerConnection {
  readonly fd: number;
  readonly watch: Watch;
  readonly process: KnownProcess;
  service: Service | undefined;
}

/** What the directory does for its servers. */
export interface ServersAsk {
  takeId(): number;
  /** Services came or went, or a server takes sessions again: clients may be served now. */
  changed(): void;
}

export class Servers {
  readonly #context: RelayContext;
  readonly #processes: ProcessTable;
  readonly #ask: ServersAsk;
  readonly #servers = new Set<ServerConnection>();

  constructor(context: RelayContext, processes: ProcessTable, ask: ServersAsk) {
    this.#context = context;
    this.#processes = processes;
    this.#ask = ask;
  }

  get offers(): readonly Service[] {
    return [...this.#servers].flatMap((server) => server.service ?? []);
  }

  stop(): void {
    for (const server of [...this.#servers]) this.#drop(server);
  }

  /** False: the server takes no more at the moment, or it is going; the client stays parked and is served later. */
  pass(service: Service, fd: number): boolean {
    const server = this.#serverOf((each) => each === service);
    if (server === undefined) return false;
    const sent = this.#context.system.sockets.sendDescriptor(server.fd, fd);
    if (sent >= 0) return true;
    if (sent === -Errno.EAGAIN) server.watch.set(Ready.IN | Ready.READ_HANGUP | Ready.OUT);
    // Anything else is a limit of the kernel's, or the server is on its way out and the next event says so.
    else this.#context.loop.after(RETRY_AFTER, () => this.#ask.changed());
    return false;
  }

  enter(fd: number, credentials: Credentials): void {
    const process = this.#processes.enter(fd, credentials);
    const watch = this.#context.loop.watch(fd, (ready) => this.#hear(server, ready));
    const server: ServerConnection = { fd, watch, process, service: undefined };
    this.#servers.add(server);
    watch.set(Ready.IN | Ready.READ_HANGUP);
  }

  #hear(server: ServerConnection, ready: number): void {
    if ((ready & Ready.OUT) !== 0) {
      server.watch.set(Ready.IN | Ready.READ_HANGUP);
      this.#ask.changed();
    }
    if ((ready & ~Ready.OUT) === 0) return;
    const packet = this.#context.packet();
    const length = this.#context.system.sockets.receive(server.fd, packet);
    packet.closeDescriptors();
    if (length === -Errno.EAGAIN || length === -Errno.EINTR) return;
    if (length <= 0) {
      this.#drop(server);
      return;
    }
    if (server.service !== undefined) {
      notice(
        this.#context,
        "warning",
        `${who(server.process)} sent more than one packet for ${server.service.interface}`,
      );
      this.#drop(server);
      return;
    }
    const details = readAdvertisement(packet.payload, length);
    if (typeof details === "string") {
      notice(this.#context, "warning", `${who(server.process)} cannot advertise: ${details}`);
      this.#drop(server);
      return;
    }
    this.#advertise(server, details);
  }

  #advertise(server: ServerConnection, details: InterfaceFacts): void {
    const { uid } = server.process.facts;
    const first = this.#serverOf((service) => service.uid === uid && service.interface === details.interface);
    if (first !== undefined) {
      const text = `${who(server.process)} advertised ${details.interface}, which ${who(first.process)} serves already; its advertisement was closed`;
      notice(this.#context, "error", text, first.service && { service: first.service.facts.id });
      this.#drop(server);
      return;
    }
    const facts = {
      ...details,
      id: this.#ask.takeId(),
      server: server.process.facts,
      advertisedAt: this.#context.now(),
    };
    server.service = { ...details, uid, facts, server: { ...server.process.identity, pidfd: -1 } };
    this.#context.makeRoom(details.pointerSize + details.maxMessageSize);
    this.#context.outlet.event({ kind: "advertised", service: facts });
    this.#ask.changed();
  }

  #drop(server: ServerConnection): void {
    this.#servers.delete(server);
    server.watch.stop();
    if (server.service !== undefined) {
      const serverAlive = !isDying(this.#context.system.processes, server.process.identity);
      const service = server.service.facts.id;
      this.#context.outlet.event({ kind: "withdrawn", service, at: this.#context.now(), serverAlive });
    }
    this.#context.system.sockets.close(server.fd);
    this.#processes.leave(server.process);
    // What they wait for may be told differently now.
    if (server.service !== undefined) this.#ask.changed();
  }

  #serverOf(matches: (service: Service) => boolean): ServerConnection | undefined {
    for (const server of this.#servers) {
      if (server.service !== undefined && matches(server.service)) return server;
    }
    return undefined;
  }
}
