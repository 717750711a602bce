/** What is in each package, entry by entry: nothing is shipped by accident, and nothing is forgotten. */
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { packages } from "../../scripts/package/packages.mjs";
import { type Entries, readTarball, readVsix } from "./archives.ts";
import { packageFile, root } from "./built.ts";

const language = [
  "bin/legato-api.mjs",
  "dist/cli.js",
  ...["tree-sitter-c", "tree-sitter-cpp", "web-tree-sitter"].map((name) => `dist/grammars/${name}.wasm.br`),
];
const runtime = [
  "dist/legatoClientCredentials.c",
  "dist/peers.d.ts",
  "dist/peers.js",
  "dist/peersCrashClient.js",
  "dist/peersHooks.js",
  "dist/peersHost.js",
  "dist/peersRegister.js",
  "dist/runtime.js",
  "dist/runtimeWorker.js",
];
const example = [
  "interfaces/paper.api",
  "interfaces/printer.api",
  "interfaces/printer.api.ts",
  "legato-api-peers.d.ts",
  "legato-api.json",
  "printClient.ts",
  "printClient/Component.cdef",
  "printClient/printClient.c",
  "printServer/Component.cdef",
  "printServer/printServer.c",
  "printer.adef",
  "printer.ts",
  "tsconfig.json",
].map((file) => `examples/printer/${file}`);
const extension = [
  ...example,
  ...["crash", "handler", "sessions", "validate"].map((step) => `media/walkthrough/${step}.svg`),
  "LICENSE.txt",
  "THIRD_PARTY_LICENCES.md",
  "changelog.md",
  "dist/extension.js",
  "dist/timeline.css",
  "dist/timeline.js",
  "icons/legato-api.png",
  "language-configuration-definition.json",
  "language-configuration.json",
  "package.json",
  "readme.md",
  "schemas/legato-api.schema.json",
  "syntaxes/legato-api.tmLanguage.json",
  "syntaxes/legato-definition.tmLanguage.json",
  ...language,
];
const koffi = (processor: string): string[] => [
  "koffi/LICENSE.txt",
  "koffi/index.js",
  "koffi/package.json",
  "koffi/src/koffi/index.js",
  "koffi/src/koffi/src/static.js",
  `@koromix/koffi-linux-${processor}/README.md`,
  `@koromix/koffi-linux-${processor}/index.js`,
  `@koromix/koffi-linux-${processor}/package.json`,
  `@koromix/koffi-linux-${processor}/linux_${processor}/koffi.node`,
];
const npm = ["CHANGELOG.md", "LICENSE", "README.md", "THIRD_PARTY_LICENCES.md", "package.json"];

const inVsix = (files: readonly string[]): string[] => [
  "[Content_Types].xml",
  "extension.vsixmanifest",
  ...files.map((file) => `extension/${file}`),
];
const withRuntime = (processor: string): string[] => [
  ...inVsix([...extension, ...runtime]),
  ...koffi(processor).map((file) => `extension/dist/node_modules/${file}`),
];
const expected: Readonly<Record<(typeof packages)[number]["name"], readonly string[]>> = {
  universal: inVsix(extension),
  "linux-x64": withRuntime("x64"),
  "linux-arm64": withRuntime("arm64"),
  npm: [...npm, ...language, ...runtime].map((file) => `package/${file}`),
};

/** `e_machine` in the header of an ELF file. */
const machines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

describe.each(packages)("the package $name", ({ name, limit, processor }) => {
  const file = packageFile(name);
  const entries = name === "npm" ? readTarball(file) : readVsix(file);

  it("holds what it should and nothing else", () => {
    expect([...entries.keys()].toSorted()).toEqual(expected[name].toSorted());
    for (const [entry, bytes] of entries) expect(bytes.length, entry).toBeGreaterThan(0);
  });

  it("is no larger than it may be", () => {
    expect(statSync(file).size).toBeLessThanOrEqual(limit);
  });

  it("has native code for its own processor only", () => {
    const native = [...entries].filter(([, bytes]) => bytes.toString("latin1", 0, 4) === "\x7fELF");
    expect(native.map(([, bytes]) => bytes.readUInt16LE(18))).toEqual(
      processor === undefined ? [] : [machines[processor]],
    );
  });

  it("tells nothing of the machine it was made on, and leads to no sources", () => {
    for (const [entry, bytes] of entries) {
      // Native code is koffi's own, as its authors built it.
      if (entry.endsWith(".node") || entry.endsWith(".br") || entry.endsWith(".png")) continue;
      const text = bytes.toString("utf8");
      expect(text.includes(root), `${entry} names the folder it was built in`).toBe(false);
      expect(text.includes(`${homedir()}/`), `${entry} names a home folder`).toBe(false);
      expect(text, entry).not.toContain("sourceMappingURL=");
    }
  });

  it("has a README without dead ends", () => {
    const readme = textOf(entries, name === "npm" ? "package/README.md" : "extension/readme.md");
    const targets = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    expect(targets.filter((target) => target !== undefined && !/^(?:https:|#)/.test(target))).toEqual([]);
  });

  it("brings the licences of what others wrote", () => {
    const page = textOf(entries, `${name === "npm" ? "package" : "extension"}/THIRD_PARTY_LICENCES.md`);
    expect(page).toBe(readFileSync(path.join(root, "docs/third-party-licences.md"), "utf8"));
  });
});

describe("the manifest", () => {
  it.each(["universal", "linux-x64", "linux-arm64"] as const)("of %s names only what is there", (name) => {
    const entries = readVsix(packageFile(name));
    const manifest: Record<string, unknown> = JSON.parse(textOf(entries, "extension/package.json"));
    expect(Object.keys(manifest)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:scripts|devDependencies|workspaces|private|bin)$/)]),
    );
    const named = filesIn([manifest["main"], manifest["icon"], manifest["contributes"]]);
    expect(named).toContain("icons/legato-api.png");
    expect(named.filter((file) => !entries.has(`extension/${file}`))).toEqual([]);
    const target = /TargetPlatform="([^"]*)"/.exec(textOf(entries, "extension.vsixmanifest"))?.[1];
    expect(target).toBe(name === "universal" ? undefined : name);
  });

  it("of npm can be published, and brings koffi for whoever can use it", () => {
    const entries = readTarball(packageFile("npm"));
    const manifest = JSON.parse(textOf(entries, "package/package.json"));
    const { optionalDependencies } = JSON.parse(readFileSync(path.join(root, "runtime/package.json"), "utf8"));
    expect(manifest).not.toHaveProperty("private");
    expect(manifest).not.toHaveProperty("dependencies");
    expect(manifest.optionalDependencies).toEqual(optionalDependencies);
    const named = filesIn([manifest.bin, manifest.exports]);
    expect(named).toContain("bin/legato-api.mjs");
    expect(named.filter((file) => !entries.has(`package/${file}`))).toEqual([]);
  });
});

function textOf(entries: Entries, name: string): string {
  const bytes = entries.get(name);
  if (bytes === undefined) throw new Error(`${name} is not in the package.`);
  return bytes.toString("utf8");
}

/** All that look like the path of a file, wherever they stand. */
function filesIn(value: unknown): string[] {
  if (typeof value === "string")
    return /^(?:\.\/)?(?:[\w.-]+\/)*[\w.-]+\.(?:m?js|json|png|svg|md|ts)$/.test(value) && value.includes("/")
      ? [path.posix.normalize(value)]
      : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(filesIn) : [];
}
