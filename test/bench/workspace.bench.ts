/** A workspace of 10,000 interfaces with 300 lines each: the first diagnostics of the open file, all of them, and the server's memory. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { report } from "./bench.ts";
import { BenchClient } from "./client.ts";

const count = 10_000;

void main();

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "legato-api-bench-"));
  try {
    const files = generate(folder);
    const open = files[count / 2] ?? "";
    const start = performance.now();
    const client = await BenchClient.start(folder);
    const all = client.publishedAll(files);
    const first = client.published(open);
    client.open(open);
    await first;
    report({ what: "start to the first diagnostics of the open file", value: performance.now() - start, unit: "ms" });
    await all;
    report({ what: `start to the diagnostics of all ${count} files`, value: performance.now() - start, unit: "ms" });
    report({ what: "memory of the server, peak", value: peakMemory(client.pid), unit: "MB", target: 600 });
    await client.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A hundred folders, in each of which all files import the first; each file has one warning, so that something is published about it. */
function generate(folder: string): string[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `service${index}`;
    const base = index - (index % 100);
    const group = path.join(folder, `group${base / 100}`);
    mkdirSync(group, { recursive: true });
    const lines = [index === base ? "REFERENCE Base;" : `USETYPES service${base};`];
    lines.push("FUNCTION Warn(uint8 data[1 .. 4] IN);");
    for (let number = 0; lines.length < 300; number++) {
      lines.push("/**", ` * Does number ${number}.`, " */", `FUNCTION le_result_t Do${number}`, "(");
      lines.push("    uint32 count IN,  ///< How many.", "    string name[64] OUT  ///< What it is called.", ");", "");
    }
    const file = path.join(group, `${name}.api`);
    writeFileSync(file, `${lines.join("\n")}\n`);
    return file;
  });
}

/** Of a process, in megabytes, as the kernel has counted it. */
function peakMemory(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1000;
}
