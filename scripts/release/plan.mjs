/**
 * What a release changes in the texts of the repository: the next version, the changelog, the manifests and the lock file. Pure.
 *
 * Mistakes are sentences for whoever releases, never exceptions.
 */

/** @typedef {{ readonly value: string } | { readonly problem: string }} Answer */

const RELEASE = /^(\d+)\.(\d+)\.(\d+)$/;
const UNRELEASED = "## Unreleased\n";

/**
 * Galleries know no versions with letters, so there are none.
 *
 * @param {string} current
 * @param {string} wanted a version, or `patch`, `minor` or `major`
 * @param {boolean} released whether the current one is out already; else it may be released as it is
 * @returns {Answer}
 */
export function nextVersion(current, wanted, released) {
  const [major = 0, minor = 0, patch = 0] = numbers(current);
  if (wanted === "major") return { value: `${major + 1}.0.0` };
  if (wanted === "minor") return { value: `${major}.${minor + 1}.0` };
  if (wanted === "patch") return { value: `${major}.${minor}.${patch + 1}` };
  if (!RELEASE.test(wanted))
    return { problem: `'${wanted}' is no version: say patch, minor, major, or three numbers such as 1.2.3.` };
  const order = compare(numbers(wanted), numbers(current));
  if (order < 0) return { problem: `${wanted} is older than ${current}.` };
  if (order === 0 && released) return { problem: `${wanted} is released already.` };
  return { value: wanted };
}

/**
 * Moves what is unreleased under the version, and leaves an empty place for what comes.
 *
 * @param {string} text of CHANGELOG.md
 * @param {string} version
 * @param {string} date as 2026-01-31
 * @returns {Answer}
 */
export function releasedChangelog(text, version, date) {
  if (!text.includes(UNRELEASED)) return { problem: 'CHANGELOG.md has no "## Unreleased".' };
  if (changesOf(text, "Unreleased") === "")
    return { problem: 'CHANGELOG.md has nothing under "## Unreleased": say what a user will notice.' };
  return { value: text.replace(UNRELEASED, `${UNRELEASED}\n## ${version} (${date})\n`) };
}

/**
 * @param {string} text of CHANGELOG.md
 * @param {string} heading its first word
 * @returns {string} what stands below it, as it goes into the tag's message
 */
export function changesOf(text, heading) {
  const section = text.split(/^## /m).find((part) => /^\S+/.exec(part)?.[0] === heading) ?? "";
  return section.slice(section.indexOf("\n") + 1).trim();
}

/**
 * A manifest with the new version, and with it for the other packages of this repository.
 *
 * @param {string} text of a package.json
 * @param {string} version
 */
export function releasedManifest(text, version) {
  return print(withVersion(JSON.parse(text), version));
}

/**
 * @param {string} text of package-lock.json
 * @param {readonly string[]} workspaces folders
 * @param {string} version
 */
export function releasedLock(text, workspaces, version) {
  const lock = JSON.parse(text);
  const ours = new Set(["", ...workspaces]);
  const entries = Object.entries(lock.packages).map(([folder, entry]) => [
    folder,
    ours.has(folder) ? withVersion(entry, version) : entry,
  ]);
  return print({ ...lock, version, packages: Object.fromEntries(entries) });
}

/**
 * @param {Record<string, unknown>} manifest
 * @param {string} version
 * @returns {Record<string, unknown>}
 */
function withVersion(manifest, version) {
  const { dependencies } = manifest;
  const changed = { ...manifest, version };
  if (typeof dependencies !== "object" || dependencies === null) return changed;
  const entries = Object.entries(dependencies).map(([name, range]) => [
    name,
    name.startsWith("@legato-api/") ? version : range,
  ]);
  return { ...changed, dependencies: Object.fromEntries(entries) };
}

/** @param {unknown} value */
function print(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** @param {string} version */
function numbers(version) {
  return (RELEASE.exec(version) ?? []).slice(1).map(Number);
}

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function compare(a, b) {
  const differing = a.findIndex((number, index) => number !== b[index]);
  return differing < 0 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}
