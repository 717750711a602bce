/**
 * The one engine that editor and command ask.
 *
 * In: open texts, folders, settings. Out: checks and findings, about every file as the user sees it now, with severities, silences and exclusions
 * applied. Work is split into turns: `beginTurn` says that the disk may have changed, and is cheap. Nothing here speaks LSP and nothing prints.
 */
import path from "node:path";
import { type ApiCheck, ApiChecks } from "./checks/apiChecks.ts";
import { breakingFindings } from "./checks/breakingFindings.ts";
import { type ComponentCheck, ComponentChecks } from "./checks/componentChecks.ts";
import { applyPolicy, ignoreFindings } from "./checks/policy.ts";
import { isKnownRule } from "./checks/ruleBook.ts";
import type { ApiAnswer } from "./component/component.ts";
import { type ComponentAnalyzer, createComponentAnalyzer } from "./component/index.ts";
import type { Finding } from "./finding.ts";
import type { CommittedFiles } from "./history/committedFiles.ts";
import type { Settings } from "./settings.ts";
import { Config, type SettingsInForce } from "./workspace/config.ts";
import { type FileProblem, isProblem } from "./workspace/files.ts";
import type { SearchPlaces } from "./workspace/importSearch.ts";
import { WorkspaceIndex } from "./workspace/index.ts";
import { OpenTexts } from "./workspace/openTexts.ts";
import { ancestorsOf, distance, folderOf, isWithin } from "./workspace/paths.ts";
import { placesOf, type RecordedFiles } from "./workspace/recordedFiles.ts";

export interface EngineOptions {
  /** Path of a `.wasm` file by its name; asked for when the first C file is read. */
  readonly wasmPath: (fileName: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly currentFolder: string;
  /** One line about a decision or a problem, for people. */
  readonly log: (line: string) => void;
  readonly settingsFor: (workspaceFolder: string | undefined) => Partial<Settings>;
  /** The files that were committed last, where a file of theirs is to be compared with them. */
  readonly committedAround?: (file: string) => CommittedFiles | undefined;
}

export interface ComponentReport {
  readonly component: ComponentCheck["component"];
  readonly findings: readonly Finding[];
}

export class Engine {
  readonly files = new OpenTexts();
  readonly index: WorkspaceIndex;
  readonly analyzer: ComponentAnalyzer;
  readonly #config: Config;
  readonly #apiChecks: ApiChecks;
  readonly #componentChecks: ComponentChecks;
  /** Indexes of `interfaces/` folders of frameworks, made on first need. */
  readonly #frameworks = new Map<string, WorkspaceIndex>();
  /** Checks of old texts, let go with the commit they are of. */
  #committedChecks = new WeakMap<CommittedFiles, ApiChecks>();
  readonly #committedAround: (file: string) => CommittedFiles | undefined;
  readonly #log: (line: string) => void;
  #settingsRevision = 0;

  constructor(options: EngineOptions) {
    const { files } = this;
    this.#log = options.log;
    this.#committedAround = options.committedAround ?? (() => undefined);
    this.#config = new Config({ ...options, files, isKnownRule });
    this.index = this.#newIndex();
    this.#apiChecks = new ApiChecks({
      files,
      searchPlaces: (file, ask) => this.#searchPlaces(file, ask),
      dialectOf: (file) => this.settingsOf(file).dialect,
      isIndexComplete: () => this.index.isComplete,
      log: options.log,
    });
    this.analyzer = createComponentAnalyzer({
      files,
      wasmPath: options.wasmPath,
      log: options.log,
      legatoRoot: () => this.#config.for(path.join(this.folders[0] ?? options.currentFolder, "x")).frameworkRoot,
      variable: (name) => options.environment[name],
    });
    this.#componentChecks = new ComponentChecks({
      analyzer: this.analyzer,
      log: options.log,
      resolveApi: (reference, cdefPath, look) => this.#resolveApi(reference, cdefPath, look),
      isIndexComplete: () => this.index.isComplete,
    });
  }

  get folders(): readonly string[] {
    return this.index.folders;
  }

  /** Grows whenever settings or folders changed: every answer may then be another. */
  get settingsRevision(): number {
    return this.#settingsRevision;
  }

  /** The disk may have changed since the last turn. */
  beginTurn(): void {
    this.files.beginTurn();
    if (this.#config.refresh()) {
      this.settingsChanged();
    }
  }

  /** The workspace's folders; the index is empty until it has walked them. */
  setFolders(folders: readonly string[]): void {
    this.#config.setWorkspaceFolders(folders);
    this.index.setFolders(folders);
    this.settingsChanged();
  }

  /** The editor's settings or a project file changed. The index is made again: other files may be excluded now. */
  settingsChanged(): void {
    this.#settingsRevision++;
    this.#config.reload();
    this.#frameworks.clear();
    this.#apiChecks.forgetChecks();
    this.#committedChecks = new WeakMap();
    this.index.setFolders(this.folders);
  }

  settingsOf(file: string): SettingsInForce {
    return this.#config.for(file);
  }

  /** The check of an `.api` file's text as it is now, whatever its settings say. */
  check(file: string): ApiCheck | FileProblem {
    return this.#apiChecks.check(file);
  }

  /** What is said about an `.api` file. */
  apiFindings(file: string): readonly Finding[] {
    const found = this.#apiChecks.findings(file);
    // While folders wait to be walked, what is not found yet may still turn up: nothing is said too early.
    const isSure = this.index.isComplete || this.settingsOf(file).strictImports;
    const sure = isSure ? found : found.filter(({ rule }) => rule !== "missing-import");
    return this.#apply([...sure, ...ignoreFindings(file, this.files), ...this.#breakingFindings(file)]);
  }

  /** A component and what is said about it, in its sources and in the `.api` files it provides. */
  async component(cdefPath: string): Promise<ComponentReport> {
    const { component, findings } = await this.#componentChecks.check(cdefPath);
    const silences = component.sources.flatMap((source) => ignoreFindings(source.path, this.files));
    return { component, findings: this.#apply([...findings, ...silences]) };
  }

  /** `.api` files that `USETYPES` in this file could name: in its folder, the import paths, then the workspace. */
  importableFrom(file: string): readonly string[] {
    const { importPaths, strictImports } = this.settingsOf(file);
    const own = folderOf(file);
    const listed = [...(own === undefined ? [] : [own]), ...importPaths].flatMap((folder) =>
      this.files
        .list(folder)
        .flatMap(({ name, directory }) => (!directory && name.endsWith(".api") ? [path.join(folder, name)] : [])),
    );
    return [...new Set([...listed, ...(strictImports ? [] : this.index.apis())])].filter((one) => one !== file);
  }

  /** Absolute path of the `.api` that a Component.cdef names; undefined where it is not found. */
  apiNamed(reference: string, cdefPath: string): string | undefined {
    const answer = this.#resolveApi(reference, cdefPath, () => {});
    return answer.kind === "found" ? answer.path : undefined;
  }

  /** What is wrong with the `legato-api.json` files in use. */
  projectFindings(): readonly Finding[] {
    return this.#apply(this.#config.findings());
  }

  /** What has to be checked again after these files changed, came or went; only what was checked before. */
  affectedBy(files: Iterable<string>): {
    readonly apis: ReadonlySet<string>;
    readonly components: ReadonlySet<string>;
  } {
    const places = [...files].flatMap(placesOf);
    const apis = this.#apiChecks.askedAbout(places);
    // A component depends on the meaning of the `.api` files it provides, and so on their imports.
    return { apis, components: this.#componentChecks.askedAbout([...places, ...apis]) };
  }

  /** Components whose definition names this `.api`. */
  componentsNaming(api: string): readonly string[] {
    return this.#componentChecks.naming(api);
  }

  /** Of all places that an answer depends on, those in one of these folders. */
  placesUnder(folders: ReadonlySet<string>): readonly string[] {
    if (folders.size === 0) {
      return [];
    }
    const places = [...this.#apiChecks.places(), ...this.#componentChecks.places()];
    return places.filter((place) => path.isAbsolute(place) && ancestorsOf(place).some((folder) => folders.has(folder)));
  }

  dependantsOf(api: string): readonly string[] {
    return this.#apiChecks.dependantsOf(api);
  }

  forget(file: string): void {
    this.#apiChecks.forget(file);
    this.#componentChecks.forget(file);
  }

  dispose(): void {
    this.analyzer.dispose();
  }

  /** What an open file breaks since it was committed; nothing while that is not known. */
  #breakingFindings(file: string): readonly Finding[] {
    if (!this.files.isOpen(file) || !this.settingsOf(file).breakingChanges) {
      return [];
    }
    const committed = this.#committedAround(file);
    if (committed?.has(file) !== true) {
      return [];
    }
    const [then, now] = [this.#checksOf(committed).check(file), this.check(file)];
    return isProblem(then) || isProblem(now) ? [] : breakingFindings(then, now);
  }

  /** Old texts are searched and read by today's settings: what a setting changes is no change of an interface. */
  #checksOf(committed: CommittedFiles): ApiChecks {
    let checks = this.#committedChecks.get(committed);
    if (checks === undefined) {
      checks = new ApiChecks({
        files: committed,
        searchPlaces: (file, ask) => {
          const places = this.#searchPlaces(file, ask);
          return {
            ...places,
            inWorkspace: (name) => [...new Set([...committed.named(name), ...places.inWorkspace(name)])],
          };
        },
        dialectOf: (file) => this.settingsOf(file).dialect,
        isIndexComplete: () => false,
        log: () => {},
      });
      this.#committedChecks.set(committed, checks);
    }
    return checks;
  }

  #apply(findings: readonly Finding[]): readonly Finding[] {
    return applyPolicy(findings, {
      files: this.files,
      settingsOf: (file) => this.settingsOf(file),
      isOwn: (file) => this.folders.some((folder) => isWithin(file, folder)) || this.files.isOpen(file),
    });
  }

  #newIndex(): WorkspaceIndex {
    return new WorkspaceIndex({
      isExcluded: (file) => this.settingsOf(file).isExcluded(file),
      realPath: (file) => this.files.realPath(file),
      log: this.#log,
    });
  }

  #searchPlaces(file: string, ask: RecordedFiles["ask"]): SearchPlaces {
    const { importPaths, strictImports, frameworkRoot } = this.settingsOf(file);
    const frameworkInterfaces = frameworkRoot === undefined ? undefined : path.join(frameworkRoot, "interfaces");
    return {
      importPaths,
      strict: strictImports,
      frameworkInterfaces,
      inFramework: (name) =>
        frameworkInterfaces === undefined
          ? []
          : ask("framework", name, () => this.#framework(frameworkInterfaces).apisNamed(name)),
      inWorkspace: (name) => ask("workspace", name, () => this.index.apisNamed(name)),
    };
  }

  #framework(folder: string): WorkspaceIndex {
    let index = this.#frameworks.get(folder);
    if (index === undefined) {
      index = this.#newIndex();
      index.setFolders([folder]);
      index.walk();
      this.#frameworks.set(folder, index);
    }
    return index;
  }

  /**
   * The `.api` a Component.cdef names: beside it, in the import paths, in the framework's interfaces, then any file of the workspace whose path
   * ends like that, the nearest first.
   */
  #resolveApi(reference: string, cdefPath: string, look: (place: string) => void): ApiAnswer {
    const { importPaths, frameworkRoot } = this.settingsOf(cdefPath);
    const folders = [path.dirname(cdefPath), ...importPaths];
    if (frameworkRoot !== undefined) {
      folders.push(path.join(frameworkRoot, "interfaces"));
    }
    const named = folders.map((folder) => path.resolve(folder, reference));
    const ending = path.sep + path.normalize(reference);
    const anywhere = this.index
      .apisNamed(path.basename(reference))
      .filter((file) => file.endsWith(ending))
      .sort((a, b) => distance(cdefPath, a) - distance(cdefPath, b) || (a < b ? -1 : 1));
    look(path.basename(reference));
    for (const candidate of [...named, ...anywhere]) {
      look(candidate);
      if (this.files.isFile(candidate)) {
        const checked = this.check(candidate);
        if (!isProblem(checked)) {
          return { kind: "found", path: candidate, interface: checked.interface };
        }
      }
    }
    return { kind: "missing", searched: folders };
  }
}
