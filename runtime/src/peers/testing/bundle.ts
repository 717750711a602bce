/** For tests: the runtime's part of the product, made from the sources by the product's own build. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type ProgramFiles, programFiles } from "../programFiles.ts";

const repository = path.resolve(import.meta.dirname, "../../../..");
const command = path.join(repository, "bin/legato-api.mjs");
const cache = path.join(repository, ".cache/runtime-tests");
let bundled: Promise<string> | undefined;

/** The folder `dist` of a product that has its `bin`, too. It lies below the repository, so that koffi is found from it. */
export function bundledRuntime(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

export async function bundledPrograms(): Promise<ProgramFiles> {
  return programFiles(await bundledRuntime());
}

async function bundle(): Promise<string> {
  const unfinished = path.join(cache, `unfinished.${process.pid}`);
  await promisify(execFile)(process.execPath, [
    path.join(repository, "scripts/buildRuntime.mjs"),
    path.join(unfinished, "dist"),
  ]);
  cpSync(command, path.join(unfinished, "bin", path.basename(command)));
  // Named by what is in it: test files that run at the same time find the same folder, complete.
  const hash = createHash("sha256").update(readFileSync(command));
  const files = readdirSync(path.join(unfinished, "dist")).toSorted();
  for (const name of files) hash.update(readFileSync(path.join(unfinished, "dist", name)));
  const folder = path.join(cache, `product-${hash.digest("hex").slice(0, 16)}`);
  try {
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } catch (error) {
    // Another test file may have been faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return path.join(folder, "dist");
}
