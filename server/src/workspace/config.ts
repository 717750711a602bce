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
import { folderOf, isUri, isWithin } from "./paths.ts";
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

/** What stands in the folders above: the nearest of each. */
interface Landmarks {
  readonly project: string | undefined;
  readonly git: string | undefined;
  readonly framework: string | undefined;
}

const noLandmarks: Landmarks = { project: undefined, git: undefined, framework: undefined };

export class Config {
  readonly #options: ConfigOptions;
  #workspaceFolders: readonly string[] = [];
  readonly #landmarks = new Map<string, Landmarks>();
  readonly #byFolder = new Map<string, SettingsInForce>();
  /** Most folders have the same around them, and so share one answer. */
  readonly #byLandmarks = new Map<string, SettingsInForce>();
  /** With the version it was read at; a problem's name where it could not be. */
  readonly #projects = new Map<string, { project: ProjectFile; version: string }>();

  constructor(options: ConfigOptions) {
    this.#options = options;
  }

  setWorkspaceFolders(folders: readonly string[]): void {
    this.#workspaceFolders = folders;
    this.reload();
  }

  /** Forgets everything: settings changed, a project file came or went. */
  reload(): void {
    this.#landmarks.clear();
    this.#byFolder.clear();
    this.#byLandmarks.clear();
    this.#projects.clear();
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
      known = this.#inForce(folder);
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

  #inForce(folder: string): SettingsInForce {
    const landmarks = this.#landmarksOf(folder);
    const workspaceFolder = this.workspaceFolderOf(folder);
    const key = [landmarks.project, landmarks.git, landmarks.framework, workspaceFolder].join("\n");
    let known = this.#byLandmarks.get(key);
    if (known === undefined) {
      known = this.#build(landmarks, workspaceFolder);
      this.#byLandmarks.set(key, known);
    }
    return known;
  }

  #landmarksOf(folder: string): Landmarks {
    if (isUri(folder)) {
      return noLandmarks;
    }
    const known = this.#landmarks.get(folder);
    if (known !== undefined) {
      return known;
    }
    const { files } = this.#options;
    const parent = path.dirname(folder);
    const above = parent === folder ? noLandmarks : this.#landmarksOf(parent);
    const has = (name: string): boolean => files.isDirectory(path.join(folder, name));
    const git = path.join(folder, ".git");
    const hasProject = files.isFile(path.join(folder, projectFileName));
    const hasGit = files.isDirectory(git) || files.isFile(git);
    const isFramework = has("interfaces") && has("framework");
    const here =
      hasProject || hasGit || isFramework
        ? {
            project: hasProject ? folder : above.project,
            git: hasGit ? folder : above.git,
            framework: isFramework ? folder : above.framework,
          }
        : above;
    this.#landmarks.set(folder, here);
    return here;
  }

  #build(landmarks: Landmarks, workspaceFolder: string | undefined): SettingsInForce {
    const { currentFolder, environment } = this.#options;
    const project = landmarks.project && this.#project(path.join(landmarks.project, projectFileName));
    const given = this.#options.settingsFor(workspaceFolder);
    const own = project ? project.settings : {};
    const givenBase = workspaceFolder ?? currentFolder;
    const ownBase = landmarks.project ?? givenBase;
    const [rootSetting] = own.legatoRoot
      ? this.#absolute([own.legatoRoot], ownBase)
      : this.#absolute(given.legatoRoot ? [given.legatoRoot] : [], givenBase);
    const tests = [excludes(given.exclude ?? [], givenBase), excludes(own.exclude ?? [], ownBase)];
    const importPaths = [
      ...this.#absolute(given.importPaths ?? [], givenBase),
      ...this.#absolute(own.importPaths ?? [], ownBase),
    ];
    return {
      ...defaultSettings,
      ...given,
      ...own,
      // Asked for on either side, strict it is: `--strict-imports` must not be taken back by a file.
      strictImports: (given.strictImports ?? false) || (own.strictImports ?? false),
      rules: { ...given.rules, ...own.rules },
      importPaths: [...new Set(importPaths)],
      root: landmarks.project ?? landmarks.git ?? workspaceFolder ?? currentFolder,
      projectFile: project ? project.path : undefined,
      isExcluded: (file) => tests.some((test) => test(file)),
      frameworkRoot: environment["LEGATO_ROOT"] || rootSetting || landmarks.framework,
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
