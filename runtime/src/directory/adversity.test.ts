/** Directory and relay when the kernel has no more to give, is older than ours, or peers send rubbish; turned by hand, no waiting. */
import { closeSync, openSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Errno } from "../system/errno.ts";
import { InProcess, PRINTER } from "./testing/inProcess.ts";

let relay: InProcess;
let openBefore = 0;

beforeEach(() => {
  openBefore = openDescriptors();
});

afterEach(() => {
  relay.stop();
  expect(openDescriptors()).toBe(openBefore);
});

function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

/** A server with one open session. */
function openSession() {
  const server = relay.advertise();
  relay.settle();
  const client = relay.request();
  relay.settle();
  const session = relay.accept(server);
  return { server, client, session };
}

function code(fd: number): number | undefined {
  const answer = relay.receive(fd);
  return typeof answer === "number" || answer.bytes.length !== 4 ? undefined : answer.bytes.readInt32LE(0);
}

describe("when the kernel gives no more descriptors", () => {
  it("a client is refused politely, the open session goes on, and later ones are served again", () => {
    relay = new InProcess();
    const { server, client, session } = openSession();
    relay.interference.sockets = { pair: () => -Errno.EMFILE };
    const refused = relay.request();
    relay.settle();
    expect(code(refused)).toBe(-21);
    expect(relay.of("refused")).toMatchObject([{ reason: "descriptors", code: -21 }]);

    relay.send(client, Buffer.from("still here"));
    relay.settle();
    expect(relay.receive(session)).toMatchObject({ bytes: Buffer.from("still here") });

    relay.interference.sockets = {};
    const later = relay.request();
    relay.settle();
    const second = relay.accept(server);
    expect(relay.of("opened")).toHaveLength(2);
    relay.close(server, client, session, refused, later, second);
  });

  it("a listener does not spin, and takes who waits when there are some again", () => {
    relay = new InProcess();
    const server = relay.advertise();
    relay.settle();
    let tries = 0;
    relay.interference.sockets = {
      accept: () => {
        tries += 1;
        return -Errno.EMFILE;
      },
    };
    const client = relay.request();
    for (let turn = 0; turn < 100; turn++) relay.loop.turn(0);
    expect(tries).toBe(1);
    relay.settle();
    expect(relay.of("notice")).toHaveLength(1);

    relay.interference.sockets = {};
    relay.loop.turn(-1);
    relay.settle();
    expect(relay.of("opened")).toHaveLength(1);
    relay.close(server, client, relay.accept(server));
  });

  it("the spare ones are kept for open sessions", () => {
    relay = new InProcess({ descriptorLimit: 0 });
    const clients = Array.from({ length: 20 }, () => relay.request());
    relay.settle();
    // As many as may wait among the spare ones hear why, the others are closed.
    expect(clients.map(code).filter((each) => each === -21).length).toBeGreaterThanOrEqual(16);
    relay.close(...clients);
  });

  it("of a low limit only a share is spare: some sessions open", () => {
    const lowestFree = openSync("/dev/null", "r");
    closeSync(lowestFree);
    relay = new InProcess({ descriptorLimit: lowestFree + 60 });
    const server = relay.advertise();
    const client = relay.request();
    relay.settle();
    expect(relay.of("refused")).toEqual([]);
    expect(relay.of("opened")).toHaveLength(1);
    relay.close(server, client, relay.accept(server));
  });
});

describe("when the kernel refuses to take a record", () => {
  it.each([Errno.ENOBUFS, Errno.ENOMEM, Errno.ETOOMANYREFS])(
    "for error %i, it is tried again, with its descriptors",
    (error) => {
      relay = new InProcess();
      const { server, client, session } = openSession();
      relay.interference.sockets = { send: () => -error };
      relay.send(client, Buffer.from("patience"), [client]);
      relay.send(client, Buffer.from("next"));
      relay.settle();
      expect(relay.receive(session)).toBe(-Errno.EAGAIN);

      relay.interference.sockets = {};
      relay.loop.turn(-1);
      relay.settle();
      const received = relay.receive(session);
      expect(received).toMatchObject({ bytes: Buffer.from("patience"), packet: { descriptorCount: 1 } });
      if (typeof received !== "number") received.packet.closeDescriptors();
      expect(relay.receive(session)).toMatchObject({ bytes: Buffer.from("next") });
      relay.close(server, client, session);
    },
  );

  it("for good, its session is closed and that is said", () => {
    relay = new InProcess();
    const { server, client, session } = openSession();
    relay.interference.sockets = { send: () => -Errno.EMSGSIZE };
    relay.send(client, Buffer.from("too much"), [client]);
    relay.settle();
    expect(relay.of("notice").at(-1)?.text).toContain("EMSGSIZE: the record is too large");
    expect(relay.of("ended")).toMatchObject([{ end: { cause: "runtime" } }]);
    relay.close(server, client, session);
  });
});

describe("a server that takes no more sessions", () => {
  it("leaves its clients parked until it does", () => {
    relay = new InProcess();
    const server = relay.advertise();
    relay.settle();
    relay.interference.sockets = { sendDescriptor: () => -Errno.EAGAIN };
    const client = relay.request();
    relay.loop.turn(0);
    relay.interference.sockets = {};
    relay.settle();
    expect(relay.of("opened")).toHaveLength(1);
    relay.close(server, client, relay.accept(server));
  });
});

describe("on a kernel without pidfds of peers and exit codes of reaped processes", () => {
  const old = {
    pidfdOfPeer: () => -Errno.ENOPROTOOPT,
    pidfdOpen: () => -Errno.EINVAL,
    exitStatus: () => undefined,
    hasExited: () => false,
  };

  it("a client that lives has closed", () => {
    relay = new InProcess();
    relay.interference.processes = old;
    const { server, client, session } = openSession();
    relay.close(client);
    relay.settle();
    expect(relay.of("ended")).toMatchObject([{ end: { cause: "closed" } }]);
    relay.close(server, session);
  });

  it("a client that is not there any more is gone, never closed", () => {
    relay = new InProcess();
    relay.interference.processes = old;
    const { server, client, session } = openSession();
    relay.interference.processes = { ...old, read: () => undefined };
    relay.close(client);
    relay.settle();
    expect(relay.of("ended")).toMatchObject([{ end: { cause: "gone" } }]);
    relay.close(server, session);
  });
});

describe("a queue that nobody empties", () => {
  it("loses copies, which are counted, and no record", () => {
    relay = new InProcess({}, 256 << 10);
    const { server, client, session } = openSession();
    const total = 1000;
    let intact = 0;
    for (let number = 0; number < total; number++) {
      relay.send(client, Buffer.alloc(1000, number));
      relay.loop.turn(0);
      const received = relay.receive(session);
      if (typeof received !== "number" && received.bytes.equals(Buffer.alloc(1000, number))) intact += 1;
    }
    expect(intact).toBe(total);
    relay.settle();
    relay.send(client, Buffer.from("seen again"));
    relay.settle();
    relay.receive(session);
    relay.close(client);
    relay.settle();
    const copies = relay.of("record").length;
    const lost = relay.of("lost").reduce((sum, event) => sum + event.copies, 0);
    expect(lost).toBeGreaterThan(0);
    expect(copies + lost).toBe(total + 1);
    expect(relay.of("ended")[0]?.totals.recordsToServer).toBe(total + 1);
    expect(relay.events.findIndex(({ kind }) => kind === "lost")).toBeLessThan(relay.events.length - 1);
    relay.close(server, session);
  });

  it("holds no record whose copy is lost, as nobody would answer", () => {
    relay = new InProcess({}, 256 << 10);
    const { server, client, session } = openSession();
    relay.gates.set({ interface: "printer", uid: relay.real.userId, direction: "toServer", messageId: 7 }, "hold");
    const gated = Buffer.alloc(284);
    gated.writeUInt32LE(7, 8);
    const filler = Buffer.alloc(4000);
    for (let count = 0; count < 100; count++) {
      relay.send(client, filler);
      relay.loop.turn(0);
      relay.receive(session);
    }
    relay.send(client, gated);
    relay.loop.turn(0);
    expect(relay.receive(session)).toMatchObject({ bytes: gated });
    relay.close(server, client, session);
  });
});

describe("peers that send rubbish", () => {
  it("get their connection closed or refused, and leave nothing behind", () => {
    relay = new InProcess();
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 600 });
    const exact = fc
      .constantFrom(260, 264, 272)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(
        fc.array(fc.record({ toServer: fc.boolean(), data: fc.oneof(bytes, exact) }), { maxLength: 8 }),
        (packets) => {
          const fds = packets.map(({ toServer, data }) => {
            const fd = toServer ? relay.advertise() : relay.request({ ...PRINTER, interface: "nobody" });
            relay.send(fd, Buffer.from(data));
            return fd;
          });
          relay.settle();
          relay.close(...fds);
          relay.settle();
          expect(relay.directory.counts).toEqual({ services: 0, parked: 0, sessions: 0, processes: 0 });
        },
      ),
      { numRuns: 200 },
    );
  });

  it("that the directory cannot even read are answered all the same", () => {
    relay = new InProcess();
    const torn = relay.real.sockets.connect(`${relay.folder}/serviceDirectoryClient`);
    relay.send(torn, Buffer.from("?"), [torn]);
    relay.settle();
    expect(code(torn)).toBe(-6);
    expect(relay.of("refused")).toMatchObject([{ reason: "malformed" }]);
    expect(relay.of("refused")[0]?.asked).toBeUndefined();
    relay.close(torn);
  });
});

describe("another user, where every permission was opened", () => {
  /** The kernel says so of every peer from now on. */
  const everybodyIs = (uid: number): void => {
    const { sockets } = relay.real;
    relay.interference.sockets = {
      credentials: (fd) => {
        const real = sockets.credentials(fd);
        return real && { ...real, uid };
      },
    };
  };

  it("is turned away from both sockets, which is said", () => {
    relay = new InProcess();
    everybodyIs(relay.real.userId + 1);
    const fds = [relay.advertise(), relay.request()];
    relay.settle();
    expect(relay.directory.counts).toEqual({ services: 0, parked: 0, sessions: 0, processes: 0 });
    expect(relay.of("notice").map(({ text }) => text)).toEqual([
      expect.stringMatching(/was turned away: other users need --shared$/),
      expect.stringMatching(/was turned away: other users need --shared$/),
    ]);
    relay.close(...fds);
  });

  it("is served where that was asked for", () => {
    relay = new InProcess({ shared: true });
    everybodyIs(relay.real.userId + 1);
    const server = relay.advertise();
    relay.settle();
    expect(relay.directory.counts).toMatchObject({ services: 1 });
    relay.close(server);
  });
});

describe("a thousand sessions", () => {
  it("open, carry, end, and leave nothing behind", () => {
    relay = new InProcess();
    const server = relay.advertise();
    relay.settle();
    const sessions = Array.from({ length: 1000 }, (_, number) => {
      const client = relay.request();
      relay.settle();
      return { number, client, session: relay.accept(server) };
    });
    for (const { number, client } of sessions) relay.send(client, Buffer.from(`from ${number}`));
    relay.settle();
    for (const { number, session } of sessions)
      expect(relay.receive(session)).toMatchObject({ bytes: Buffer.from(`from ${number}`) });
    expect(relay.directory.counts).toMatchObject({ sessions: 1000, processes: 1 });
    for (const { client, session } of sessions) relay.close(client, session);
    relay.settle();
    expect(relay.of("ended")).toHaveLength(1000);
    relay.close(server);
    relay.settle();
    expect(relay.directory.counts).toEqual({ services: 0, parked: 0, sessions: 0, processes: 0 });
  });
});
