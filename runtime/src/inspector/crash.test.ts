import { describe, expect, test } from "vitest";
import { judge } from "./crash.ts";
import type { CrashAttempt, CrashReport } from "./protocol.ts";

const works: CrashAttempt = { acquired: true, values: { result: 1 }, problem: null };
const fails: CrashAttempt = { acquired: false, values: { result: 0 }, problem: null };
const alive = { pid: 7, alive: true };

function client(attempt: CrashAttempt, freed: CrashReport["clients"][number]["freed"] = null) {
  return { pid: 5, attempt, end: null, freed };
}

function verdict(seen: Partial<Omit<CrashReport, "verdict" | "summary">>) {
  return judge({ function: "Open", clients: [client(works)], server: alive, whileHeld: works, after: works, ...seen });
}

describe("the verdict says no more than what was seen", () => {
  test.each<[string, CrashReport["verdict"], RegExp, Parameters<typeof verdict>[0]]>([
    ["the server died", "serverDied", /process 7\) did not survive/, { server: { pid: 7, alive: false }, after: null }],
    [
      "the first client got nothing",
      "notAcquired",
      /Open gave \{"result":0\}/,
      { clients: [client(fails)], whileHeld: null },
    ],
    [
      "the first client was hung up on",
      "notAcquired",
      /nothing to be freed: the session was closed/,
      { clients: [client({ acquired: false, values: null, problem: "the session was closed" })], whileHeld: null },
    ],
    [
      "exclusive, and free again",
      "freed",
      /failed for a second client while the first held it, and works/,
      { whileHeld: fails },
    ],
    [
      "exclusive, and still taken",
      "leaked",
      /still fails when the client was killed, as it did/,
      { whileHeld: fails, after: fails },
    ],
    [
      "worked before, fails after",
      "leaked",
      /still fails when the client was killed, though it worked before/,
      { after: fails },
    ],
    [
      "a limit was reached",
      "leaked",
      /still fails when 4 clients were killed/,
      { clients: [works, works, works, works, fails].map((each) => client(each)), after: fails },
    ],
    ["works for everybody", "notObservable", /works for a second client whether .* or not/, {}],
    [
      "a TypeScript service freed it",
      "freed",
      /says itself that it freed all .*: Job 0x1001\./,
      { clients: [client(works, { freed: [{ type: "Job", reference: 0x1001 }], kept: [] })] },
    ],
    [
      "a TypeScript service kept it",
      "leaked",
      /still keeps 1 of what the killed clients held: Job 0x1003\./,
      { clients: [client(works, { freed: [], kept: [{ type: "Job", reference: 0x1003 }] })] },
    ],
  ])("%s: %s", (_what, expected, summary, seen) => {
    const judged = verdict(seen);
    expect(judged.verdict).toBe(expected);
    expect(judged.summary).toMatch(summary);
  });
});
