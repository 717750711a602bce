/** The classifier against every answer a kernel can give; the kernel here is a table. */
import { describe, expect, it } from "vitest";
import type { Processes } from "../system/system.ts";
import { exitCause, fromWaitStatus, type Identity, parseStat } from "./exitCause.ts";

const client: Identity = { pid: 70, pidfd: 9, startTime: 5000 };

function statLine(
  changes: {
    state?: string;
    flags?: number;
    threads?: number;
    startTime?: number;
    exitCode?: number;
    name?: string;
  } = {},
) {
  const { state = "S", flags = 0x400000, threads = 1, startTime = 5000, exitCode = 0, name = "client" } = changes;
  const fields = Array.from({ length: 52 }, () => "0");
  const set = (number: number, value: string | number) => fields.splice(number - 1, 1, String(value));
  set(1, 70);
  set(2, `(${name})`);
  set(3, state);
  set(9, flags);
  set(20, threads);
  set(22, startTime);
  set(52, exitCode);
  return `${fields.join(" ")}\n`;
}

const EXITING = 0x400004;

interface Kernel {
  stat?: string;
  tasks?: { [thread: number]: string };
  pidfdStatus?: number;
  hidden?: boolean;
}

function kernel({ stat, tasks = {}, pidfdStatus, hidden = false }: Kernel): Processes {
  return {
    pidfdOfPeer: () => -1,
    pidfdOpen: () => -1,
    hasExited: () => stat === undefined,
    exitStatus: () => pidfdStatus,
    read: (_, file) => (file === "stat" ? stat : tasks[Number(file.split("/")[1])]),
    threads: () => Object.keys(tasks).map(Number),
    mayInspect: () => !hidden,
  };
}

describe("a client that lives", () => {
  it.each([
    ["sleeping", statLine()],
    ["running", statLine({ state: "R" })],
    ["stopped by a debugger", statLine({ state: "t" })],
    ["stopped by SIGSTOP", statLine({ state: "T" })],
    ["in an uninterruptible wait", statLine({ state: "D" })],
    ["with brackets in its name", statLine({ name: "a) Z (b" })],
  ])("%s has closed the session", (_, stat) => {
    expect(exitCause(kernel({ stat }), client)).toEqual({ cause: "closed" });
  });

  it("in other threads than its first has closed the session", () => {
    const stat = statLine({ state: "Z", flags: EXITING, threads: 2 });
    const tasks = { 70: stat, 71: statLine() };
    expect(exitCause(kernel({ stat, tasks }), client)).toEqual({ cause: "closed" });
  });
});

describe("a client that dies", () => {
  it.each([
    ["exit 0", 0, { cause: "exited", code: 0 }],
    ["exit 3", 3 << 8, { cause: "exited", code: 3 }],
    ["SIGKILL", 9, { cause: "signal", signal: 9, coreDumped: false }],
    ["SIGSEGV with a core", 11 | 0x80, { cause: "signal", signal: 11, coreDumped: true }],
  ])("by %s is seen in its stat while it is exiting or a zombie", (_, exitCode, expected) => {
    expect(exitCause(kernel({ stat: statLine({ flags: EXITING, state: "R", exitCode }) }), client)).toEqual(expected);
    expect(exitCause(kernel({ stat: statLine({ flags: EXITING, state: "Z", exitCode }) }), client)).toEqual(expected);
  });

  it("with all its threads is not mistaken for one that lives", () => {
    const stat = statLine({ flags: EXITING, threads: 2, exitCode: 9 });
    expect(exitCause(kernel({ stat, tasks: { 70: stat, 71: stat } }), client)).toMatchObject({
      cause: "signal",
      signal: 9,
    });
  });

  it("and was reaped is known by its pidfd, or not at all", () => {
    expect(exitCause(kernel({ pidfdStatus: 11 }), client)).toMatchObject({ cause: "signal", signal: 11 });
    expect(exitCause(kernel({ pidfdStatus: 0 }), client)).toEqual({ cause: "exited", code: 0 });
    expect(exitCause(kernel({}), client)).toEqual({ cause: "gone" });
    expect(exitCause(kernel({ pidfdStatus: 11 }), { ...client, pidfd: -1 })).toEqual({ cause: "gone" });
  });

  it("and whose pid another process has by now is not mistaken for that one", () => {
    const stat = statLine({ startTime: 6000 });
    expect(exitCause(kernel({ stat }), client)).toEqual({ cause: "gone" });
    expect(exitCause(kernel({ stat, pidfdStatus: 9 }), client)).toMatchObject({ cause: "signal", signal: 9 });
  });

  it("of another user, whose exit code the kernel shows as 0, is gone and not 'exited 0'", () => {
    const stat = statLine({ flags: EXITING, exitCode: 0 });
    expect(exitCause(kernel({ stat, hidden: true }), client)).toEqual({ cause: "gone" });
    expect(exitCause(kernel({ stat: statLine({ flags: EXITING, exitCode: 9 }), hidden: true }), client)).toMatchObject({
      signal: 9,
    });
  });

  it("in another pid name space, or never identified, is gone", () => {
    expect(exitCause(kernel({ stat: statLine() }), { ...client, pid: 0 })).toEqual({ cause: "gone" });
    expect(exitCause(kernel({ stat: statLine() }), { ...client, startTime: undefined })).toEqual({ cause: "gone" });
  });
});

it("a wait status is read as wait(2) says", () => {
  expect(fromWaitStatus(255 << 8)).toEqual({ cause: "exited", code: 255 });
  expect(fromWaitStatus(6)).toEqual({ cause: "signal", signal: 6, coreDumped: false });
});

it.each(["", "70", "70 (x) S", "garbage )"])("a torn stat line %j says nothing", (text) => {
  expect(parseStat(text)).toBeUndefined();
});
