/**
 * For tests: `legato-api` as a user starts it, bundled from the sources as the build does it.
 *
 * Everything it started is ended by `stopAll`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";

const runtime = path.resolve(import.meta.dirname, "../../..");

/** Name in the product's folder to source file; as in scripts/product.mjs. */
const BUNDLES = {
  runtime: "src/cli.ts",
  runtimeWorker: "src/worker.ts",
  peers: "src/peers/index.ts",
  peersHooks: "src/peers/hooks.ts",
  peersHost: "src/peers/host.ts",
  peersCrashClient: "src/peers/crashClient.ts",
  peersRegister: "src/peers/register.ts",
};

let made: Promise<string> | undefined;
const started = new Set<ChildProcess>();

/** The folder with the bundles. It lies below the repository, so that it finds koffi. */
function product(): Promise<string> {
  made ??= bundle();
  return made;
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: runtime,
    entryPoints: BUNDLES,
    outdir: "out",
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["koffi", "@opentelemetry/*"],
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
    logLevel: "warning",
  });
  const hash = createHash("sha256");
  for (const { contents } of outputFiles) hash.update(contents);
  const folder = path.resolve(runtime, `../.cache/runtime-tests/product-${hash.digest("hex").slice(0, 16)}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    for (const output of outputFiles) writeFileSync(path.join(unfinished, path.basename(output.path)), output.contents);
    copyFileSync(path.join(runtime, "src/peers/public.ts"), path.join(unfinished, "peers.d.ts"));
    const shim = "legatoClientCredentials.c";
    copyFileSync(path.join(runtime, "shim", shim), path.join(unfinished, shim));
    try {
      renameSync(unfinished, folder);
    } catch {
      // Another test file was faster, with the same content.
    }
  }
  return folder;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  /** The bundle that runs. */
  readonly entry: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when standard output contains the text; rejects when the command ends without. */
  until(text: string): Promise<void>;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Where inspectors listen, unless a test has its own: not among the user's. */
let inspectors: string | undefined;

function privateEnvironment(): NodeJS.ProcessEnv {
  inspectors ??= mkdtempSync(path.join(tmpdir(), "legato-run-"));
  return { ...process.env, XDG_RUNTIME_DIR: inspectors };
}

export async function legatoApi(
  args: readonly string[],
  env: NodeJS.ProcessEnv = privateEnvironment(),
): Promise<RunningCommand> {
  const entry = path.join(await product(), "runtime.js");
  const start = `require(${JSON.stringify(entry)}).main(process.argv.slice(1)).then((code) => { process.exitCode = code; })`;
  const child = spawn(process.execPath, ["-e", start, "--", ...args], { stdio: ["ignore", "pipe", "pipe"], env });
  started.add(child);
  const printed = { stdout: "", stderr: "" };
  const watchers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
      for (const look of watchers) look();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      started.delete(child);
      resolve(code);
    });
  });
  return {
    child,
    entry,
    ended,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!printed.stdout.includes(text)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
        ended.then(() => reject(new Error(`it ended without printing '${text}':\n${printed.stderr}`)));
      }),
  };
}

export async function stopAll(): Promise<void> {
  const ends = [...started].map((child) => new Promise((resolve) => child.once("close", resolve)));
  for (const child of started) child.kill("SIGKILL");
  await Promise.all(ends);
  if (inspectors !== undefined) rmSync(inspectors, { recursive: true, force: true });
  inspectors = undefined;
}
