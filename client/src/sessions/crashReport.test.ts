import type { CrashReport } from "@legato-api/runtime/inspector-protocol";
import { expect, test } from "vitest";
import { reportLines } from "./crashReport.ts";

const report: CrashReport = {
  function: "Open",
  clients: [
    {
      pid: 4130,
      attempt: { acquired: true, values: { job: 0x1001 }, problem: null },
      end: { cause: "signal", code: null, signal: "SIGKILL", at: "", message: "it was killed by SIGKILL" },
      freed: null,
    },
    { pid: 4131, attempt: { acquired: false, values: { job: 0 }, problem: null }, end: null, freed: null },
  ],
  server: { pid: 4121, alive: true },
  whileHeld: { acquired: true, values: { job: 0x1003 }, problem: null },
  after: { acquired: false, values: null, problem: "the server closed the session" },
  verdict: "leaked",
  summary: "",
};

test("who got what, in the order it happened", () => {
  expect(reportLines(report)).toEqual([
    'client 4130: Open gave {"job":4097}; it was killed by SIGKILL',
    'second client, meanwhile: Open gave {"job":4099}',
    'client 4131: Open gave nothing: {"job":0}',
    "second client, afterwards: Open failed: the server closed the session",
    "server 4121: alive",
  ]);
});
