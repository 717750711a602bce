/** What the main thread adds to the relay's events: the end of processes that the runtime started itself, and survival. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSystem } from "../system/linux.ts";
import type { ChildExit, DirectoryEvent, Ended } from "./events.ts";
import { type RelayThread, startRelayThread } from "./relayThread.ts";
import { bundledWorker } from "./testing/relay.ts";

const system = await loadSystem();
let thread: RelayThread;
let events: DirectoryEvent[] = [];
let fd = -1;

async function start(workerFile: string): Promise<RelayThread> {
  const wakeup = system.wakeup();
  fd = wakeup.fd;
  return startRelayThread({
    workerFile,
    wakeup,
    serverListener: -1,
    clientListener: -1,
    shared: false,
    bindings: [],
    untapped: [],
    descriptorLimit: 100,
    sink: (event) => events.push(event),
    onSinkError: () => {},
  });
}

/** The `ended` of this session, when it has come. */
async function ended(session: number): Promise<Ended> {
  for (;;) {
    const event = events.find((each): each is Ended => each.kind === "ended" && each.session === session);
    if (event !== undefined) return event;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

afterEach(() => {
  events = [];
  system.sockets.close(fd);
});

describe("on a kernel that cannot tell how a client died", () => {
  beforeEach(async () => {
    thread = await start(await bundledWorker(new URL("./testing/goneWorker.ts", import.meta.url)));
  });

  afterEach(() => thread.stop());

  it("a process of somebody else's is gone", async () => {
    thread.closeSession(77);
    expect((await ended(77)).end).toEqual({ cause: "gone" });
  });

  it.each([
    [
      { code: 3, signal: null },
      { cause: "exited", code: 3 },
    ],
    [
      { code: null, signal: "SIGSEGV" },
      { cause: "signal", signal: 11, coreDumped: false },
    ],
  ] as const)("a child of the runtime is known by its own exit, %j", async (exit, end) => {
    let exits: (exit: ChildExit) => void = () => {};
    thread.ownChild(
      78,
      new Promise((resolve) => {
        exits = resolve;
      }),
    );
    thread.closeSession(78);
    // The hang-up comes first, and says nothing yet; other sessions do not wait for it.
    thread.closeSession(79);
    await ended(79);
    expect(events.filter((event) => event.kind === "ended" && event.session === 78)).toEqual([]);
    exits(exit);
    expect((await ended(78)).end).toEqual(end);
  });

  it("a pid that somebody has after the child is not mistaken for the child", async () => {
    thread.ownChild(78, Promise.resolve({ code: 3, signal: null }));
    await new Promise((resolve) => setImmediate(resolve));
    thread.closeSession(1078);
    expect((await ended(1078)).end).toEqual({ cause: "gone" });
  });
});

describe("a relay thread that cannot run", () => {
  it("says so instead of hanging", async () => {
    await expect(start("/nonexistent/worker.cjs")).rejects.toThrow("/nonexistent/worker.cjs");
  });
});
