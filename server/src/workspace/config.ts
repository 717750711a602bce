/**
 * Which settings are in force for a file: defaults, then the editor's, then `legato-api.json`; lists are joined, rules by id.
 *
 * Root of a path: the nearest ancestor with `legato-api.json`, else with `.git`, else the workspace folder around it, else the current
 * folder. Answers are kept until `reload`; `refresh` tells whether a project file changed since, so that no watcher is needed.
 */
import path from "node:path";
import type { Finding } from "../finding.ts";
import { defaultSettings, type Settings } from "../settings.ts";
import { type Files, isProblem } from "./files.ts";
import { excludes, type PathTest } from "./globs.ts";
import { ancestorsOf, folderOf, isUri, isWithin } from "./paths.ts";
import { type ProjectFile, projectFileName, readProjectFile } from "./projectFile.ts";

/** Settings for one folder, ready to use: paths absolute, variables expanded. */
export interface SettingsInForce extends Settings {
  readonly root: string;
  readonly projectFile: string | undefined;
  readonly isExcluded: PathTest;
  /** LEGATO_ROOT: environment, else setting, else the nearest ancestor with `interfaces/` and `framework/`. */
  readonly frameworkRoot: string | undefined;
}

export interface ConfigOptions {
  readonly files: Files;
  readonly isKnownRule: (id: string) => boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly currentFolder: string;
  readonly log: (line: string) => void;
  /** The editor's or the command line's settings for a workspace folder (undefined: outside of all). */
  readonly settingsFor: (workspaceFolder: string | undefined) => Partial<Settings>;
}

export class Config {
  readonly #options: ConfigOptions;
  #workspaceFolders: readonly string[] = [];
  #byFolder = new Map<string, SettingsInForce>();
  /** With the version it was read at; a problem's name where it could not be. */
  #projects = new Map<string, { project: ProjectFile; version: string }>();

  constructor(options: ConfigOptions) {
    this.#options = options;
  }

  setWorkspaceFolders(folders: readonly string[]): void {
    this.#workspaceFolders = folders;
    this.reload();
  }

  /** Forgets everything: settings changed, a project file came or went. */
  reload(): void {
    this.#byFolder = new Map();
    this.#projects = new Map();
  }

  /** True (and everything forgotten) when a project file in use is no longer what it was. */
  refresh(): boolean {
    const changed = [...this.#projects].some(([file, known]) => versionOf(this.#options.files, file) !== known.version);
    if (changed) {
      this.reload();
    }
    return changed;
  }

  for(file: string): SettingsInForce {
    const folder = folderOf(file) ?? this.#workspaceFolders[0] ?? this.#options.currentFolder;
    let known = this.#byFolder.get(folder);
    if (known === undefined) {
      known = this.#build(folder);
      this.#byFolder.set(folder, known);
    }
    return known;
  }

  workspaceFolderOf(file: string): string | undefined {
    const around = this.#workspaceFolders.filter((folder) => isWithin(file, folder));
    return around.sort((a, b) => b.length - a.length)[0];
  }

  /** What is wrong with the project files that are in use. */
  findings(): readonly Finding[] {
    return [...this.#projects.values()].flatMap(({ project }) => project.findings);
  }

  #build(folder: string): SettingsInForce {
    const { files, currentFolder, environment } = this.#options;
    const workspaceFolder = this.workspaceFolderOf(folder);
    const ancestors = ancestorsOf(folder);
    const projectFolder = ancestors.find((ancestor) => files.isFile(path.join(ancestor, projectFileName)));
    const gitFolder = ancestors.find((ancestor) => {
      const git = path.join(ancestor, ".git");
      return files.isDirectory(git) || files.isFile(git);
    });
    const project = projectFolder === undefined ? undefined : this.#project(path.join(projectFolder, projectFileName));
    const given = this.#options.settingsFor(workspaceFolder);
    const own = project?.settings ?? {};
    const givenBase = workspaceFolder ?? currentFolder;
    const ownBase = projectFolder ?? givenBase;
    const [rootSetting] = own.legatoRoot
      ? this.#absolute([own.legatoRoot], ownBase)
      : this.#absolute(given.legatoRoot ? [given.legatoRoot] : [], givenBase);
    const tests = [excludes(given.exclude ?? [], givenBase), excludes(own.exclude ?? [], ownBase)];
    return {
      ...defaultSettings,
      ...given,
      ...own,
      // Asked for on either side, strict it is: `--strict-imports` must not be taken back by a file.
      strictImports: (given.strictImports ?? false) || (own.strictImports ?? false),
      rules: { ...given.rules, ...own.rules },
      importPaths: [
        ...new Set([
          ...this.#absolute(given.importPaths ?? [], givenBase),
          ...this.#absolute(own.importPaths ?? [], ownBase),
        ]),
      ],
      root: projectFolder ?? gitFolder ?? workspaceFolder ?? currentFolder,
      projectFile: project?.path,
      isExcluded: (file) => tests.some((test) => test(file)),
      frameworkRoot:
        environment["LEGATO_ROOT"] || rootSetting || ancestors.find((ancestor) => this.#isFramework(ancestor)),
    };
  }

  #project(file: string): ProjectFile {
    const known = this.#projects.get(file);
    if (known !== undefined) {
      return known.project;
    }
    const project = readProjectFile(file, this.#options.files.read(file), this.#options.isKnownRule);
    this.#projects.set(file, { project, version: versionOf(this.#options.files, file) });
    return project;
  }

  #isFramework(folder: string): boolean {
    const { files } = this.#options;
    return files.isDirectory(path.join(folder, "interfaces")) && files.isDirectory(path.join(folder, "framework"));
  }

  #absolute(paths: readonly string[], base: string): readonly string[] {
    return paths.flatMap((written) => {
      const missing: string[] = [];
      const expanded = written
        .replace(/\$\{workspaceFolder\}/g, () => base)
        .replace(/\$\{env:([^}]*)\}/g, (_, name: string) => {
          const value = this.#options.environment[name];
          if (value === undefined) {
            missing.push(name);
          }
          return value ?? "";
        });
      if (missing.length > 0) {
        this.#options.log(`The path '${written}' is left out: ${missing.join(", ")} is not set in the environment.`);
        return [];
      }
      return isUri(base) && !path.isAbsolute(expanded) ? [] : [path.resolve(base, expanded)];
    });
  }
}

function versionOf(files: Files, path: string): string {
  const file = files.read(path);
  return isProblem(file) ? file : file.version;
}
