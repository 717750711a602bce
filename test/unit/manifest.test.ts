/** The extension's manifest repeats what other files decide; here they are held together. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { defaultSettings, settingInfos } from "../../server/src/settings.ts";

const root = path.resolve(import.meta.dirname, "../..");
const manifest: Manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

interface Manifest {
  version: string;
  workspaces: string[];
  bin: Readonly<Record<string, string>>;
  activationEvents: string[];
  contributes: {
    configuration: { properties: unknown };
    languages: { id: string; configuration: string }[];
    grammars: { path: string }[];
  };
}

describe("the manifest", () => {
  it("offers each setting of the server, with its default and its words", () => {
    const expected = Object.entries(settingInfos).map(([key, info]) => [
      `legatoApi.${key}`,
      {
        ...info.schema,
        default: Object.entries(defaultSettings).find(([name]) => name === key)?.[1],
        markdownDescription: info.description,
        scope: "resource",
      },
    ]);
    expect(manifest.contributes.configuration.properties).toEqual(Object.fromEntries(expected));
  });

  it("activates on its languages and on folders with .api files, and on nothing else", () => {
    const languages = manifest.contributes.languages.map(({ id }) => `onLanguage:${id}`);
    expect(manifest.activationEvents).toEqual([...languages, "workspaceContains:**/*.api"]);
  });

  it("names only files that are there", () => {
    const { languages, grammars } = manifest.contributes;
    const files = [
      ...languages.map(({ configuration }) => configuration),
      ...grammars.map((grammar) => grammar.path),
      ...Object.values(manifest.bin),
    ];
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it("has one version for all packages", () => {
    const versions = manifest.workspaces.map((folder) => {
      const { version }: Manifest = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
      return version;
    });
    expect(new Set(versions)).toEqual(new Set([manifest.version]));
  });
});
