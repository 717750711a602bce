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
    commands: { command: string; category: string; title: string }[];
    menus: Readonly<Record<"commandPalette" | "view/item/context", { command: string; when: string }[]>>;
    walkthroughs: {
      steps: { description: string; media: { svg: string; altText: string }; completionEvents: string[] }[];
    }[];
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

  it("has no setting that names a program: what a folder sets can start nothing", () => {
    const names = Object.keys(settingInfos).map((key) => `legatoApi.${key}`);
    expect(names).not.toEqual([]);
    expect(
      names.filter((name) => /command|executable|program|binary|shell|args|env|node|(?<!import)paths?$/i.test(name)),
    ).toEqual([]);
  });

  it("activates on its languages, its debug type and folders with .api files, and on nothing else", () => {
    const languages = manifest.contributes.languages.map(({ id }) => `onLanguage:${id}`);
    // VS Code derives none from a debugger: programs are debugged in folders without a single .api, too.
    const debug = ["Resolve", "InitialConfigurations", "DynamicConfigurations"].map(
      (when) => `onDebug${when}:legato-api`,
    );
    expect(manifest.activationEvents).toEqual([...languages, ...debug, "workspaceContains:**/*.api"]);
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

  it("names its commands in one scheme, and hides those that need a row from the palette", () => {
    const { commands, menus } = manifest.contributes;
    const minor = new Set(["a", "and", "as", "in", "or", "with", ".api"]);
    for (const { category, title } of commands) {
      expect(category).toBe("Legato API");
      const lower = title.split(" ").filter((word) => !minor.has(word) && !/^[A-Z]/.test(word));
      expect(lower, title).toEqual([]);
    }
    const hidden = new Set(menus.commandPalette.flatMap(({ command, when }) => (when === "false" ? [command] : [])));
    const elsewhere = new Set(["legatoApi.tryCloseHandler"]);
    const ofRows = menus["view/item/context"].map(({ command }) => command).filter((one) => !elsewhere.has(one));
    expect(ofRows.filter((command) => !hidden.has(command))).toEqual([]);
  });

  it("has a walkthrough whose buttons and pictures exist, each step with a thing to do", () => {
    const known = new Set(manifest.contributes.commands.map(({ command }) => command));
    for (const { description, media, completionEvents } of manifest.contributes.walkthroughs.flatMap(
      (one) => one.steps,
    )) {
      expect(existsSync(path.join(root, media.svg))).toBe(true);
      expect(media.altText).not.toBe("");
      expect(completionEvents).toEqual([expect.stringMatching(/^onContext:legatoApi\.firstRun\./)]);
      const links = [...description.matchAll(/\(command:(legatoApi\.[^)]+)\)/g)].map(([, command = ""]) => command);
      const ours = links.filter((command) => !known.has(command) && command !== "legatoApi.sessions.focus");
      expect(ours).toEqual([]);
    }
  });

  it("has one version for all packages", () => {
    const versions = manifest.workspaces.map((folder) => {
      const { version }: Manifest = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
      return version;
    });
    expect(new Set(versions)).toEqual(new Set([manifest.version]));
  });
});
