import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { changesOf, nextVersion, releasedChangelog, releasedLock, releasedManifest } from "./plan.mjs";

const root = path.resolve(import.meta.dirname, "../..");

describe("the next version", () => {
  it.each([
    ["patch", "1.2.4"],
    ["minor", "1.3.0"],
    ["major", "2.0.0"],
    ["1.10.0", "1.10.0"],
  ])("after 1.2.3 by %s is %s", (wanted, value) => {
    expect(nextVersion("1.2.3", wanted, true)).toEqual({ value });
  });

  it("is the one that is there, if that was never released", () => {
    expect(nextVersion("0.1.0", "0.1.0", false)).toEqual({ value: "0.1.0" });
  });

  it.each([
    ["1.2.3", /released already/],
    ["1.2.2", /older than 1\.2\.3/],
    ["0.9.9", /older/],
    ["1.3.0-beta.1", /no version/],
    ["v2.0.0", /no version/],
    ["next", /no version/],
  ])("is not %s", (wanted, words) => {
    expect(nextVersion("1.2.3", wanted, true)).toEqual({ problem: expect.stringMatching(words) });
  });
});

describe("the changelog", () => {
  const text = "# Changelog\n\n## Unreleased\n\n* New.\n\n## 1.0.0 (2026-01-01)\n\n* First.\n";

  it("moves what is unreleased under the version", () => {
    const moved =
      "# Changelog\n\n## Unreleased\n\n## 1.1.0 (2026-02-03)\n\n* New.\n\n## 1.0.0 (2026-01-01)\n\n* First.\n";
    expect(releasedChangelog(text, "1.1.0", "2026-02-03")).toEqual({ value: moved });
    expect(changesOf(moved, "1.1.0")).toBe("* New.");
    expect(releasedChangelog(moved, "1.2.0", "2026-02-04")).toEqual({
      problem: expect.stringContaining('nothing under "## Unreleased"'),
    });
  });

  it("of this repository can be released or was", () => {
    const ours = readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
    expect(ours).toMatch(/^## Unreleased\n/m);
  });

  it("without a place for the unreleased is a mistake", () => {
    expect(releasedChangelog("# Changelog\n", "1.0.0", "2026-02-03")).toEqual({
      problem: 'CHANGELOG.md has no "## Unreleased".',
    });
  });
});

describe("manifests and the lock file of this repository", () => {
  const read = (name: string): string => readFileSync(path.join(root, name), "utf8");
  const { version, workspaces }: { version: string; workspaces: string[] } = JSON.parse(read("package.json"));
  const manifests = ["package.json", ...workspaces.map((folder) => `${folder}/package.json`)];

  it.each(manifests)("%s changes in nothing but the version", (name) => {
    expect(releasedManifest(read(name), version)).toBe(read(name));
    const differing = linesThatDiffer(read(name), releasedManifest(read(name), "98.76.54"));
    expect(differing.length).toBeGreaterThan(0);
    for (const line of differing) expect(line).toMatch(/^\s*"(?:version|@legato-api\/\w+)": "98\.76\.54",?$/);
  });

  it("so does package-lock.json", () => {
    expect(releasedLock(read("package-lock.json"), workspaces, version)).toBe(read("package-lock.json"));
    const released = releasedLock(read("package-lock.json"), workspaces, "98.76.54");
    // Twice the root, and each workspace.
    expect(released.match(/"version": "98\.76\.54"/g)).toHaveLength(2 + workspaces.length);
  });
});

function linesThatDiffer(before: string, after: string): string[] {
  const old = before.split("\n");
  return after.split("\n").filter((line, index) => line !== old[index]);
}
