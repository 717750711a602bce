/**
 * The preload library that gives servers the true credentials of their clients (runtime/shim), built when it is first asked for.
 *
 * In: the C source, the user's compiler. Out: the path of a shared library in the user's cache, or a sentence why there is none. Named by
 * what is in the source, so that a newer source is built anew and two runtimes may build at the same time.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

export interface ShimOptions {
  readonly source: string;
  /** Where built libraries are kept. */
  readonly cache?: string;
  /** The C compiler's command; `$CC`, else `cc`. */
  readonly compiler?: string;
}

export type Shim = { readonly library: string } | { readonly problem: string };

export function buildShim(options: ShimOptions): Shim {
  const compiler = options.compiler ?? process.env["CC"] ?? "cc";
  const cache =
    options.cache ?? path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "legato-api");
  try {
    const digest = createHash("sha256").update(readFileSync(options.source)).update(process.arch).digest("hex");
    const library = path.join(cache, `legatoClientCredentials-${digest.slice(0, 16)}.so`);
    if (existsSync(library)) return { library };
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    const unfinished = `${library}.${process.pid}`;
    const run = spawnSync(compiler, ["-O2", "-shared", "-fPIC", "-o", unfinished, options.source, "-ldl"], {
      encoding: "utf8",
    });
    if (run.error !== undefined || run.status !== 0) {
      rmSync(unfinished, { force: true });
      const reason = run.error?.message ?? run.stderr.trim();
      return { problem: `The shim needs a C compiler, and '${compiler}' failed: ${reason}` };
    }
    renameSync(unfinished, library);
    return { library };
  } catch (error) {
    return { problem: `The shim cannot be built: ${error instanceof Error ? error.message : String(error)}` };
  }
}
