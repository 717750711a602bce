/** Real sockets of this machine: what the relay relies on. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeError, Errno } from "./errno.ts";
import { loadSystem } from "./linux.ts";
import { Ready } from "./system.ts";

const system = await loadSystem();
const { sockets } = system;
const packet = sockets.packet(sockets.largestRecord);
const open = new Set<number>();
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "legato-system-"));
});

afterEach(() => {
  for (const fd of open) sockets.close(fd);
  open.clear();
  rmSync(folder, { recursive: true });
});

function opened(fd: number): number {
  expect(fd, describeError(fd)).toBeGreaterThanOrEqual(0);
  open.add(fd);
  return fd;
}

function pair(): [number, number] {
  const ends = sockets.pair();
  if (typeof ends === "number") throw new Error(describeError(ends));
  return [opened(ends[0]), opened(ends[1])];
}

function close(fd: number): void {
  open.delete(fd);
  expect(sockets.close(fd)).toBe(0);
}

function sendText(fd: number, text: string): number {
  return sockets.send(fd, packet, packet.payload.write(text));
}

function receiveText(fd: number): string | number {
  const length = sockets.receive(fd, packet);
  return length < 0 ? length : packet.payload.toString("utf8", 0, length);
}

describe("record sockets", () => {
  it("keep records apart and in order", () => {
    const [here, there] = pair();
    for (const text of ["first", "", "third"]) expect(sendText(here, text)).toBe(text.length);
    expect([receiveText(there), receiveText(there), receiveText(there)]).toEqual(["first", "", "third"]);
    expect(receiveText(there)).toBe(-Errno.EAGAIN);
  });

  it("carry descriptors, which then name the same open file", () => {
    const [here, there] = pair();
    const [left, right] = pair();
    packet.setDescriptors([left]);
    expect(sendText(here, "with one")).toBe(8);
    packet.setDescriptors([]);
    close(left);

    expect(receiveText(there)).toBe("with one");
    expect(packet.descriptorCount).toBe(1);
    const passed = opened(packet.descriptor(0));
    expect(sendText(passed, "through the passed end")).toBe(22);
    packet.setDescriptors([]);
    expect(receiveText(right)).toBe("through the passed end");
  });

  it("pass on a received record with its descriptors without touching them", () => {
    const [from, relayIn] = pair();
    const [relayOut, to] = pair();
    const [left, right] = pair();
    packet.setDescriptors([left, right]);
    expect(sendText(from, "two")).toBe(3);
    packet.setDescriptors([]);

    const length = sockets.receive(relayIn, packet);
    expect(sockets.send(relayOut, packet, length)).toBe(3);
    packet.closeDescriptors();
    expect(packet.descriptorCount).toBe(0);

    expect(receiveText(to)).toBe("two");
    expect(packet.descriptorCount).toBe(2);
    packet.closeDescriptors();
  });

  it("pass one descriptor without any data, as the service directory does", () => {
    const [here, there] = pair();
    const [left] = pair();
    expect(sockets.sendDescriptor(here, left)).toBe(0);
    expect(sockets.receive(there, packet)).toBe(0);
    expect(packet.descriptorCount).toBe(1);
    packet.closeDescriptors();
    expect(sockets.hungUp(there)).toBe(false);
  });

  it("say so when a record is larger than the room for it", () => {
    const [here, there] = pair();
    const small = sockets.packet(4);
    sendText(here, "too long");
    expect(sockets.receive(there, small)).toBe(4);
    expect(small.truncated).toBe(true);
  });

  it("refuse a record beyond the send buffer until it has been made larger", () => {
    const [here, there] = pair();
    const length = 400_000;
    packet.payload.fill(7, 0, length);
    packet.setDescriptors([]);
    expect(sockets.send(here, packet, length)).toBe(-Errno.EMSGSIZE);
    expect(sockets.growSendBuffer(here, length)).toBe(0);
    expect(sockets.send(here, packet, length)).toBe(length);
    expect(sockets.receive(there, packet)).toBe(length);
    expect(packet.payload[length - 1]).toBe(7);
  });

  it("tell a half-closed peer from a closed one", () => {
    const [here, there] = pair();
    sockets.shutdownWrite(here);
    expect(sockets.hungUp(there)).toBe(true);
    expect(receiveText(there)).toBe("");
    expect(sendText(there, "still heard")).toBe(11);
    expect(receiveText(here)).toBe("still heard");
    close(here);
    expect(sendText(there, "lost")).toBe(-Errno.EPIPE);
  });

  it("tell a peer that the other end is gone, after what it was sent, and still hear what it said", () => {
    const [here, there] = pair();
    expect(sendText(here, "last word")).toBe(9);
    expect(sendText(there, "said before")).toBe(11);
    expect(sockets.shutdown(here)).toBe(0);
    expect(receiveText(there)).toBe("last word");
    expect(receiveText(there)).toBe("");
    expect(sendText(there, "too late")).toBe(-Errno.EPIPE);
    expect(receiveText(here)).toBe("said before");
  });

  it("are made with the mode asked for, and know who connected", () => {
    const file = path.join(folder, "socket");
    const listener = opened(sockets.listen(file, 0o600));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const client = opened(sockets.connect(file));
    const server = opened(sockets.accept(listener));
    expect(sockets.credentials(server)).toEqual({ pid: process.pid, uid: system.userId, gid: process.getegid?.() });
    expect(sockets.credentials(client)?.pid).toBe(process.pid);
  });

  it("answer an error number for what cannot be", () => {
    expect(sockets.connect(path.join(folder, "nobody"))).toBe(-Errno.ENOENT);
    expect(sockets.receive(-1, packet)).toBe(-Errno.EBADF);
    expect(describeError(-Errno.ECONNREFUSED)).toBe("ECONNREFUSED: nobody is listening there");
    expect(() => sockets.connect("x".repeat(108))).toThrow("107 bytes");
  });

  it("carry an abstract name that the other end can read", () => {
    const [here, there] = pair();
    expect(sockets.nameAbstract(here, `legato-relay-test/${process.pid}`)).toBe(0);
    expect(sockets.nameAbstract(there, `legato-relay-test/${process.pid}`)).toBe(-Errno.EADDRINUSE);
    expect(sockets.peerName(there)).toBe(`legato-relay-test/${process.pid}`);
    expect(sockets.peerName(here)).toBeUndefined();
  });
});

describe("the poller", () => {
  it("answers the token of what is ready, and what it is ready for", () => {
    const poller = system.poller();
    const [here, there] = pair();
    poller.add(there, Ready.IN | Ready.READ_HANGUP, 4_000_000_000);
    expect(poller.wait(0)).toBe(0);
    sendText(here, "x");
    expect(poller.wait(-1)).toBe(1);
    expect([poller.token(0), poller.ready(0)]).toEqual([4_000_000_000, Ready.IN]);

    poller.modify(there, Ready.OUT, 5);
    expect(poller.wait(-1)).toBe(1);
    expect([poller.token(0), poller.ready(0)]).toEqual([5, Ready.OUT]);

    close(here);
    poller.wait(-1);
    expect(poller.ready(0) & Ready.HANGUP).toBe(Ready.HANGUP);
    poller.remove(there);
    expect(poller.wait(0)).toBe(0);
    poller.close();
  });

  it("waits off this thread", async () => {
    const poller = system.poller();
    const [here, there] = pair();
    poller.add(there, Ready.IN, 1);
    const ready = new Promise<number>((resolve) => poller.waitAsync(resolve));
    sendText(here, "x");
    expect(await ready).toBe(1);
    poller.close();
  });
});

describe("the rest", () => {
  it("a folder is locked once, until its descriptor is closed", () => {
    const lock = opened(system.lockFolder(folder));
    expect(system.lockFolder(folder)).toBe(-Errno.EAGAIN);
    close(lock);
    opened(system.lockFolder(folder));
  });

  it("a duplicate refers to the same end", () => {
    const [here, there] = pair();
    const copy = opened(system.duplicate(here));
    close(here);
    expect(sendText(copy, "by the copy")).toBe(11);
    expect(receiveText(there)).toBe("by the copy");
  });
});
