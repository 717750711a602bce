/** A release in a scratch repository with real git: what is committed and tagged, and what is left when something stands against it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { release } from "./release.mjs";

let root = "";
let said: string[] = [];
const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
const write = (name: string, value: unknown): void =>
  writeFileSync(path.join(root, name), typeof value === "string" ? value : `${JSON.stringify(value, undefined, 2)}\n`);
const json = (name: string): unknown => JSON.parse(readFileSync(path.join(root, name), "utf8"));

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "legato-api-release-"));
  said = [];
  git("init", "--quiet");
  for (const [name, value] of [
    ["user.name", "Somebody"],
    ["user.email", "somebody@example.com"],
    ["commit.gpgSign", "false"],
    ["tag.gpgSign", "false"],
    ["core.hooksPath", "none"],
  ] as const)
    git("config", name, value);
  mkdirSync(path.join(root, "server"));
  const server = { name: "@legato-api/server", version: "0.1.0", dependencies: { "@legato-api/language": "0.1.0" } };
  write("package.json", { name: "legato-api", version: "0.1.0", workspaces: ["server"] });
  write("server/package.json", server);
  write("package-lock.json", {
    name: "legato-api",
    version: "0.1.0",
    packages: { "": { name: "legato-api", version: "0.1.0" }, server, "node_modules/other": { version: "0.1.0" } },
  });
  write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\nFirst version.\n\n**Part**\n\n* It works.\n");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Begin");
});

afterEach(() => rmSync(root, { recursive: true }));

function run(wanted: string, more: Partial<Parameters<typeof release>[0]> = {}): Promise<string | undefined> {
  return release({
    root,
    wanted,
    date: "2026-02-03",
    dryRun: false,
    makePackages: async () => {},
    say: (line) => said.push(line),
    ...more,
  });
}

describe("a release", () => {
  it("is a commit with all versions and the changelog, a tag with the changes, and packages of just that", async () => {
    let packed: unknown;
    const makePackages = async (): Promise<void> => {
      packed = json("package.json");
    };
    expect(await run("minor", { makePackages })).toBeUndefined();
    expect(packed).toMatchObject({ version: "0.2.0" });
    expect(json("server/package.json")).toMatchObject({
      version: "0.2.0",
      dependencies: { "@legato-api/language": "0.2.0" },
    });
    expect(json("package-lock.json")).toMatchObject({
      version: "0.2.0",
      packages: { "": { version: "0.2.0" }, server: { version: "0.2.0" }, "node_modules/other": { version: "0.1.0" } },
    });
    expect(readFileSync(path.join(root, "CHANGELOG.md"), "utf8")).toContain(
      "## Unreleased\n\n## 0.2.0 (2026-02-03)\n\nFirst",
    );
    expect(git("log", "--format=%s")).toBe("Release 0.2.0\nBegin");
    expect(git("status", "--porcelain")).toBe("");
    expect(git("tag", "--list", "--format=%(contents)", "v0.2.0")).toBe(
      "Release 0.2.0\n\nFirst version.\n\n**Part**\n\n* It works.",
    );
  });

  it("may be of the version that is there, once", async () => {
    expect(await run("0.1.0")).toBeUndefined();
    expect(git("tag", "--list")).toBe("v0.1.0");
    expect(await run("0.1.0")).toBe("0.1.0 is released already.");
    expect(await run("patch")).toMatch(/nothing under "## Unreleased"/);
  });

  it("that is only to be shown changes nothing", async () => {
    expect(await run("major", { dryRun: true })).toBeUndefined();
    expect(said.join("\n")).toContain("0.1.0 -> 1.0.0");
    expect(said.join("\n")).toContain("  * It works.");
    expect(git("status", "--porcelain")).toBe("");
    expect(git("tag", "--list")).toBe("");
  });

  it("waits for what is not committed", async () => {
    write("notes.txt", "later");
    expect(await run("patch")).toMatch(/not committed/);
    expect(git("tag", "--list")).toBe("");
  });

  it("that git refuses leaves everything as it was, too", async () => {
    mkdirSync(path.join(root, ".git/none"), { recursive: true });
    git("config", "core.hooksPath", ".git/none");
    writeFileSync(path.join(root, ".git/none/pre-commit"), "#!/bin/sh\necho 'not today' >&2\nexit 1\n", {
      mode: 0o755,
    });
    expect(await run("patch")).toMatch(/^git would not commit, so nothing was released: [\s\S]*not today/);
    expect(git("status", "--porcelain")).toBe("");
    expect(git("tag", "--list")).toBe("");
  });

  it("whose packages fail leaves everything as it was", async () => {
    const makePackages = (): Promise<void> => Promise.reject(new Error("too large"));
    expect(await run("patch", { makePackages })).toMatch(/nothing was released: too large/);
    expect(git("status", "--porcelain")).toBe("");
    expect(git("log", "--format=%s")).toBe("Begin");
    expect(git("tag", "--list")).toBe("");
  });
});
