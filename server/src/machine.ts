/**
 * Which versions are at work on this machine: of the tool, Node, the system, what the runtime needs.
 *
 * In: the folder of the bundle. Out: name and value, for people. What is missing is said, never an error. Programs are started without a shell, and koffi is
 * tried in a process of its own: loading native code may end it.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const LONGEST_WAIT_MS = 10_000;

export type Fact = readonly [name: string, value: string];

export async function machineFacts(base: string = import.meta.dirname): Promise<readonly Fact[]> {
  const { node, electron } = process.versions;
  const [native, compiler] = await Promise.all([koffi(base), gcc()]);
  return [
    ["legato-api", versionIn(path.join(base, "../package.json")) ?? "unknown"],
    ["Node", electron === undefined ? node : `${node}, Electron ${electron}`],
    ["System", [distribution(), os.type(), os.release(), os.arch()].filter((part) => part !== "").join(", ")],
    ["koffi", native],
    ["gcc", compiler],
  ];
}

async function koffi(base: string): Promise<string> {
  if (process.platform !== "linux") return "not needed: sessions run on Linux only";
  let file: string;
  try {
    file = createRequire(path.join(base, "any.js")).resolve("koffi");
  } catch {
    return "not part of this package: sessions need the package for your platform";
  }
  const version = versionIn(path.join(path.dirname(file), "package.json")) ?? "found";
  const problem = await said(process.execPath, ["-e", "require(process.argv[1])", file], {
    ELECTRON_RUN_AS_NODE: "1",
  }).then(
    () => undefined,
    (error: unknown) => firstLine(String(error)),
  );
  return problem === undefined ? `${version}, loads` : `${version}, does not load: ${problem}`;
}

/** It makes the small library by which peers hand over their credentials. */
function gcc(): Promise<string> {
  if (process.platform !== "linux") return Promise.resolve("not needed");
  return said("gcc", ["--version"], {}).then(firstLine, () => "not found");
}

async function said(program: string, args: readonly string[], more: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], {
    // Not the folder that is open: nothing of it is to be run.
    cwd: os.tmpdir(),
    env: { ...process.env, ...more },
    timeout: LONGEST_WAIT_MS,
  });
  return stdout;
}

function distribution(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "";
  } catch {
    return "";
  }
}

function versionIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { version }: { version?: unknown } = JSON.parse(readFileSync(file, "utf8"));
  return typeof version === "string" ? version : undefined;
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
