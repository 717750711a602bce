/** How sessions end, two hundred times each way: the cause is right every time that the kernel can tell. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSystem } from "../system/linux.ts";
import type { End } from "./events.ts";
import { pythonMissing } from "./testing/peer.ts";
import { type Program, startProgram } from "./testing/python.ts";
import { type LiveRelay, startRelay } from "./testing/relay.ts";

const PROTOCOL = "464c4857c693006fb7b0ec663aa1fac7";
const SIZE = 276;
const TIMES = 200;

/** Whether this kernel keeps the exit code of a process that was reaped (PIDFD_GET_INFO): asked of it, not of its version. */
async function keepsExitCodes(): Promise<boolean> {
  const { processes, sockets } = await loadSystem();
  const child = spawn("true");
  const pidfd = processes.pidfdOpen(child.pid ?? -1);
  await once(child, "exit");
  const kept = processes.exitStatus(pidfd) !== undefined;
  sockets.close(pidfd);
  return kept;
}

const ENDS: { readonly [way: string]: End } = {
  close: { cause: "closed" },
  exit0: { cause: "exited", code: 0 },
  exit3: { cause: "exited", code: 3 },
  segv: { cause: "signal", signal: 11, coreDumped: false },
  kill: { cause: "signal", signal: 9, coreDumped: false },
  server: { cause: "server", died: true },
};

describe.skipIf(pythonMissing !== undefined)(`${TIMES} sessions`, () => {
  let relay: LiveRelay;
  let service: Program<object>;

  beforeEach(async () => {
    relay = await startRelay();
    service = startProgram("service.py", [relay.folder, "printer", PROTOCOL, SIZE]);
    await service.count(1);
  });

  afterEach(async () => {
    await service.finish();
    await relay.stop();
  });

  async function endAll(way: string): Promise<readonly End[]> {
    const crowd = startProgram<{ way: string; pid: number }>("crowd.py", [
      relay.folder,
      "printer",
      PROTOCOL,
      SIZE,
      TIMES,
      way,
    ]);
    await crowd.count(TIMES);
    await relay.count("ended", TIMES);
    await crowd.finish();
    const pids = new Set(crowd.lines.map(({ pid }) => pid));
    const sessions = new Map(relay.of("opened").map(({ session }) => [session.id, session.client.pid]));
    return relay.of("ended").flatMap(({ session, end }) => (pids.has(sessions.get(session) ?? -1) ? [end] : []));
  }

  it.each(["close", "exit0", "exit3", "segv", "kill", "server"])("that end by %s", async (way) => {
    const ends = await endAll(way);
    expect(ends).toEqual(Array.from({ length: TIMES }, () => ENDS[way]));
  });

  it.each(["exit3", "segv", "kill"])("that end by %s and are reaped at once", async (way) => {
    const ends = await endAll(`${way}!`);
    const allowed = [ENDS[way], ...((await keepsExitCodes()) ? [] : [{ cause: "gone" }])];
    expect(ends).toHaveLength(TIMES);
    for (const end of ends) expect(allowed).toContainEqual(end);
  });
});
