/**
 * The settings: their names, kinds, defaults and meaning, in one table, and the check of values that come from outside.
 *
 * The same table reads the editor's `legatoApi.*` configuration, the initialization options of any other editor, and the keys of
 * `legato-api.json`. A wrong value is reported and left out; it never takes the others with it.
 */
import type { Severity } from "@legato-api/language";

export type RuleLevel = "off" | Severity;

export interface Settings {
  readonly importPaths: readonly string[];
  readonly strictImports: boolean;
  readonly dialect: "auto" | "legato" | "telaf";
  /** By rule id. */
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly exclude: readonly string[];
  /** Empty: not set. */
  readonly legatoRoot: string;
  readonly diagnosticsScope: "workspace" | "openFiles";
  readonly breakingChanges: boolean;
}

export const defaultSettings: Settings = {
  importPaths: [],
  strictImports: false,
  dialect: "auto",
  rules: {},
  exclude: [],
  legatoRoot: "",
  diagnosticsScope: "workspace",
  breakingChanges: false,
};

const ruleLevels: readonly RuleLevel[] = ["off", "hint", "information", "warning", "error"];

/** Says that a value is wrong: at the setting itself, or at a place inside of it. */
type Refuse = (message: string, inside?: string | number) => undefined;
type IsKnownRule = (id: string) => boolean;

export interface SettingInfo<T> {
  /** JSON schema of the value. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Markdown, in the user's words. */
  readonly description: string;
  /** May also stand in `legato-api.json`. */
  readonly inProjectFile: boolean;
  readonly read: (value: unknown, refuse: Refuse, isKnownRule: IsKnownRule) => T | undefined;
}

const listSchema = { type: "array", items: { type: "string" } };
const choiceSchema = (of: readonly string[]) => ({ type: "string", enum: of });

/** Key without the `legatoApi.` that it has in the editor's configuration. */
export const settingInfos: { readonly [Key in keyof Settings]: SettingInfo<Settings[Key]> } = {
  importPaths: {
    schema: listSchema,
    description:
      'Folders in which `USETYPES` looks for `.api` files after the folder of the file itself, as `--import-dir` does. Relative to the workspace folder (in `legato-api.json`: to that file). The variables `workspaceFolder` and `env:NAME` may be used as VS Code writes them, in `$` and braces. Example: `["interfaces", "../framework/interfaces/modemServices"]`.',
    inProjectFile: true,
    read: readList,
  },
  strictImports: {
    schema: { type: "boolean" },
    description:
      "Search imports only where the build does: the folder of the file and the import paths. Otherwise the workspace and `$LEGATO_ROOT/interfaces` are searched too, with a warning.",
    inProjectFile: true,
    read: readSwitch,
  },
  dialect: {
    schema: choiceSchema(["auto", "legato", "telaf"]),
    description:
      "The language of the `.api` files: `legato`, `telaf` (version pairs and numbered functions), or `auto`: decided for each file by what it uses.",
    inProjectFile: true,
    read: (value, refuse) => readChoice(value, refuse, ["auto", "legato", "telaf"]),
  },
  rules: {
    schema: { type: "object", additionalProperties: choiceSchema(ruleLevels) },
    description:
      'Severity of rules by id: `off`, `hint`, `information`, `warning` or `error`. What the compiler rejects stays an error. Example: `{ "owner-not-stored": "error", "lost-documentation": "off" }`.',
    inProjectFile: true,
    read: readRules,
  },
  exclude: {
    schema: listSchema,
    description:
      'Glob patterns of files and folders about which nothing is said, relative to the workspace folder (in `legato-api.json`: to that file), for example `["build/**", "**/generated/**"]`.',
    inProjectFile: true,
    read: readList,
  },
  legatoRoot: {
    schema: { type: "string" },
    description:
      'The Legato framework\'s folder, used where the environment has no `LEGATO_ROOT`. Empty: the nearest folder above a file that holds `interfaces/` and `framework/`. Example: `"/opt/legato"`.',
    inProjectFile: true,
    read: (value, refuse) => (typeof value === "string" ? value : refuse("must be a text")),
  },
  diagnosticsScope: {
    schema: choiceSchema(["workspace", "openFiles"]),
    description: "Show problems of all `.api` files and components in the workspace, or only of files that are open.",
    inProjectFile: false,
    read: (value, refuse) => readChoice(value, refuse, ["workspace", "openFiles"]),
  },
  breakingChanges: {
    schema: { type: "boolean" },
    description:
      "Show in open `.api` files what changed since the last commit (`HEAD`) and what each change breaks, as `legato-api breaking` tells it. Needs git and a workspace that you trust.",
    inProjectFile: false,
    read: readSwitch,
  },
};

export interface SettingProblem {
  /** Where in the value: keys and list positions from the top. */
  readonly at: readonly (string | number)[];
  readonly message: string;
}

export interface SettingsRead {
  readonly settings: Partial<Settings>;
  readonly problems: readonly SettingProblem[];
}

/** Reads a value that came from outside. Keys we do not have are a problem in the project file only: a client may send more. */
export function readSettings(value: unknown, from: "client" | "projectFile", isKnownRule: IsKnownRule): SettingsRead {
  const problems: SettingProblem[] = [];
  const settings: { -readonly [Key in keyof Settings]?: Settings[Key] } = {};
  if (value === undefined || value === null) {
    return { settings, problems };
  }
  if (!isObject(value)) {
    return { settings, problems: [{ at: [], message: "Expected an object with settings." }] };
  }
  const readOne = <Key extends keyof Settings>(key: Key, item: unknown): void => {
    const refuse: Refuse = (message, inside) => {
      const at = inside === undefined ? [key] : [key, inside];
      problems.push({ at, message: `'${at.join(".")}' ${message}.` });
      return undefined;
    };
    const read = settingInfos[key].read(item, refuse, isKnownRule);
    if (read !== undefined) {
      settings[key] = read;
    }
  };
  for (const [key, item] of Object.entries(value)) {
    if (isSetting(key) && (from === "client" || settingInfos[key].inProjectFile)) {
      if (item !== undefined && item !== null) {
        readOne(key, item);
      }
    } else if (from === "projectFile" && key !== "$schema") {
      problems.push({
        at: [key],
        message: `There is no setting '${key}' here. Known are ${projectKeys().join(", ")}.`,
      });
    }
  }
  return { settings, problems };
}

function isSetting(key: string): key is keyof Settings {
  return Object.hasOwn(settingInfos, key);
}

function projectKeys(): readonly string[] {
  return Object.entries(settingInfos).flatMap(([key, info]) => (info.inProjectFile ? [key] : []));
}

function readChoice<T extends string>(value: unknown, refuse: Refuse, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value) ?? refuse(`must be one of ${choices.join(", ")}`);
}

function readSwitch(value: unknown, refuse: Refuse): boolean | undefined {
  return typeof value === "boolean" ? value : refuse("must be true or false");
}

function readList(value: unknown, refuse: Refuse): readonly string[] | undefined {
  if (!Array.isArray(value)) {
    return refuse("must be a list of texts");
  }
  const items: string[] = [];
  for (const [index, item] of value.entries()) {
    if (typeof item === "string") {
      items.push(item);
    } else {
      refuse("must be a text", index);
    }
  }
  return items;
}

function readRules(value: unknown, refuse: Refuse, isKnownRule: IsKnownRule): Settings["rules"] | undefined {
  if (!isObject(value)) {
    return refuse("must be an object of rule ids and severities");
  }
  const rules: Record<string, RuleLevel> = {};
  for (const [id, wanted] of Object.entries(value)) {
    const level = ruleLevels.find((name) => name === wanted);
    if (!isKnownRule(id)) {
      refuse("is no rule", id);
    } else if (level === undefined) {
      refuse(`must be one of ${ruleLevels.join(", ")}`, id);
    } else {
      rules[id] = level;
    }
  }
  return rules;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
