/**
 * The relay against the same C peers brokered only (`--tap none`, what the real directory does): a call, opening a session, and the time from
 * a client's death to the server's notice. Rounds alternate, so that a busy machine disturbs both alike. Client and server have a processor
 * each: whether the scheduler lets them share one changes a brokered call by a factor of seven, and what that looks like is a row of its own.
 * Then a thousand idle sessions.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { report, root, type Times, timesOf } from "./bench.ts";

const ROUNDS = 5;
const COUNT = 300;
const SESSIONS = 1000;
const IDLE_SECONDS = 3;
const TARGETS = { roundTrip: 2, open: 2.5, kill: 2 };
const NAMES = { roundTrip: "call", open: "open a session", kill: "client killed to server's notice" };
type Measure = keyof typeof TARGETS;
type Placement = "apart" | "together";
const MEASURES: readonly Measure[] = ["roundTrip", "open", "kill"];

const folder = mkdtempSync(path.join(tmpdir(), "legato-bench-"));
const program = path.join(folder, "relay_bench");

interface Runtime {
  readonly process: ChildProcess;
  readonly sockets: string;
  stop(): Promise<void>;
}

async function start(args: readonly string[]): Promise<Runtime> {
  const sockets = path.join(folder, "sockets");
  const command = [path.join(root, "bin/legato-api.mjs"), "runtime", "--dir", sockets, ...args];
  const runtime = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  await once(runtime.stdout, "data");
  return {
    process: runtime,
    sockets,
    async stop() {
      const ended = once(runtime, "exit");
      runtime.kill("SIGTERM");
      await ended;
    },
  };
}

async function measure(placement: Placement, args: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const runtime = await start(args);
  const printed = execFileSync(program, [runtime.sockets, "bench", String(COUNT), placement], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  await runtime.stop();
  const lines = printed
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  return new Map(lines.map(([what = "", ...nanoseconds]) => [what, nanoseconds.map((each) => Number(each) / 1e6)]));
}

/** The times of each measure, relayed and brokered. */
async function compare(placement: Placement): Promise<(what: Measure) => readonly [ours: Times, theirs: Times]> {
  const relayed: ReadonlyMap<string, readonly number[]>[] = [];
  const brokered: ReadonlyMap<string, readonly number[]>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    relayed.push(await measure(placement, []));
    brokered.push(await measure(placement, ["--tap", "none"]));
  }
  const times = (rounds: typeof relayed, what: Measure) => timesOf(rounds.flatMap((round) => round.get(what) ?? []));
  return (what) => [times(relayed, what), times(brokered, what)];
}

async function apart(): Promise<void> {
  const times = await compare("apart");
  for (const what of MEASURES) {
    const [ours, theirs] = times(what);
    report({ what: `${NAMES[what]}, relayed`, value: ours.p50, unit: "ms" });
    report({ what: `${NAMES[what]}, relayed to brokered, median`, value: ours.p50 / theirs.p50, unit: "x" });
    report({
      what: `${NAMES[what]}, relayed to brokered, p95`,
      value: ours.p95 / theirs.p95,
      unit: "x",
      target: TARGETS[what],
    });
  }
}

/** No ratio: without a relay such a call never leaves its processor, which is the scheduler's luck and not our doing. */
async function together(): Promise<void> {
  const [ours, theirs] = (await compare("together"))("roundTrip");
  report({ what: "call between peers that share a processor, brokered, p95", value: theirs.p95, unit: "ms" });
  report({ what: "call between peers that share a processor, relayed, p95", value: ours.p95, unit: "ms" });
}

async function idle(): Promise<void> {
  const runtime = await start([]);
  const holder = spawn(program, [runtime.sockets, "bench", String(SESSIONS), "hold"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  await setTimeout(1000);
  const pid = runtime.process.pid ?? 0;
  const before = cpuMilliseconds(pid);
  await setTimeout(IDLE_SECONDS * 1000);
  const used = cpuMilliseconds(pid) - before;
  report({ what: `${SESSIONS} sessions, memory`, value: residentMegabytes(pid), unit: "MB", target: 150 });
  report({
    what: `${SESSIONS} sessions idle, processor time a second`,
    value: used / IDLE_SECONDS,
    unit: "ms",
    target: 5,
  });
  holder.stdin.end();
  await once(holder, "exit");
  await runtime.stop();
}

/** User and system time, in the kernel's ticks of 10 ms. */
function cpuMilliseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) / 1024;
}

async function main(): Promise<void> {
  const source = path.join(root, "test/peers/relay_bench.c");
  const compiled = process.platform === "linux" ? spawnSync("cc", ["-O2", "-o", program, source]) : undefined;
  if (compiled?.status !== 0) {
    console.log("  skipped: it needs Linux and a C compiler");
    return;
  }
  await apart();
  await together();
  await idle();
}

main().finally(() => rmSync(folder, { recursive: true, force: true }));
