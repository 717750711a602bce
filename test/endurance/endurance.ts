/**
 * The endurance test: fifteen minutes (ENDURANCE_MINUTES) of editing and of sessions at once; then the verdict, one line each.
 *
 * A mark of memory is taken 60 times, after a forced collection. Exit code 1 when memory climbs, a descriptor or a process is left, or anything
 * in between fails. Needs a build.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Editing } from "./editing.ts";
import { heapOf, residentOf, type Trend, trendOf } from "./memory.ts";
import { Sessions } from "./sessions.ts";

const MARKS = 60;
const KILLS = 10;
/** The heap after a collection wobbles by a few percent with what is cached; a leak of one round in a thousand shows within the run. */
const HEAP_ALLOWANCE = 0.1;
/** Pages that V8 keeps for later come and go with the machine's load. */
const RESIDENT_ALLOWANCE = 0.25;

const minutes = Number(process.env["ENDURANCE_MINUTES"] ?? 15);
const length = minutes * 60_000;
const editing = new Editing();
const sessions = new Sessions();
const heaps: Record<"server" | "runtime", number[]> = { server: [], runtime: [] };
const residents: Record<"server" | "runtime", number[]> = { server: [], runtime: [] };
const problems: string[] = [];

let start = 0;
const passed = (): number => (Date.now() - start) / length;

async function main(): Promise<void> {
  await editing.start();
  await sessions.start();
  start = Date.now();
  await Promise.all([edit(), serve()]);
  judge("language server, heap", trendOf(heaps.server, HEAP_ALLOWANCE));
  judge("language server, resident", trendOf(residents.server, RESIDENT_ALLOWANCE));
  judge("runtime, heap", trendOf(heaps.runtime, HEAP_ALLOWANCE));
  judge("runtime, resident", trendOf(residents.runtime, RESIDENT_ALLOWANCE));
  const extra = await settledDescriptors();
  console.log(`runtime, descriptors: ${extra} more than at the start`);
  if (extra > 0) problems.push("descriptors of the runtime are left");
  await editing.stop();
  await sessions.stop();
  console.log(`${minutes} minutes: ${JSON.stringify(editing.counts)} ${JSON.stringify(sessions.counts)}`);
  for (const problem of problems) console.error(`FAILED: ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

async function edit(): Promise<void> {
  while (passed() < 1) {
    await editing.round();
    if (editing.counts.kills < Math.floor(passed() * KILLS + 0.5) && editing.counts.kills < KILLS) await editing.kill();
    if (heaps.server.length < passed() * MARKS) {
      heaps.server.push(await heapOf(editing.client.child));
      residents.server.push(residentOf(editing.client.pid));
    }
  }
  while (editing.counts.kills < KILLS) await editing.kill();
}

async function serve(): Promise<void> {
  while (passed() < 1) {
    await sessions.round();
    if (sessions.counts.kills < passed() * MARKS) await sessions.kill();
    if (heaps.runtime.length < passed() * MARKS) {
      heaps.runtime.push(await heapOf(sessions.child));
      residents.runtime.push(residentOf(sessions.pid));
    }
    // The editor's turn: both share the machine.
    await sleep(20);
  }
}

/** The relay closes its ends a moment after the clients' do. */
async function settledDescriptors(): Promise<number> {
  let extra = sessions.extraDescriptors();
  for (let attempt = 0; attempt < 100 && extra > 0; attempt++) {
    await sleep(50);
    extra = sessions.extraDescriptors();
  }
  return extra;
}

function judge(what: string, { first, last, climb, allowed, flat }: Trend): void {
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
  console.log(`${what}: ${mb(first)} MB to ${mb(last)} MB, line climbs ${mb(climb)} MB, allowed ${mb(allowed)} MB`);
  if (!flat) problems.push(`${what} climbs`);
}

main().catch((error: unknown) => {
  console.error(error);
  // Whatever still runs ends with us: it is of no use half.
  editing.abandon();
  sessions.abandon();
  process.exit(1);
});
