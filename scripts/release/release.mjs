/**
 * Makes a release in a repository: version, changelog, packages, commit and tag. Publishes nothing and pushes nothing.
 *
 * In: the repository's folder, the wanted version, the day, and how to make packages. Out: what was done, or why nothing was, in words. Nothing is
 * committed unless the packages could be made; where they could not, or git would not commit, the files are as they were.
 */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { changesOf, nextVersion, releasedChangelog, releasedLock, releasedManifest } from "./plan.mjs";

const run = promisify(execFile);

/**
 * @typedef {object} ReleaseOptions
 * @property {string} root
 * @property {string} wanted a version, or `patch`, `minor` or `major`
 * @property {string} date as 2026-01-31
 * @property {boolean} dryRun only says what would be done
 * @property {() => Promise<void>} makePackages from what lies in the folder; rejects if it cannot
 * @property {(line: string) => void} say
 */

/**
 * @param {ReleaseOptions} options
 * @returns {Promise<string | undefined>} undefined: done; else why not
 */
export async function release({ root, wanted, date, dryRun, makePackages, say }) {
  const git = async (/** @type {string[]} */ ...args) => (await run("git", args, { cwd: root })).stdout.trim();
  const read = (/** @type {string} */ name) => readFile(path.join(root, name), "utf8");

  const { version: current, workspaces } = JSON.parse(await read("package.json"));
  const tags = (await git("tag", "--list")).split("\n");
  const next = nextVersion(current, wanted, tags.includes(`v${current}`));
  if ("problem" in next) return next.problem;
  const version = next.value;
  const tag = `v${version}`;
  if (tags.includes(tag)) return `The tag ${tag} is there already.`;
  if ((await git("status", "--porcelain")) !== "")
    return "There are changes that are not committed. Commit them first: a release is what is in git.";
  const changelog = releasedChangelog(await read("CHANGELOG.md"), version, date);
  if ("problem" in changelog) return changelog.problem;

  const manifests = ["package.json", ...workspaces.map((/** @type {string} */ folder) => `${folder}/package.json`)];
  /** @type {Map<string, string>} */
  const files = new Map([
    ["CHANGELOG.md", changelog.value],
    ["package-lock.json", releasedLock(await read("package-lock.json"), workspaces, version)],
  ]);
  for (const name of manifests) files.set(name, releasedManifest(await read(name), version));

  const message = `Release ${version}`;
  const changes = changesOf(changelog.value, version);
  say(`${current} -> ${version}`);
  say(`Files: ${[...files.keys()].join(", ")}`);
  say(`Commit "${message}", tag ${tag} with the changes:\n${changes.replace(/^(?=.)/gm, "  ")}`);
  if (dryRun) {
    say("Nothing was changed.");
    return undefined;
  }
  for (const [name, text] of files) await writeFile(path.join(root, name), text);
  let step = "The packages could not be made";
  try {
    await makePackages();
    step = "git would not commit";
    await git("add", "--", ...files.keys());
    await git("commit", "--quiet", "--message", message);
  } catch (error) {
    await git("checkout", "HEAD", "--", ...files.keys());
    return `${step}, so nothing was released: ${error instanceof Error ? error.message : error}`;
  }
  await git("tag", "--annotate", tag, "--cleanup=verbatim", "--message", `${message}\n\n${changes}`);
  return undefined;
}
