/**
 * Decides what is checked in which order, and tells what changed on the screen: the editor's face of the engine.
 *
 * In: what the user and the disk did. Out: `publish` for each path whose findings may look different. First what is being typed, then what is open or
 * belongs to a component of it, then, once the index is complete, all that nobody has open. When the work is done is a matter of slices.ts. A check that
 * fails is logged and said where it was to be shown; the others go on.
 */

import { isApiPath } from "./checks/apiChecks.ts";
import { checkFailed } from "./checks/apiFindings.ts";
import type { Engine } from "./engine.ts";
import type { Finding } from "./finding.ts";
import { FindingStore } from "./findingStore.ts";
import { ServiceStates } from "./serviceStates.ts";
import { type ShouldYield, Slices } from "./slices.ts";
import { isProblem } from "./workspace/files.ts";
import { ancestorsOf, folderOf, isWithin, joinPath } from "./workspace/paths.ts";

/** How far above a C file outside of the workspace its Component.cdef is looked for. */
const foldersToComponent = 3;

export interface ValidatorOptions {
  readonly engine: Engine;
  /** The findings that touch a path, after they or its text changed. */
  readonly publish: (path: string, findings: readonly Finding[]) => void;
  /** Called when all is checked and other services are provided, or otherwise, than at the last call. */
  readonly servicesChanged: () => void;
  /** Called after each slice of work; `hasMore`: others follow. */
  readonly worked: (hasMore: boolean) => void;
  readonly log: (line: string) => void;
  /** All files of the workspace, or the open ones alone. */
  readonly scopeOf: (path: string) => "workspace" | "openFiles";
}

/** Something to check: one `.api` file, one component, or all project files. */
type CheckName = `api:${string}` | `component:${string}` | "project:";

export class Validator {
  readonly #options: ValidatorOptions;
  readonly #store = new FindingStore<CheckName>();
  readonly #services = new ServiceStates();
  readonly #slices = new Slices((shouldYield) => this.#work(shouldYield));
  /** What is being typed, what the user may see, and the rest. */
  readonly #edited = new Set<CheckName>();
  readonly #urgent = new Set<CheckName>();
  readonly #background = new Set<CheckName>();
  #isIndexTaken = false;
  #settingsRevision = 0;
  /** Grows with everything the user or the disk did. */
  #changes = 0;

  constructor(options: ValidatorOptions) {
    this.#options = options;
  }

  /** Findings in force at a path. */
  findingsAt(path: string): readonly Finding[] {
    return this.#store.at(path);
  }

  /** Nothing is checked before the settings are known. */
  start(): void {
    this.#slices.start();
  }

  /** Nothing more is checked or published. */
  stop(): void {
    this.#slices.stop();
  }

  /** Resolves when all that is known to be needed is done. */
  idle(): Promise<void> {
    return this.#slices.idle();
  }

  /** A text was opened, edited or closed. */
  edited(path: string): void {
    this.#changes++;
    this.#store.touch(path);
    if (isApiPath(path)) {
      this.#edited.add(`api:${path}`);
    }
    this.#queueAffected([path]);
    this.#queueComponentsAround(path);
    this.#slices.requestAfterBurst();
  }

  /** Files changed, came or went on disk; `gone` may hold folders. */
  changedOnDisk(changed: readonly string[], gone: ReadonlySet<string> = new Set()): void {
    const { engine } = this.#options;
    this.#changes++;
    engine.beginTurn();
    if (!engine.index.isComplete) {
      this.#isIndexTaken = false;
    }
    const paths = [...new Set([...changed, ...engine.placesUnder(gone)])];
    for (const path of paths) {
      if (isApiPath(path)) {
        this.#background.add(`api:${path}`);
      } else if (path.endsWith("Component.cdef")) {
        this.#background.add(`component:${path}`);
      }
      if (!engine.files.isFile(path)) {
        for (const cdef of engine.componentsNaming(path)) this.#background.add(`component:${cdef}`);
        engine.forget(path);
      }
    }
    this.#queueAffected(paths);
    this.#slices.request();
  }

  /** What is said about open files may be another, although no file changed. */
  openFiles(): void {
    for (const path of this.#options.engine.files.openPaths()) {
      if (isApiPath(path)) {
        this.#urgent.add(`api:${path}`);
      }
    }
    this.#slices.request();
  }

  /** Settings or folders changed: every answer may be another. */
  everything(): void {
    const { engine } = this.#options;
    this.#settingsRevision = engine.settingsRevision;
    for (const path of engine.files.openPaths()) {
      if (isApiPath(path)) {
        this.#urgent.add(`api:${path}`);
      }
      this.#queueComponentsAround(path);
    }
    for (const name of this.#store.checks()) {
      this.#background.add(name);
    }
    this.#isIndexTaken = false;
    this.#slices.request();
  }

  async #work(shouldYield: ShouldYield): Promise<boolean> {
    const { engine } = this.#options;
    engine.beginTurn();
    if (engine.settingsRevision !== this.#settingsRevision) {
      this.everything();
    }
    do {
      const name = this.#nextForUser() ?? this.#nextInBackground(shouldYield);
      if (name === undefined) {
        break;
      }
      await this.#check(name);
    } while (!shouldYield());
    if (!this.#slices.isStopped) {
      this.#publishTouched();
    }
    const waiting = this.#edited.size + this.#urgent.size + this.#background.size;
    const hasMore = waiting > 0 || !engine.index.isComplete || !this.#isIndexTaken;
    if (!hasMore && !this.#slices.isStopped && this.#services.takeChanged()) {
      this.#options.servicesChanged();
    }
    if (!this.#slices.isStopped) {
      this.#options.worked(hasMore);
    }
    return hasMore;
  }

  #nextForUser(): CheckName | undefined {
    return takeFirst(this.#edited) ?? takeFirst(this.#urgent);
  }

  /** The index comes before unopened files: what it finds may be what their imports need. */
  #nextInBackground(shouldYield: ShouldYield): CheckName | undefined {
    if (!this.#options.engine.index.walk(shouldYield)) {
      return undefined;
    }
    if (!this.#isIndexTaken) {
      this.#isIndexTaken = true;
      this.#queueIndexed();
    }
    return this.#nextForUser() ?? takeFirst(this.#background);
  }

  #queueIndexed(): void {
    const { engine, log } = this.#options;
    const apis = engine.index.apis();
    const components = engine.index.componentDefinitions();
    const where = engine.folders.join(", ") || "no folder";
    log(`Found ${apis.length} .api files and ${components.length} components in ${where}.`);
    this.openFiles();
    this.#background.add("project:");
    for (const path of components) {
      this.#background.add(`component:${path}`);
    }
    for (const path of apis) {
      this.#background.add(`api:${path}`);
    }
  }

  async #check(name: CheckName): Promise<void> {
    this.#urgent.delete(name);
    this.#background.delete(name);
    try {
      this.#store.set(name, await this.#findingsOf(name));
    } catch (error) {
      this.#options.log(`The check of ${name} failed: ${error instanceof Error ? error.stack : String(error)}`);
      const path = pathOf(name);
      this.#store.set(name, path === "" ? [] : checkFailed(path, error));
    }
  }

  async #findingsOf(name: CheckName): Promise<readonly Finding[]> {
    const { engine } = this.#options;
    if (name === "project:") {
      return engine.projectFindings();
    }
    const path = pathOf(name);
    if (name.startsWith("api:")) {
      return this.#isWanted(path) ? engine.apiFindings(path) : [];
    }
    if (!this.#isWantedComponent(path)) {
      return [];
    }
    const before = this.#changes;
    const { component, findings } = await engine.component(path);
    if (before !== this.#changes) {
      // It may be of a text that changed while it was read: what a first check depends on is not known before its end.
      this.#urgent.add(`component:${path}`);
    }
    const definition = engine.files.read(path);
    this.#services.notice(component, isProblem(definition) ? definition : definition.version);
    return findings;
  }

  #publishTouched(): void {
    const { engine, publish, scopeOf } = this.#options;
    for (const path of this.#store.takeTouched()) {
      const isShown = engine.files.isOpen(path) || scopeOf(path) === "workspace";
      publish(path, isShown ? this.#store.at(path) : []);
    }
  }

  #queueAffected(paths: readonly string[]): void {
    const { engine } = this.#options;
    const { apis, components } = engine.affectedBy(paths);
    for (const path of apis) {
      (engine.files.isOpen(path) ? this.#urgent : this.#background).add(`api:${path}`);
    }
    for (const path of components) {
      this.#urgent.add(`component:${path}`);
    }
  }

  /** A C file opened alone, outside of the workspace's folders, still belongs to the component it lies in. */
  #queueComponentsAround(path: string): void {
    const { engine } = this.#options;
    const folder = folderOf(path);
    if (folder === undefined || isApiPath(path) || !engine.files.isOpen(path)) {
      return;
    }
    for (const ancestor of ancestorsOf(folder).slice(0, foldersToComponent)) {
      const cdef = joinPath(ancestor, "Component.cdef");
      if (engine.files.isFile(cdef) && !engine.index.has(cdef)) {
        this.#urgent.add(`component:${cdef}`);
      }
    }
  }

  /** Open files always; others when they are the workspace's and the user wants to see them. */
  #isWanted(path: string): boolean {
    const { engine, scopeOf } = this.#options;
    return engine.files.isOpen(path) || (engine.index.has(path) && scopeOf(path) === "workspace");
  }

  /** Those of the workspace, and those around an open file. */
  #isWantedComponent(cdefPath: string): boolean {
    const { engine } = this.#options;
    const folder = folderOf(cdefPath) ?? cdefPath;
    return engine.index.has(cdefPath) || engine.files.openPaths().some((path) => isWithin(path, folder));
  }
}

/** Empty for the project files, which are one check. */
function pathOf(name: CheckName): string {
  return name.slice(name.indexOf(":") + 1);
}

function takeFirst(names: Set<CheckName>): CheckName | undefined {
  for (const name of names) {
    names.delete(name);
    return name;
  }
  return undefined;
}
