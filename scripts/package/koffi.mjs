/**
 * The native package of the runtime, koffi, for one processor.
 *
 * In: the processor. Out: a node_modules folder with what is loaded of koffi and nothing else. npm installs the build for the machine it runs
 * on; those for others are fetched from the registry once, held against the lock file's checksum, and kept in .cache/.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../..");
const modules = path.join(root, "node_modules");

/** The part in JavaScript. The rest of the package is C++ sources and other ways to be loaded. */
const scripts = ["package.json", "LICENSE.txt", "index.js", "src/koffi/index.js", "src/koffi/src/static.js"];

/** @typedef {"x64" | "arm64"} Processor Node's names */

/**
 * @param {string} folder the node_modules folder to write
 * @param {Processor} processor
 */
export async function copyKoffi(folder, processor) {
  for (const file of scripts) await cp(path.join(modules, "koffi", file), path.join(folder, "koffi", file));
  // VS Code for Alpine, the one with musl, is a package of its own.
  const filter = (/** @type {string} */ source) => !path.basename(source).startsWith("musl_");
  const name = `@koromix/koffi-linux-${processor}`;
  await cp(await nativePackage(name), path.join(folder, name), { recursive: true, filter });
}

/** @param {string} name */
async function nativePackage(name) {
  const { version, integrity } = await locked(name);
  const installed = path.join(modules, name);
  if (existsSync(installed)) return installed;
  const kept = path.join(root, ".cache/koffi", `${path.basename(name)}-${version}`);
  if (existsSync(kept)) return kept;
  await mkdir(path.dirname(kept), { recursive: true });
  const partial = await mkdtemp(`${kept}.`);
  try {
    const flags = ["--ignore-scripts", "--prefer-offline", "--loglevel=error", "--pack-destination", partial, "--json"];
    const { stdout } = await run("npm", ["pack", ...flags, `${name}@${version}`], { cwd: partial });
    const [packed] = Object.values(JSON.parse(stdout));
    const tarball = path.join(partial, packed.filename);
    const checksum = `sha512-${createHash("sha512")
      .update(await readFile(tarball))
      .digest("base64")}`;
    if (checksum !== integrity)
      throw new Error(`${name}@${version} from the registry is not the one that package-lock.json names: ${checksum}.`);
    await run("tar", ["-xzf", tarball, "-C", partial]);
    await rename(path.join(partial, "package"), kept);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return kept;
}

/**
 * @param {string} name
 * @returns {Promise<{ version: string, integrity: string }>}
 */
async function locked(name) {
  const { packages } = JSON.parse(await readFile(path.join(root, "package-lock.json"), "utf8"));
  const entry = packages[`node_modules/${name}`];
  if (entry === undefined)
    throw new Error(`package-lock.json does not know ${name}: was koffi updated by npm install?`);
  return entry;
}
