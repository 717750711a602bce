import { describe, expect, it } from "vitest";
import { extensionManifest, npmManifest } from "./manifest.mjs";
import { extensionFor, fileName } from "./packages.mjs";

const manifest = {
  name: "tool",
  version: "1.2.3",
  private: true,
  publisher: "us",
  engines: { vscode: "^1.91.0", node: ">=20" },
  workspaces: ["server"],
  bin: { tool: "bin/tool.mjs" },
  main: "./dist/extension.js",
  contributes: { languages: [] },
  scripts: { build: "make" },
  devDependencies: { esbuild: "1" },
};

describe("a manifest as it is shipped", () => {
  it("has for VS Code what VS Code reads", () => {
    expect(extensionManifest(manifest)).toEqual({
      name: "tool",
      version: "1.2.3",
      publisher: "us",
      engines: { vscode: "^1.91.0" },
      main: "./dist/extension.js",
      contributes: { languages: [] },
    });
  });

  it("has for npm the command, and the runtime's native packages as optional ones", () => {
    expect(npmManifest(manifest, { name: "runtime", optionalDependencies: { koffi: "3" } })).toEqual({
      name: "tool",
      version: "1.2.3",
      engines: { node: ">=20" },
      bin: { tool: "bin/tool.mjs" },
      exports: { "./peers": { types: "./dist/peers.d.ts" }, "./package.json": "./package.json" },
      optionalDependencies: { koffi: "3" },
    });
  });

  it("names the repository once a publisher has said which", () => {
    const repository = { type: "git", url: "https://example.com/tool.git" };
    expect(extensionManifest({ ...manifest, repository })).toMatchObject({ repository });
    expect(npmManifest({ ...manifest, repository }, {})).toMatchObject({ repository });
  });
});

describe("the package for a machine", () => {
  it.each([
    ["linux", "x64", "legato-api-linux-x64-1.2.3.vsix"],
    ["linux", "arm64", "legato-api-linux-arm64-1.2.3.vsix"],
    ["linux", "arm", "legato-api-1.2.3.vsix"],
    ["darwin", "arm64", "legato-api-1.2.3.vsix"],
    ["win32", "x64", "legato-api-1.2.3.vsix"],
  ])("on %s-%s is %s", (platform, processor, file) => {
    expect(fileName(extensionFor(platform, processor), "1.2.3")).toBe(file);
  });
});
