/**
 * For tests: directory and relay in this thread, turned by hand, over real sockets and a kernel whose answers can be replaced.
 *
 * Peers are sockets of this process. `settle` turns the loop until nothing is ready, so a test needs no waiting and no clock.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadSystem } from "../../system/linux.ts";
import type { Packet, Processes, Sockets, System } from "../../system/system.ts";
import { Directory, type DirectoryOptions } from "../directory.ts";
import type { DirectoryEvent, InterfaceFacts } from "../events.ts";
import { Gates } from "../gate.ts";
import { Loop } from "../loop.ts";
import { createQueue, QueueReader, QueueWriter } from "../queue.ts";
import { clientSocketPath, openSocketFolder, serverSocketPath } from "../socketFolder.ts";
import { writeDetails } from "../wire.ts";

/** What the kernel shall answer instead; a call that is not named goes to the real one. */
export interface Interference {
  sockets?: Partial<Sockets>;
  processes?: Partial<Processes>;
}

export const PRINTER: InterfaceFacts = {
  interface: "printer",
  protocolId: "464c4857c693006fb7b0ec663aa1fac7",
  maxMessageSize: 276,
  pointerSize: 8,
};

const real = await loadSystem();
const scratch = real.sockets.packet(1 << 20);

export class InProcess {
  readonly folder = mkdtempSync(path.join(tmpdir(), "legato-relay-"));
  readonly events: DirectoryEvent[] = [];
  readonly interference: Interference = {};
  readonly directory: Directory;
  readonly loop: Loop;
  readonly gates: Gates;
  /** The runtime's clocks: monotonic milliseconds for the gate. */
  readonly clock = { now: 1000, beat: 1000 };
  readonly real: System = real;
  readonly #reader: QueueReader;
  readonly #sockets: { close(): void };

  constructor(options: Partial<DirectoryOptions> = {}, queueBytes = 1 << 20) {
    const sockets = openSocketFolder(real, this.folder, false);
    if (typeof sockets === "string") throw new Error(sockets);
    this.#sockets = sockets;
    const queue = createQueue(queueBytes);
    const outlet = new QueueWriter(queue, () => {});
    this.#reader = new QueueReader(queue);
    const system: System = {
      ...real,
      poller: () => real.poller(),
      sockets: overlay(real.sockets, () => this.interference.sockets),
      processes: overlay(real.processes, () => this.interference.processes),
    };
    this.loop = new Loop(system);
    this.gates = new Gates(
      () => this.clock.beat,
      () => this.clock.now,
      (event) => outlet.event(event),
    );
    const packet = real.sockets.packet(1 << 20);
    this.directory = new Directory(
      {
        system,
        loop: this.loop,
        outlet,
        gates: this.gates,
        packet: () => packet,
        makeRoom: () => {},
        now: () => 0,
      },
      {
        ...sockets,
        shared: false,
        bindings: [],
        untapped: new Set(),
        descriptorLimit: 20_000,
        ...options,
      },
    );
  }

  /** Turns until a turn found nothing ready, and takes the events. */
  settle(): readonly DirectoryEvent[] {
    const before = this.events.length;
    for (let idle = 0; idle < 2; ) {
      const sizeBefore = this.events.length;
      this.loop.turn(0);
      for (let event = this.#reader.next(); event !== undefined; event = this.#reader.next()) this.events.push(event);
      idle = this.events.length === sizeBefore ? idle + 1 : 0;
    }
    return this.events.slice(before);
  }

  of<K extends DirectoryEvent["kind"]>(kind: K): readonly Extract<DirectoryEvent, { kind: K }>[] {
    return this.events.filter((event): event is Extract<DirectoryEvent, { kind: K }> => event.kind === kind);
  }

  advertise(what: InterfaceFacts = PRINTER): number {
    return this.#connect(serverSocketPath(this.folder), writeDetails(what));
  }

  request(what: InterfaceFacts = PRINTER, wait = true): number {
    return this.#connect(clientSocketPath(this.folder), writeDetails(what, wait));
  }

  /** The session that the directory passes on this server connection. */
  accept(server: number): number {
    real.sockets.receive(server, scratch);
    if (scratch.descriptorCount !== 1) throw new Error("no session was passed");
    return scratch.descriptor(0);
  }

  send(fd: number, bytes: Buffer, descriptors: readonly number[] = []): number {
    bytes.copy(scratch.payload);
    scratch.setDescriptors(descriptors);
    const sent = real.sockets.send(fd, scratch, bytes.length);
    scratch.setDescriptors([]);
    return sent;
  }

  /** The next record; a number below 0 if there is none. The packet holds its descriptors until the next call. */
  receive(fd: number): { readonly bytes: Buffer; readonly packet: Packet } | number {
    const length = real.sockets.receive(fd, scratch);
    return length < 0 ? length : { bytes: Buffer.from(scratch.payload.subarray(0, length)), packet: scratch };
  }

  close(...fds: readonly number[]): void {
    for (const fd of fds) real.sockets.close(fd);
  }

  stop(): void {
    this.directory.stop();
    this.loop.close();
    this.#sockets.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #connect(socketPath: string, bytes: Buffer): number {
    const fd = real.sockets.connect(socketPath);
    if (fd < 0) throw new Error(`cannot connect (${fd})`);
    this.send(fd, bytes);
    return fd;
  }
}

/** The replaced functions where there are some, else the original with its own `this`. */
function overlay<T extends object>(original: T, replaced: () => Partial<T> | undefined): T {
  return new Proxy(original, {
    get(target, name) {
      const replacement: unknown = Reflect.get(replaced() ?? {}, name);
      if (replacement !== undefined) return replacement;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
