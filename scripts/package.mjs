/**
 * `npm run package`: the extension for every system, the extension with the runtime for each kind of Linux, and the npm package of the command.
 *
 * In: the sources, and which packages there are: scripts/package/packages.mjs. Out: artifacts/packages with these files and nothing else, and
 * their sizes printed. Fails when one is larger than it may be, or when a packer warns.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { copyKoffi } from "./package/koffi.mjs";
import { extensionManifest, npmManifest } from "./package/manifest.mjs";
import { fileName, packages } from "./package/packages.mjs";
import { shippedReadme } from "./package/readme.mjs";
import { writeProduct } from "./product.mjs";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "..");
const out = path.join(root, "artifacts/packages");
/** Each package is laid out here as it will be, so that no list of exceptions decides what is in it. */
const stages = path.join(root, ".cache/packages");

const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
const runtimeManifest = JSON.parse(await readFile(path.join(root, "runtime/package.json"), "utf8"));

try {
  await rm(out, { recursive: true, force: true });
  await rm(stages, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await writeProduct({ folder: path.join(stages, "dist"), production: true });
  const sizes = await Promise.all(packages.map(make));
  if (manifest.repository === undefined) console.log("No repository in package.json: READMEs without pictures.");
  for (const { name, size, limit } of sizes) {
    console.log(`${name.padEnd(32)} ${kilobytes(size)} of ${kilobytes(limit)}`);
    if (size > limit) {
      console.error(
        `${name} is larger than it may be. What grew? Compare 'unzip -lv' or 'tar -tvzf' with an older one.`,
      );
      process.exitCode = 1;
    }
  }
  await rm(stages, { recursive: true });
} catch (error) {
  // esbuild has already printed what is wrong and where.
  if (!(error instanceof Error && "errors" in error)) console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @param {import("./package/packages.mjs").Package} wanted */
async function make(wanted) {
  const stage = path.join(stages, wanted.name);
  const name = fileName(wanted, manifest.version);
  await layOut(wanted, stage);
  await (wanted.name === "npm" ? packForNpm(stage) : packExtension(wanted, stage, path.join(out, name)));
  return { name, size: (await stat(path.join(out, name))).size, limit: wanted.limit };
}

/**
 * @param {import("./package/packages.mjs").Package} wanted
 * @param {string} stage
 */
async function layOut(wanted, stage) {
  await mkdir(stage, { recursive: true });
  const shipped = wanted.name === "npm" ? npmManifest(manifest, runtimeManifest) : extensionManifest(manifest);
  await writeFile(path.join(stage, "package.json"), `${JSON.stringify(shipped, undefined, 2)}\n`);
  const readme = await readFile(path.join(root, "README.md"), "utf8");
  await writeFile(path.join(stage, "README.md"), shippedReadme(readme, manifest.repository !== undefined));
  await cp(path.join(root, "docs/third-party-licences.md"), path.join(stage, "THIRD_PARTY_LICENCES.md"));
  for (const file of ["LICENSE", "CHANGELOG.md", ...(await expanded(wanted.files))]) {
    const from = file.startsWith("dist/") ? path.join(stages, file) : path.join(root, file);
    await cp(from, path.join(stage, file), { recursive: true });
  }
  if (wanted.processor !== undefined) await copyKoffi(path.join(stage, "dist/node_modules"), wanted.processor);
}

/**
 * @param {readonly string[]} patterns
 * @returns {Promise<readonly string[]>}
 */
async function expanded(patterns) {
  const files = patterns.map(async (pattern) => {
    if (!pattern.includes("*")) return [pattern];
    const folder = path.dirname(pattern);
    const [before = "", after = ""] = path.basename(pattern).split("*");
    const names = await readdir(folder.startsWith("dist") ? path.join(stages, folder) : path.join(root, folder));
    const found = names.filter((name) => name.startsWith(before) && name.endsWith(after));
    if (found.length === 0)
      throw new Error(`scripts/package/packages.mjs names ${pattern}, and there is no such file.`);
    return found.map((name) => `${folder}/${name}`);
  });
  return (await Promise.all(files)).flat();
}

/**
 * @param {import("./package/packages.mjs").Package} wanted
 * @param {string} stage
 * @param {string} file
 */
async function packExtension(wanted, stage, file) {
  // There, and empty: all that is laid out is wanted.
  await writeFile(path.join(stage, ".vscodeignore"), "");
  const flags = ["--no-dependencies", "--out", file];
  if (wanted.name !== "universal") flags.push("--target", wanted.name);
  // Where there is a repository, vsce leads the links of README there. Without one it would ask a question.
  if (manifest.repository === undefined) flags.push("--allow-missing-repository", "--no-rewrite-relative-links");
  const vsce = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");
  const { stdout, stderr } = await run(process.execPath, [vsce, "package", ...flags], { cwd: stage });
  if (/\bwarn/i.test(stdout + stderr)) throw new Error(`vsce warns about ${path.basename(file)}:\n${stdout}${stderr}`);
}

/** @param {string} stage */
async function packForNpm(stage) {
  const flags = ["--ignore-scripts", "--pack-destination", out, "--loglevel=warn"];
  const { stderr } = await run("npm", ["pack", ...flags, stage], { cwd: stages });
  if (/\bwarn/i.test(stderr)) throw new Error(`npm warns about its package:\n${stderr}`);
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0).padStart(5)} kB`;
}
