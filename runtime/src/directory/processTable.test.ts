/** Who is connected, when pids are used again; the kernel here is a table. */
import { describe, expect, it } from "vitest";
import type { Processes, Sockets } from "../system/system.ts";
import { ProcessTable } from "./processTable.ts";

const SOCKET = 50;
const credentials = { pid: 70, uid: 1000, gid: 100 };

function setUp() {
  const kernel = {
    startTime: 5000,
    exited: new Set<number>(),
    nextPidfd: 900,
    closed: [] as number[],
    hungUp: false,
    peerPidfds: true,
    commandLine: "printer\0--fast\0",
  };
  const stat = () =>
    [
      "70 (printer client)",
      "S",
      ...Array.from({ length: 49 }, (_, index) => (index === 18 ? kernel.startTime : 0)),
    ].join(" ");
  const processes: Processes = {
    pidfdOfPeer: () => (kernel.peerPidfds ? kernel.nextPidfd++ : -92),
    pidfdOpen: () => kernel.nextPidfd++,
    hasExited: (pidfd) => kernel.exited.has(pidfd),
    exitStatus: () => undefined,
    read: (_, file) => ({ stat: stat(), comm: "printer client\n", cmdline: kernel.commandLine })[file],
    threads: () => [],
    mayInspect: () => true,
  };
  const sockets: Pick<Sockets, "close" | "hungUp"> = {
    close: (fd) => {
      kernel.closed.push(fd);
      return 0;
    },
    hungUp: () => kernel.hungUp,
  };
  return { kernel, table: new ProcessTable({ processes, sockets }) };
}

describe("a process with several connections", () => {
  it("is identified once, and let go with the last of them", () => {
    const { kernel, table } = setUp();
    const first = table.enter(SOCKET, credentials);
    const second = table.enter(SOCKET, credentials);
    expect(second).toBe(first);
    expect(first.facts).toEqual({ ...credentials, name: "printer client", commandLine: ["printer", "--fast"] });
    expect(first.identity).toEqual({ pid: 70, pidfd: 900, startTime: 5000 });
    table.leave(first);
    expect(kernel.closed).toEqual([]);
    table.leave(second);
    expect(kernel.closed).toEqual([900]);
    expect(table.size).toBe(0);
  });
});

describe("a command line", () => {
  it.each([
    ["of nothing", "", []],
    ["that its process has overwritten", "printer: 3 jobs", ["printer: 3 jobs"]],
    ["with an empty argument", "printer\0\0x\0", ["printer", "", "x"]],
    ["that steers a terminal", "printer\u001b[2J\0a\nb\u202e", ["printer?[2J", "a?b?"]],
  ])("%s is shown", (_, commandLine, shown) => {
    const { kernel, table } = setUp();
    kernel.commandLine = commandLine;
    expect(table.enter(SOCKET, credentials).facts.commandLine).toEqual(shown);
  });

  it("of any length is cut to what people read", () => {
    const { kernel, table } = setUp();
    kernel.commandLine = `printer\0${"x".repeat(2_000_000)}\0`;
    const { commandLine } = table.enter(SOCKET, credentials).facts;
    expect(commandLine).toHaveLength(2);
    expect(commandLine[0]).toBe("printer");
    expect(commandLine[1]?.replaceAll("x", "")).toBe("");
    expect(JSON.stringify(commandLine).length).toBeLessThan(1 << 17);
  });
});

describe("processes of another pid name space, which all have the pid 0 here", () => {
  it("are not taken for one", () => {
    const { table } = setUp();
    const first = table.enter(SOCKET, { pid: 0, uid: 1000, gid: 100 });
    const second = table.enter(SOCKET + 1, { pid: 0, uid: 2000, gid: 200 });
    expect([first.facts.uid, second.facts.uid]).toEqual([1000, 2000]);
    table.leave(first);
    table.leave(second);
    expect(table.size).toBe(0);
  });
});

describe("a pid that is used again", () => {
  it("is another process, while the connections of the first keep theirs", () => {
    const { kernel, table } = setUp();
    const first = table.enter(SOCKET, credentials);
    kernel.exited.add(900);
    kernel.startTime = 6000;
    const second = table.enter(SOCKET, credentials);
    expect(second).not.toBe(first);
    expect([first.identity.startTime, second.identity.startTime]).toEqual([5000, 6000]);
    table.leave(first);
    expect(kernel.closed).toEqual([900]);
    expect(table.enter(SOCKET, credentials)).toBe(second);
  });

  it("before it could be looked at is not believed", () => {
    const { kernel, table } = setUp();
    kernel.peerPidfds = false;
    kernel.hungUp = true;
    expect(table.enter(SOCKET, credentials).identity.startTime).toBeUndefined();
  });
});
