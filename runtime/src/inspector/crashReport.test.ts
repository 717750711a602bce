import { describe, expect, test } from "vitest";
import { apiOf } from "../sessions/testing/story.ts";
import { crashReport, type Seen } from "./crashReport.ts";
import type { CrashAttempt, CrashReport } from "./protocol.ts";

const api = apiOf("REFERENCE Job; FUNCTION Job Open(string name[8] IN);");
const works: CrashAttempt = { acquired: true, values: { result: 1 }, problem: null };
const fails: CrashAttempt = { acquired: false, values: { result: 0 }, problem: null };
const alive = { pid: 7, alive: true };

function client(attempt: CrashAttempt, freed: CrashReport["clients"][number]["freed"] = null) {
  return { pid: 5, attempt, end: null, freed };
}

function report(seen: Partial<Seen>, as = api): CrashReport {
  const all = { function: "Open", clients: [client(works)], server: alive, whileHeld: works, after: works, ...seen };
  return crashReport(all, as);
}

describe("the verdict says no more than what was seen", () => {
  test.each<[string, CrashReport["verdict"], RegExp, Partial<Seen>]>([
    ["the server died", "serverDied", /process 7\) did not survive/, { server: { pid: 7, alive: false }, after: null }],
    [
      "the first client got nothing",
      "notAcquired",
      /Open gave \{"result":0x0\}/,
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
    const judged = report(seen);
    expect(judged.verdict).toBe(expected);
    expect(judged.summary).toMatch(summary);
  });
});

describe("the lines", () => {
  test("say who got what, in the order it happened", () => {
    const end = { cause: "signal", code: null, signal: "SIGKILL", at: "", message: "it was killed\u202e" } as const;
    const got = (result: number): CrashAttempt => ({ acquired: result > 0, values: { result }, problem: null });
    const { lines } = report({
      clients: [
        { pid: 4130, attempt: got(0x1001), end, freed: null },
        { pid: 4131, attempt: got(0), end: null, freed: null },
      ],
      whileHeld: got(0x1003),
      after: { acquired: false, values: null, problem: "the server closed the session" },
    });
    expect(lines).toEqual([
      'client 4130: Open gave {"result":0x1001}; it was killed?',
      'second client, meanwhile: Open gave {"result":0x1003}',
      'client 4131: Open gave nothing: {"result":0x0}',
      "second client, afterwards: Open failed: the server closed the session",
      "server 7: alive",
    ]);
  });

  test("write references wherever they stand as logs do, and nothing else so", () => {
    const all = apiOf(
      "REFERENCE Job; STRUCT Pair { Job job; uint32 size; };" +
        "FUNCTION le_result_t Open(Job jobs[2] OUT, Pair pair OUT, uint32 size OUT, string name[8] OUT);",
    );
    const values = { result: "LE_OK", jobs: [17, 19], pair: { job: 21, size: 21 }, size: 21, name: 'a"b' };
    const attempt = { acquired: true, values, problem: null };
    expect(report({ clients: [client(attempt)] }, all).lines[0]).toBe(
      String.raw`client 5: Open gave {"result":"LE_OK","jobs":[0x11,0x13],"pair":{"job":0x15,"size":21},"size":21,"name":"a\"b"}`,
    );
  });
});
