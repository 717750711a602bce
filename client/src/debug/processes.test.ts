import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Processes } from "./processes.ts";

const said: string[] = [];
let programs: Processes;
let allEnded = 0;

function start(script: string) {
  return programs.start({ name: "it", program: "/bin/sh", args: ["-c", script] });
}

afterEach(async () => {
  await programs.stop();
  said.length = 0;
  allEnded = 0;
});

describe.skipIf(process.platform === "win32")("the programs of a debug session", () => {
  beforeEach(() => {
    programs = new Processes({
      output: (text) => void said.push(text),
      allEnded() {
        allEnded += 1;
      },
    });
  });

  test("say what they print and how they end, the last one that it was the last", async () => {
    const { ended } = await start("echo one; echo two >&2; exit 3");
    expect(await ended).toEqual({ failed: true, words: "exited with 3" });
    expect(said.toSorted()).toEqual(["[it] exited with 3", "[it] one", "[it] two"]);
    expect(allEnded).toBe(1);
  });

  test("are killed where they do not end when they are asked", async () => {
    await start("trap '' TERM; echo ready; while true; do sleep 0.05; done");
    await expect.poll(() => said).toContain("[it] ready");
    await programs.stop();
    expect(said.at(-1)).toBe("[it] was ended by SIGKILL");
  });

  test("keep nobody waiting for what they left in the background", async () => {
    await start("sleep 60 & echo $!; exit 0");
    await expect.poll(() => said).toHaveLength(1);
    const background = Number(said[0]?.replace("[it] ", ""));
    try {
      await programs.stop();
      expect(said.at(-1)).toBe("[it] exited with 0");
      expect(readFileSync(`/proc/${background}/comm`, "utf8")).toBe("sleep\n");
    } finally {
      process.kill(background);
    }
  }, 5000);

  test("are ended also while they are being started, and none is started afterwards", async () => {
    const starting = start("exec sleep 60");
    await programs.stop();
    expect(await (await starting).ended).toEqual({ failed: true, words: "was ended by SIGTERM" });
    await expect(start("exit 0")).rejects.toThrow("The debugger has ended.");
  });

  test("that cannot be started are told by their path", async () => {
    const failing = programs.start({ program: "/nowhere/it" });
    await expect(failing).rejects.toThrow("'/nowhere/it' cannot be started: spawn /nowhere/it ENOENT.");
    expect(allEnded).toBe(0);
  });
});
