/**
 * A service as liblegato's server side would be: advertises, takes sessions, answers requests (legato-ipc 3 to 6).
 *
 * In: an interface, and what to do with requests. Out: records that a real client takes for a real server's. It knows functions and values, not
 * TypeScript's names for them (service.ts). Always holds: whatever a client sends, the others are served on.
 */
import type {
  ApiFunction,
  EventValues,
  Packed,
  RequestValues,
  ResponseValues,
  WantedOutputs,
} from "@legato-api/language";
import { exitCause, type Identity, readStat } from "../directory/exitCause.ts";
import { writeDetails } from "../directory/wire.ts";
import type { Api } from "../interfaces/api.ts";
import type { System } from "../system/system.ts";
import { Channel } from "./channel.ts";
import { bodyOf, connectTo } from "./clientSession.ts";
import { takeDescriptor } from "./descriptors.ts";
import type { EventLoop } from "./eventLoop.ts";
import { fitting } from "./fitting.ts";
import type { ClientProcess, SessionEnding } from "./public.ts";
import { endingOf } from "./sessionEnd.ts";
import { problemText } from "./uncaught.ts";

const POINTER_SIZE = 8;
const HEADER = POINTER_SIZE + 4;
/** The directory has checked that messages have our size, unless versions differ (TelAF); then they may be as large as this. */
const LARGEST_FOREIGN = 1 << 16;

export interface ServerBehaviour {
  opened(session: ServerSession): void;
  request(session: ServerSession, fn: ApiFunction, request: RequestValues): Promise<ResponseValues>;
  closed(session: ServerSession, end: SessionEnding): void | Promise<void>;
  /** The directory has gone, or refuses the advertisement: a service cannot go on. */
  directoryLost(): void;
  print(line: string): void;
}

export interface ServerOptions {
  readonly folder: string;
  readonly interface: string;
  readonly api: Api;
  /** How a session of the relay's ended, where there is somebody who knows. */
  readonly endOf?: (relaySession: number) => Promise<SessionEnding>;
}

export class ServiceServer {
  readonly #loop: EventLoop;
  readonly #options: ServerOptions;
  readonly #behaviour: ServerBehaviour;
  readonly sessions = new Set<ServerSession>();
  #nextId = 1;

  constructor(loop: EventLoop, options: ServerOptions, behaviour: ServerBehaviour) {
    this.#loop = loop;
    this.#options = options;
    this.#behaviour = behaviour;
  }

  /** Rejects if there is no directory. That it takes the advertisement shows only by its not hanging up. */
  async advertise(): Promise<void> {
    const { folder, api } = this.#options;
    const fd = await connectTo(this.#loop, `${folder}/serviceDirectoryServer`, folder);
    const details = writeDetails({
      interface: this.#options.interface,
      protocolId: api.protocolIds[0] ?? "",
      maxMessageSize: api.maxMessageSize,
      pointerSize: POINTER_SIZE,
    });
    const channel = new Channel(this.#loop, fd, details.length, {
      onRecord: (_bytes, descriptors) => {
        for (const each of descriptors) this.#accept(each);
      },
      onEnd: () => this.#behaviour.directoryLost(),
    });
    channel.send(details);
  }

  #accept(fd: number): void {
    const { api } = this.#options;
    const session: ServerSession = new ServerSession(this.#loop, fd, this.#nextId++, api, {
      request: (fn, request) => this.#behaviour.request(session, fn, request),
      ended: () => this.#ended(session),
      print: (line) => this.#behaviour.print(line),
    });
    this.sessions.add(session);
    try {
      this.#behaviour.opened(session);
    } catch (error) {
      session.reject(`could not be let in: ${problemText(error)}`);
      return;
    }
    session.welcome();
  }

  async #ended(session: ServerSession): Promise<void> {
    const end = await this.#endOf(session);
    try {
      await this.#behaviour.closed(session, end);
    } finally {
      this.sessions.delete(session);
    }
  }

  async #endOf(session: ServerSession): Promise<SessionEnding> {
    if (session.closedHere) return { cause: "server" };
    const { endOf } = this.#options;
    if (session.relaySession === undefined) return endingOf(exitCause(this.#loop.system.processes, session.identity));
    return endOf === undefined ? { cause: "unknown" } : endOf(session.relaySession);
  }
}

interface SessionEvents {
  request(fn: ApiFunction, request: RequestValues): Promise<ResponseValues>;
  ended(): void;
  print(line: string): void;
}

export class ServerSession {
  readonly id: number;
  readonly client: ClientProcess;
  /** The relay's number of this session; undefined where the client's own socket was handed over. */
  readonly relaySession: number | undefined;
  /** Who is at the other end of the socket. */
  readonly identity: Identity;
  closedHere = false;
  readonly #system: System;
  readonly #api: Api;
  readonly #events: SessionEvents;
  readonly #channel: Channel;

  constructor(loop: EventLoop, fd: number, id: number, api: Api, events: SessionEvents) {
    this.id = id;
    this.#system = loop.system;
    this.#api = api;
    this.#events = events;
    const { sockets, processes } = loop.system;
    const peer = sockets.credentials(fd) ?? { pid: 0, uid: 0, gid: 0 };
    const stoodFor = parseRelayName(sockets.peerName(fd));
    this.client = stoodFor?.client ?? peer;
    this.relaySession = stoodFor?.session;
    const pidfd = stoodFor === undefined ? processes.pidfdOfPeer(fd) : -1;
    this.identity = { pid: peer.pid, pidfd, startTime: readStat(processes, peer.pid)?.startTime };
    const foreign = api.interface.versions === undefined ? 0 : LARGEST_FOREIGN;
    this.#channel = new Channel(loop, fd, Math.max(foreign, POINTER_SIZE + api.maxMessageSize), {
      onRecord: (bytes, descriptors) => this.#hear(bytes, descriptors),
      onEnd: () => {
        events.ended();
        if (pidfd >= 0) sockets.close(pidfd);
      },
    });
  }

  get open(): boolean {
    return !this.#channel.closed;
  }

  welcome(): void {
    this.#channel.send(Buffer.alloc(4));
  }

  /** The id is that of the function that took the handler. A problem in words if the values do not fit. */
  fire(id: number, event: EventValues): string | undefined {
    const packed = this.#api.codec.encodeEvent(id, event);
    return packed.ok ? this.#send(0, id, packed.value) : packed.problem;
  }

  close(): void {
    this.closedHere = true;
    this.#channel.close();
  }

  #hear(bytes: Buffer, descriptors: readonly number[]): void {
    const problem = this.#take(bytes, descriptors);
    if (problem !== undefined) this.reject(problem);
  }

  /** What the client did wrong, if it did. */
  #take(bytes: Buffer, descriptors: readonly number[]): string | undefined {
    const id = bytes.length < HEADER ? -1 : bytes.readUInt32LE(POINTER_SIZE);
    const fn = this.#api.codec.functions.get(id);
    const descriptor = takeDescriptor(this.#system, descriptors, fn, "request");
    if (id < 0) return "sent a record that is too short for a message";
    if (fn === undefined) return `called function ${id}, which ${this.#api.interface.name} does not have`;
    const transaction = bytes.readUInt32LE(0);
    const request = this.#api.codec.decodeRequest(id, bodyOf(bytes), descriptor);
    if (!request.ok) return `sent what cannot be understood: ${request.problem}`;
    this.#events.request(fn, request.value).then(
      (response) => {
        const problem = this.#respond(transaction, fn, response, request.value.outputs);
        if (problem !== undefined) this.reject(`called ${fn.name}, whose answer is wrong: ${problem}`);
      },
      (error: unknown) => this.reject(`called ${fn.name}, which failed: ${problemText(error)}`),
    );
    return undefined;
  }

  #respond(transaction: number, fn: ApiFunction, response: ResponseValues, outputs: WantedOutputs): string | undefined {
    if (transaction === 0 || !this.open) return undefined;
    const packed = this.#api.codec.encodeResponse(fn.messageId, fitting(fn, response, outputs), outputs);
    return packed.ok ? this.#send(transaction, fn.messageId, packed.value) : packed.problem;
  }

  /** As LE_KILL_CLIENT does. `what` the client did goes on from `client 70 `. */
  reject(what: string): void {
    if (!this.open) return;
    this.#events.print(`client ${this.client.pid} ${what}; its session is closed`);
    this.close();
  }

  #send(transaction: number, id: number, { bytes, fd }: Packed): string | undefined {
    const record = Buffer.alloc(POINTER_SIZE + this.#api.maxMessageSize);
    record.writeUInt32LE(transaction, 0);
    record.writeUInt32LE(id, POINTER_SIZE);
    record.set(bytes, HEADER);
    return this.#channel.send(record, fd);
  }
}

/** `legato-relay/PID/UID/GID/RUNTIME.SESSION`: whom the relay stands for. */
function parseRelayName(
  name: string | undefined,
): { readonly client: ClientProcess; readonly session: number } | undefined {
  const match = /^legato-relay\/(\d+)\/(\d+)\/(\d+)\/\d+\.(\d+)$/.exec(name ?? "");
  if (match === null) return undefined;
  const [pid = 0, uid = 0, gid = 0, session = 0] = match.slice(1).map(Number);
  return { client: { pid, uid, gid }, session };
}
