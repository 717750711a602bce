/**
 * One session, relayed: every record of one end goes to the other as it is, and the end of the session is seen.
 *
 * In: the two sockets (the client's own connection, and our end of the pair whose other end the server got). Out: copies of the records
 * and how it ended, to the outlet. Always holds: records of one direction stay whole and in order, with their descriptors; a full or
 * held lane stops only its own source; what an end sent before it went is delivered before the other end is closed (legato-ipc 6, 9);
 * how the client went is asked at the moment it hung up, when the kernel still knows. Copies may be lost when the queue is full, records never.
 */
import { describeError, Errno } from "../system/errno.ts";
import { type Packet, Ready } from "../system/system.ts";
import type { RelayContext } from "./context.ts";
import { type Direction, type End as Ending, type Totals, WELCOME } from "./events.ts";
import { exitCause, type Identity, isDying } from "./exitCause.ts";
import type { ServiceGate } from "./gate.ts";
import { type End, Lane } from "./lane.ts";
import { notice, who } from "./notice.ts";
import type { KnownProcess } from "./processTable.ts";

/** Most records that one lane moves in a turn, so that a torrent in one session does not starve the others. */
const LARGEST_APPETITE = 32;
/** Records thrown away at most when an end is closed, so that a peer that never stops sending cannot hold us. */
const LAST_READS = 1024;
/** Milliseconds until a lane looks again when the kernel refused a record for want of something that readiness does not tell. */
const RETRY_AFTER = 20;

export interface RelayedParties {
  readonly id: number;
  readonly client: KnownProcess;
  readonly server: Identity;
  readonly clientFd: number;
  readonly serverFd: number;
  readonly gate: ServiceGate;
  /** Where the message id stands in a record: behind the transaction id. */
  readonly pointerSize: 4 | 8;
}

export class RelayedSession {
  readonly id: number;
  readonly #context: RelayContext;
  readonly #parties: RelayedParties;
  readonly #onEnd: (session: RelayedSession) => void;
  readonly #client: End;
  readonly #server: End;
  readonly #toServer: Lane;
  readonly #toClient: Lane;
  #over = false;
  /** Set by the first sign that an end goes: that end is why the session ends. */
  #firstGone: End | undefined;
  #ending: Ending | undefined;
  #toldLeaving = false;
  #lostCopies = 0;

  constructor(context: RelayContext, parties: RelayedParties, onEnd: (session: RelayedSession) => void) {
    this.id = parties.id;
    this.#context = context;
    this.#parties = parties;
    this.#onEnd = onEnd;
    const { loop } = context;
    const onClient = (ready: number) => this.#onReady(this.#toServer, this.#toClient, ready);
    const onServer = (ready: number) => this.#onReady(this.#toClient, this.#toServer, ready);
    this.#client = { fd: parties.clientFd, watch: loop.watch(parties.clientFd, onClient), hungUp: false };
    this.#server = { fd: parties.serverFd, watch: loop.watch(parties.serverFd, onServer), hungUp: false };
    this.#toServer = new Lane("toServer", this.#client, this.#server);
    this.#toClient = new Lane("toClient", this.#server, this.#client);
    this.#updateWatches();
  }

  /** Ends it on both sides at once; what is under way is discarded. */
  close(): void {
    this.#finish({ cause: "runtime" });
  }

  get totals(): Totals {
    return {
      recordsToServer: this.#toServer.records,
      recordsToClient: this.#toClient.records,
      bytesToServer: this.#toServer.bytes,
      bytesToClient: this.#toClient.bytes,
    };
  }

  /** `out` is the lane that starts at the ready end, `into` the one that leads to it. */
  #onReady(out: Lane, into: Lane, ready: number): void {
    if (this.#over) return;
    if ((ready & Ready.HANGUP) !== 0) this.#passOnHangUp(out);
    if (this.#over) return;
    if ((ready & Ready.OUT) !== 0) this.#sendKept(into);
    if ((ready & ~Ready.OUT) !== 0 && !out.blocked && !out.ended) this.#pump(out);
    this.#settle();
  }

  /**
   * The other end hears of it before the kernel is asked how the process went, since reading that takes longer than all the rest. What was sent
   * before goes first; where that is more than one record the question does not wait for it, so that the kernel still knows.
   */
  #passOnHangUp(lane: Lane): void {
    if (lane.source.hungUp) return;
    this.#firstGone ??= lane.source;
    if (!lane.blocked && !lane.ended) this.#moveOne(lane);
    if (this.#over) return;
    const told = lane.drained && this.#context.system.sockets.shutdown(lane.sink.fd) >= 0;
    this.#noteHangUp(lane.source);
    // Not before the kernel was asked: the client's parent might collect it meanwhile.
    if (told) this.#context.loop.giveWay();
  }

  #noteHangUp(end: End): void {
    if (end.hungUp) return;
    end.hungUp = true;
    this.#firstGone ??= end;
    if (this.#firstGone === end) this.#ending = this.#howItWent(end);
  }

  #howItWent(end: End): Ending {
    const { processes } = this.#context.system;
    const { client, server } = this.#parties;
    if (end === this.#server) return { cause: "server", died: server.pid > 0 && isDying(processes, server) };
    return exitCause(processes, client.identity);
  }

  #pump(lane: Lane): void {
    const { loop } = this.#context;
    const busy = loop.turns <= lane.lastTurn + 1;
    lane.appetite = busy ? Math.min(LARGEST_APPETITE, lane.appetite * 2) : 1;
    lane.lastTurn = loop.turns;
    for (let taken = 0; taken < lane.appetite; taken++) {
      if (!this.#moveOne(lane)) return;
    }
  }

  /** Takes one record from the source and passes it on. False: there is nothing more to be had now. */
  #moveOne(lane: Lane): boolean {
    const { system, packet: shared } = this.#context;
    const packet = shared();
    const length = system.sockets.receive(lane.source.fd, packet);
    if (length <= 0) {
      if (length < 0) return this.#cannotReceive(lane, length);
      // Nothing, not even a descriptor: the end, unless the peer is still there and really sent an empty record.
      if (packet.descriptorCount === 0 && (lane.source.hungUp || system.sockets.hungUp(lane.source.fd))) {
        lane.ended = true;
        return false;
      }
    }
    if (packet.truncated) this.#warnOfTruncation(length);
    lane.records += 1;
    lane.bytes += length;
    return this.#passOn(lane, packet, length);
  }

  #cannotReceive(lane: Lane, error: number): boolean {
    if (error === -Errno.EAGAIN) return false;
    // The peer closed without having read everything: the error comes once, then what it sent.
    if (error === -Errno.ECONNRESET || error === -Errno.EINTR) return true;
    lane.ended = true;
    this.#noteHangUp(lane.source);
    return false;
  }

  /** A record above what an unprivileged process can send, or descriptors for which we had no numbers left. */
  #warnOfTruncation(length: number): void {
    const text = `a record was cut to ${length} bytes, or lost a file descriptor, on its way (see ulimit -n)`;
    this.#complain(text);
  }

  #passOn(lane: Lane, packet: Packet, length: number): boolean {
    if (this.#mustHold(lane, packet, length)) return false;
    const sent = this.#send(lane.sink, packet, length);
    // Copied after it was sent, so that the peer does not wait for the copy.
    this.#copy(lane.direction, packet, length, 0);
    if (sent >= 0) {
      if (packet.descriptorCount > 0) packet.closeDescriptors();
      return true;
    }
    if (isTransient(sent)) {
      lane.keep(packet, length);
      if (sent !== -Errno.EAGAIN) this.#retryLater(lane);
      return false;
    }
    packet.closeDescriptors();
    this.#cannotSend(lane, sent);
    return false;
  }

  #mustHold(lane: Lane, packet: Packet, length: number): boolean {
    const held = this.#parties.gate[lane.direction];
    if (held.size === 0) return false;
    const messageId = this.#messageId(lane, packet, length);
    if (messageId === undefined || !held.has(messageId)) return false;
    const ticket = this.#context.gates.ticket();
    // A copy that is lost would never be answered: then the record is not held.
    if (ticket === 0 || !this.#copy(lane.direction, packet, length, ticket)) return false;
    lane.keep(packet, length);
    lane.ticket = ticket;
    lane.heldMessageId = messageId;
    this.#context.gates.hold(ticket, {
      sessionId: this.id,
      direction: lane.direction,
      gate: this.#parties.gate,
      heldMessageId: messageId,
      letGo: () => {
        lane.ticket = 0;
        this.#sendKept(lane);
        this.#settle();
      },
    });
    return true;
  }

  /** undefined: the record carries none. */
  #messageId(lane: Lane, packet: Packet, length: number): number | undefined {
    const { pointerSize } = this.#parties;
    if (length >= pointerSize + 4) return packet.payload.readUInt32LE(pointerSize);
    return lane.records === 1 && lane.direction === "toClient" ? WELCOME : undefined;
  }

  #sendKept(lane: Lane): void {
    if (this.#over || !lane.blocked || lane.ticket !== 0) return;
    const packet = this.#context.packet();
    const length = lane.restore(packet);
    const sent = this.#send(lane.sink, packet, length);
    if (isTransient(sent)) {
      packet.setDescriptors([]);
      if (sent !== -Errno.EAGAIN) this.#retryLater(lane);
      return;
    }
    packet.closeDescriptors();
    lane.forget();
    if (sent < 0) this.#cannotSend(lane, sent);
  }

  #send(sink: End, packet: Packet, length: number): number {
    const { sockets } = this.#context.system;
    const sent = sockets.send(sink.fd, packet, length);
    if (sent !== -Errno.EMSGSIZE) return sent;
    // The sender has a larger buffer than ours.
    sockets.growSendBuffer(sink.fd, length);
    return sockets.send(sink.fd, packet, length);
  }

  #retryLater(lane: Lane): void {
    this.#context.loop.after(RETRY_AFTER, () => {
      this.#sendKept(lane);
      this.#settle();
    });
  }

  #cannotSend(lane: Lane, error: number): void {
    if (error === -Errno.EPIPE || error === -Errno.ECONNRESET || error === -Errno.ENOTCONN) {
      this.#noteHangUp(lane.sink);
      return;
    }
    const text = `a record could not be passed on (${describeError(error)}): its session was closed`;
    this.#complain(text);
    this.#finish({ cause: "runtime" });
  }

  #complain(text: string): void {
    notice(this.#context, "error", text, { session: this.id, subject: who(this.#parties.client) });
  }

  #copy(direction: Direction, packet: Packet, length: number, ticket: number): boolean {
    const { outlet, now } = this.#context;
    if (this.#lostCopies > 0) this.#reportLost();
    const taken =
      this.#lostCopies === 0 &&
      outlet.record(this.id, direction, now(), packet.payload, length, packet.descriptorCount, ticket);
    // One that was to be held is tried again as one that is not, and counted then.
    if (!taken && ticket === 0) this.#lostCopies += 1;
    return taken;
  }

  #reportLost(): void {
    const { outlet } = this.#context;
    if (!outlet.hasRoom) return;
    outlet.event({ kind: "lost", session: this.id, copies: this.#lostCopies });
    this.#lostCopies = 0;
  }

  /** Draws the consequences of what was moved: half-closes passed on, the end of the session, what to wait for next. */
  #settle(): void {
    if (this.#over) return;
    if (this.#client.hungUp && this.#server.hungUp) {
      this.#finish(this.#ending ?? { cause: "gone" });
      return;
    }
    for (const lane of [this.#toServer, this.#toClient]) {
      if (!lane.drained) continue;
      this.#firstGone ??= lane.source;
      if (lane.source.hungUp) {
        this.#finish(this.#ending ?? this.#howItWent(this.#firstGone));
        return;
      }
      if (!lane.endPassedOn) {
        lane.endPassedOn = true;
        this.#context.system.sockets.shutdownWrite(lane.sink.fd);
      }
    }
    if (this.#toServer.drained && this.#toClient.drained && this.#firstGone !== undefined) {
      this.#finish(this.#ending ?? this.#howItWent(this.#firstGone));
      return;
    }
    if (this.#ending !== undefined) this.#tellLeaving(this.#ending);
    this.#updateWatches();
  }

  /** The session goes on, for as long as a record is held, without the end that is gone. */
  #tellLeaving(end: Ending): void {
    if (this.#toldLeaving || (this.#toServer.ticket === 0 && this.#toClient.ticket === 0)) return;
    this.#toldLeaving = true;
    this.#context.outlet.event({ kind: "leaving", session: this.id, at: this.#context.now(), end });
  }

  #updateWatches(): void {
    this.#updateWatch(this.#client, this.#toServer, this.#toClient);
    this.#updateWatch(this.#server, this.#toClient, this.#toServer);
  }

  #updateWatch(end: End, out: Lane, into: Lane): void {
    const interest = out.readInterest | into.writeInterest;
    // What an end that hung up still has to say is read when its lane is free again; until then it would only spin.
    end.watch.set(end.hungUp && interest === 0 ? undefined : interest);
  }

  #finish(ending: Ending): void {
    if (this.#over) return;
    this.#over = true;
    const { system, outlet, gates, now } = this.#context;
    for (const lane of [this.#toServer, this.#toClient]) {
      if (lane.ticket !== 0) gates.drop(lane.ticket);
      const packet = this.#context.packet();
      lane.restore(packet);
      packet.closeDescriptors();
      lane.forget();
    }
    for (const end of [this.#server, this.#client]) {
      end.watch.stop();
      this.#readLast(end.fd);
      system.sockets.close(end.fd);
    }
    if (this.#lostCopies > 0) outlet.event({ kind: "lost", session: this.id, copies: this.#lostCopies });
    outlet.event({ kind: "ended", session: this.id, at: now(), end: ending, totals: this.totals });
    this.#onEnd(this);
  }

  /** Closing a socket with unread records makes its peer's next call fail (ECONNRESET) before the peer has read what is meant for it. */
  #readLast(fd: number): void {
    const packet = this.#context.packet();
    for (let count = 0; count < LAST_READS; count++) {
      const length = this.#context.system.sockets.receive(fd, packet);
      const nothing = length <= 0 && packet.descriptorCount === 0;
      packet.closeDescriptors();
      if (nothing && length !== -Errno.ECONNRESET) return;
    }
  }
}

/** The kernel has no room now and may have some later. */
function isTransient(error: number): boolean {
  return (
    error === -Errno.EAGAIN ||
    error === -Errno.ENOBUFS ||
    error === -Errno.ENOMEM ||
    error === -Errno.ETOOMANYREFS ||
    error === -Errno.EINTR
  );
}
