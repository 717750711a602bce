/** The command from a cold start: time and memory of `legato-api check`, on the example and on the corpus. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { corpus, filesBelow, report, root, timesOf } from "./bench.ts";

/** Writes the peak of its process's memory, in kB, as the last line. */
const sayMemory = 'process.on("exit", () => process.stderr.write(String(process.resourceUsage().maxRSS)))';

function check(folder: string): { milliseconds: number; megabytes: number } {
  const flags = ["--import", `data:text/javascript,${encodeURIComponent(sayMemory)}`];
  const start = performance.now();
  const { stderr, status } = spawnSync(
    process.execPath,
    [...flags, path.join(root, "bin/legato-api.mjs"), "check", folder],
    {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    },
  );
  const milliseconds = performance.now() - start;
  if (status !== 0 && status !== 1) throw new Error(`check ended with ${status}: ${stderr}`);
  return { milliseconds, megabytes: Number(/\d+$/.exec(stderr)?.[0]) / 1000 };
}

const empty = timesOf(Array.from({ length: 5 }, () => timeOf(["--eval", ""])));
report({ what: "Node itself, cold", value: empty.p50, unit: "ms" });

const example = Array.from({ length: 5 }, () => check(path.join(root, "examples")));
report({ what: "check examples, cold", value: timesOf(example.map((run) => run.milliseconds)).p50, unit: "ms" });

const whole = check(corpus);
const count = `${filesBelow(corpus, ".api").length} .api, ${filesBelow(corpus, ".c").length} C files`;
report({ what: `check the corpus, cold (${count})`, value: whole.milliseconds, unit: "ms", target: 3000 });
report({ what: "check the corpus, peak memory", value: whole.megabytes, unit: "MB", target: 300 });

function timeOf(args: readonly string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, args);
  return performance.now() - start;
}
