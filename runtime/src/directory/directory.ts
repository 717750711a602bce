/**
 * The service directory: who serves what, who wants what, and bringing them together (legato-ipc 3 and 4).
 *
 * In: the two listening sockets, bindings. Out: sessions, relayed or (for services with `--tap none`) only brokered, and what happened,
 * to the outlet. Always holds: a service is known by (uid, interface name), the first to advertise it keeps it; a client gets
 * exactly the codes of the real directory; parked clients are served in the order they came; when descriptors run low new sessions are
 * refused and the open ones are left in peace.
 */
import { describeError, Errno } from "../system/errno.ts";
import { type Credentials, Ready } from "../system/system.ts";
import { Admission, type AdmissionOptions } from "./admission.ts";
import { type Resolution, resolve } from "./bindings.ts";
import { compatibility } from "./compatibility.ts";
import type { RelayContext } from "./context.ts";
import type { Binding, InterfaceFacts, Refused, SessionFacts } from "./events.ts";
import type { Watch } from "./loop.ts";
import { notice, who } from "./notice.ts";
import { type KnownProcess, ProcessTable } from "./processTable.ts";
import { RelayedSession } from "./relay.ts";
import { Servers, type Service } from "./servers.ts";
import { Result, readOpenRequest, resultName } from "./wire.ts";

/** Connections that may wait among the spare ones to be told no. */
const REFUSALS_AT_ONCE = 16;

export interface DirectoryOptions extends AdmissionOptions {
  readonly serverListener: number;
  readonly clientListener: number;
  readonly bindings: readonly Binding[];
  /** Instance names that are brokered only; `*`: all. */
  readonly untapped: ReadonlySet<string>;
}

/** A connection to the client socket that is no session yet. */
interface ClientConnection {
  /** Becomes the session's id. */
  readonly id: number;
  readonly fd: number;
  readonly watch: Watch;
  readonly process: KnownProcess;
  readonly since: number;
  /** Not to be served, for want of descriptors: its request is awaited only to be answered. */
  readonly refusing: boolean;
  request: { readonly asked: InterfaceFacts; readonly shouldWait: boolean } | undefined;
  /** What was last said of its waiting, so that it is not said twice. */
  parkedBecause: string | undefined;
}

export class Directory {
  readonly #context: RelayContext;
  readonly #options: DirectoryOptions;
  readonly #admission: Admission;
  readonly #processes: ProcessTable;
  readonly #servers: Servers;
  readonly #clients = new Set<ClientConnection>();
  readonly #sessions = new Map<number, RelayedSession>();
  readonly #listeners: readonly Watch[];
  #bindings: readonly Binding[];
  #nextId = 1;

  constructor(context: RelayContext, options: DirectoryOptions) {
    this.#context = context;
    this.#options = options;
    this.#bindings = options.bindings;
    this.#processes = new ProcessTable(context.system);
    this.#admission = new Admission(context, options);
    this.#servers = new Servers(context, this.#processes, {
      takeId: () => this.#takeId(),
      changed: () => this.#serveParked(),
    });
    this.#listeners = [
      this.#admission.listen(options.serverListener, (fd, credentials) => this.#servers.enter(fd, credentials)),
      this.#admission.listen(options.clientListener, (fd, credentials) => this.#enterClient(fd, credentials)),
    ];
  }

  bind(binding: Binding): void {
    this.#bindings = [...this.#bindings, binding];
    this.#serveParked();
  }

  closeSession(id: number): void {
    this.#sessions.get(id)?.close();
  }

  /** Closes everything in the order in which it does least harm: sessions before the servers' connections, whose loss kills them. */
  stop(): void {
    for (const listener of this.#listeners) listener.stop();
    for (const session of [...this.#sessions.values()]) session.close();
    for (const client of [...this.#clients]) this.#forgetClient(client, "left");
    this.#servers.stop();
  }

  get counts(): {
    readonly services: number;
    readonly parked: number;
    readonly sessions: number;
    readonly processes: number;
  } {
    const parked = [...this.#clients].filter((client) => client.parkedBecause !== undefined).length;
    return {
      services: this.#servers.offers.length,
      parked,
      sessions: this.#sessions.size,
      processes: this.#processes.size,
    };
  }

  // Clients

  #enterClient(fd: number, credentials: Credentials): void {
    const refusing = this.#admission.isShort(fd);
    if (refusing && [...this.#clients].filter((client) => client.refusing).length >= REFUSALS_AT_ONCE) {
      this.#context.system.sockets.close(fd);
      return;
    }
    const process = this.#processes.enter(fd, credentials);
    const watch = this.#context.loop.watch(fd, () => this.#hearClient(client));
    const client: ClientConnection = {
      id: this.#takeId(),
      fd,
      watch,
      process,
      since: this.#context.now(),
      refusing,
      request: undefined,
      parkedBecause: undefined,
    };
    this.#clients.add(client);
    watch.set(Ready.IN | Ready.READ_HANGUP);
    // It connected and sent in one go, most often: no need to wait for another turn.
    this.#hearClient(client);
  }

  #hearClient(client: ClientConnection): void {
    const packet = this.#context.packet();
    const length = this.#context.system.sockets.receive(client.fd, packet);
    packet.closeDescriptors();
    if (length === -Errno.EAGAIN || length === -Errno.EINTR) return;
    if (length <= 0) {
      this.#forgetClient(client, "left");
      return;
    }
    if (client.request !== undefined) {
      this.#refuse(client, Result.FAULT, "malformed", "the client sent more than its request while it waited");
      return;
    }
    const request = readOpenRequest(packet.payload, length);
    if (typeof request === "string") {
      this.#refuse(client, Result.FAULT, "malformed", request);
      return;
    }
    client.request = request;
    if (client.refusing) {
      this.#refuse(client, Result.UNAVAILABLE, "descriptors", "no file descriptors are left");
      return;
    }
    this.#serve(client, request);
  }

  #serveParked(): void {
    for (const client of [...this.#clients]) {
      if (client.request !== undefined && this.#clients.has(client)) this.#serve(client, client.request);
    }
  }

  #serve(client: ClientConnection, { asked, shouldWait }: { asked: InterfaceFacts; shouldWait: boolean }): void {
    const resolution = this.#resolve(client, asked);
    if (resolution.kind !== "bound") {
      if (shouldWait) {
        this.#park(client, asked, resolution);
        return;
      }
      const code = resolution.kind === "no server" ? Result.UNAVAILABLE : Result.NOT_PERMITTED;
      this.#refuse(client, code, resolution.kind, resolution.detail);
      return;
    }
    const { offer, boundBy } = resolution;
    const match = compatibility(asked, offer);
    if (!match.compatible) {
      this.#refuse(client, Result.FAULT, "mismatch", match.reason, offer);
      return;
    }
    const session: SessionFacts = {
      id: client.id,
      service: offer.facts.id,
      client: client.process.facts,
      asked,
      boundBy,
      tap: this.#isTapped(offer.interface) ? "all" : "none",
      openedAt: this.#context.now(),
    };
    const handedOver =
      session.tap === "all" ? this.#relay(client, offer, session) : this.#broker(client, offer, session);
    if (handedOver && match.remark !== undefined) {
      const subject = `${who(client.process)} and ${offer.interface} of ${offer.facts.server.name}`;
      notice(this.#context, "warning", match.remark, { service: offer.facts.id, session: client.id, subject });
    }
  }

  #resolve(client: ClientConnection, asked: InterfaceFacts): Resolution<Service> {
    return resolve({ ...asked, uid: client.process.facts.uid }, this.#bindings, this.#servers.offers);
  }

  #isTapped(name: string): boolean {
    const { untapped } = this.#options;
    return !(untapped.has("*") || untapped.has(name) || untapped.has(name.slice(name.lastIndexOf(".") + 1)));
  }

  #park(
    client: ClientConnection,
    asked: InterfaceFacts,
    resolution: Exclude<Resolution<Service>, { kind: "bound" }>,
  ): void {
    const { kind: reason, detail, suggestions } = resolution;
    if (client.parkedBecause === detail) return;
    client.parkedBecause = detail;
    const { id: waiter, since } = client;
    const parked = { waiter, client: client.process.facts, asked, since, reason, detail, suggestions };
    this.#context.outlet.event({ kind: "waiting", ...parked });
  }

  /** Tells the client why not, and closes. */
  #refuse(client: ClientConnection, code: number, reason: Refused["reason"], detail: string, offer?: Service): void {
    const { system, outlet, now } = this.#context;
    const packet = this.#context.packet();
    packet.payload.writeInt32LE(code, 0);
    system.sockets.send(client.fd, packet, 4);
    this.#forgetClient(client, "refused");
    outlet.event({
      kind: "refused",
      session: client.id,
      client: client.process.facts,
      asked: client.request?.asked,
      at: now(),
      code,
      reason,
      detail: `${detail}; the client was told ${resultName(code)}`,
      ...(offer === undefined ? {} : { service: offer.facts.id }),
    });
  }

  #forgetClient(client: ClientConnection, outcome: "left" | "refused"): void {
    this.#release(client, outcome);
    const { sockets } = this.#context.system;
    // Closing with something unread would make the client see an error before the code it was sent.
    const packet = this.#context.packet();
    if (sockets.receive(client.fd, packet) >= 0) packet.closeDescriptors();
    sockets.close(client.fd);
    this.#processes.leave(client.process);
  }

  /** It is no connection of the directory's any more; its socket stays open. */
  #release(client: ClientConnection, outcome: "opened" | "left" | "refused"): void {
    this.#clients.delete(client);
    client.watch.stop();
    if (client.parkedBecause !== undefined)
      this.#context.outlet.event({ kind: "waitEnded", waiter: client.id, outcome });
  }

  // Sessions

  #relay(client: ClientConnection, service: Service, facts: SessionFacts): boolean {
    const { system, outlet, gates } = this.#context;
    const ends = system.sockets.pair();
    if (typeof ends === "number") {
      this.#admission.noteExhaustion(describeError(ends));
      this.#refuse(client, Result.UNAVAILABLE, "descriptors", describeError(ends), service);
      return false;
    }
    const [ours, theirs] = ends;
    const { pid, uid, gid } = facts.client;
    // Read back with getpeername() by the preload shim, or by a host build of liblegato (legato-ipc 9).
    system.sockets.nameAbstract(ours, `legato-relay/${pid}/${uid}/${gid}/${process.pid}.${facts.id}`);
    const passed = this.#servers.pass(service, theirs);
    system.sockets.close(theirs);
    if (!passed) {
      system.sockets.close(ours);
      return false;
    }
    this.#release(client, "opened");
    outlet.event({ kind: "opened", session: facts });
    const parties = {
      id: client.id,
      client: client.process,
      server: service.server,
      clientFd: client.fd,
      serverFd: ours,
      gate: gates.of(service.uid, service.interface),
      pointerSize: facts.asked.pointerSize,
    };
    const session = new RelayedSession(this.#context, parties, () => {
      this.#sessions.delete(client.id);
      this.#processes.leave(client.process);
    });
    this.#sessions.set(client.id, session);
    return true;
  }

  /** As the real directory does it: the server gets the client's own socket, and that is the last we see of it. */
  #broker(client: ClientConnection, service: Service, facts: SessionFacts): boolean {
    if (!this.#servers.pass(service, client.fd)) return false;
    this.#release(client, "opened");
    this.#context.system.sockets.close(client.fd);
    this.#processes.leave(client.process);
    this.#context.outlet.event({ kind: "opened", session: facts });
    return true;
  }

  #takeId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }
}
