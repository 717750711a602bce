import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { endStarted, startedWith } from "../integration/started.mjs";

const VARIABLE = "LEGATO_API_TEST_RUN";
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Detached, as a runtime is; resolves once it runs `program`. */
async function start(value: string, program: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["-e", `${program}; setInterval(() => {}, 1000); console.log("runs")`], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, [VARIABLE]: value },
  });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

describe.runIf(process.platform === "linux")("what a run of tests has started", () => {
  it("is ended, also what does not want to, and nothing else is", async () => {
    const [mine, others] = [randomUUID(), randomUUID()];
    const willing = await start(mine, "");
    const stubborn = await start(mine, 'process.on("SIGTERM", () => {})');
    const foreign = await start(others, "");
    expect(startedWith(VARIABLE, mine).toSorted()).toEqual([willing.pid, stubborn.pid].toSorted());

    const ended = [willing, stubborn].map((child) => once(child, "exit"));
    await endStarted(VARIABLE, mine, 100);

    expect(startedWith(VARIABLE, mine)).toEqual([]);
    await Promise.all(ended);
    expect(startedWith(VARIABLE, others)).toEqual([foreign.pid]);
  });

  it("may be nothing", async () => {
    await endStarted(VARIABLE, randomUUID());
  });
});
