/**
 * Decides what is checked when, and tells what changed on the screen: the editor's face of the engine.
 *
 * In: what the user and the disk did. Out: `publish` for each path whose findings may look different. An edited file is checked as soon as no further
 * message waits, never after a fixed delay; then the open files that depend on it, then what depends on it unopened, then all that was
 * never looked at. Work is done in slices, so that a key press never waits for the rest of the workspace. A check that
 * fails is logged and left out; the others go on.
 */

import { isApiPath } from "./checks/apiChecks.ts";
import type { Engine } from "./engine.ts";
import type { Finding } from "./finding.ts";
import { FindingStore } from "./findingStore.ts";
import { ancestorsOf, folderOf, isWithin, joinPath } from "./workspace/paths.ts";

/** How long the server works before it looks for messages again. Half of a frame. */
const sliceMilliseconds = 8;

/** Changes in a row are taken together, but nobody waits longer than this for the first of them. */
const longestBurstMilliseconds = 100;

export interface ValidatorOptions {
  readonly engine: Engine;
  /** The findings that touch a path, after they or its text changed. */
  readonly publish: (path: string, findings: readonly Finding[]) => void;
  readonly log: (line: string) => void;
  /** All files of the workspace, or the open ones alone. */
  readonly scopeOf: (path: string) => "workspace" | "openFiles";
}

export class Validator {
  readonly #options: ValidatorOptions;
  readonly #store = new FindingStore();
  /** Names of checks to do, each `api:PATH`, `component:PATH` or `project:`: those of what is being typed, of what the user sees, and the rest. */
  readonly #edited = new Set<string>();
  readonly #urgent = new Set<string>();
  readonly #background = new Set<string>();
  #isPaused = true;
  #isScheduled = false;
  #isRunning = false;
  #indexWasComplete = false;
  #changedSinceScheduled = false;
  #burstStart: number | undefined;
  #idleWaiters: (() => void)[] = [];

  constructor(options: ValidatorOptions) {
    this.#options = options;
  }

  /** Findings in force at a path. */
  findingsAt(path: string): readonly Finding[] {
    return this.#store.at(path);
  }

  /** Nothing is checked before the settings are known. */
  start(): void {
    this.#isPaused = false;
    this.#schedule();
  }

  /** Nothing more is checked or published. */
  stop(): void {
    this.#isPaused = true;
    this.#edited.clear();
    this.#urgent.clear();
    this.#background.clear();
  }

  /** A text was opened, edited or closed. */
  edited(path: string): void {
    this.#changedSinceScheduled = true;
    this.#burstStart ??= performance.now();
    this.#store.touch(path);
    if (isApiPath(path) && this.#isWanted(path)) {
      this.#edited.add(`api:${path}`);
    } else if (!this.#isWanted(path)) {
      this.#store.set(`api:${path}`, []);
    }
    this.#queueAffected([path]);
    this.#queueComponentAround(path);
    this.#schedule();
  }

  /** Files changed, came or went on disk; `gone` may hold folders. */
  changedOnDisk(changed: readonly string[], gone: ReadonlySet<string> = new Set()): void {
    const { engine } = this.#options;
    engine.beginTurn();
    const paths = [...new Set([...changed, ...engine.placesUnder(gone)])];
    if (!engine.index.isComplete) {
      this.#indexWasComplete = false;
    }
    for (const path of paths) {
      const exists = engine.files.isFile(path);
      if (isApiPath(path) && exists && this.#isWanted(path)) {
        this.#background.add(`api:${path}`);
      } else if (!exists) {
        this.#store.set(`api:${path}`, []);
        this.#store.set(`component:${path}`, []);
        engine.forget(path);
      }
      if (exists && path.endsWith("Component.cdef")) {
        this.#background.add(`component:${path}`);
      }
    }
    this.#queueAffected(paths);
    this.#schedule();
  }

  /** Settings or folders changed: every answer may be another. */
  everything(): void {
    const { engine } = this.#options;
    for (const path of engine.files.openPaths()) {
      if (isApiPath(path)) {
        this.#urgent.add(`api:${path}`);
      }
      this.#queueComponentAround(path);
    }
    this.#indexWasComplete = false;
    for (const name of this.#store.checks()) {
      this.#background.add(name);
    }
    this.#schedule();
  }

  /** Resolves when all that is known to be needed is done. */
  idle(): Promise<void> {
    return this.#isScheduled || this.#isRunning
      ? new Promise((resolve) => this.#idleWaiters.push(resolve))
      : Promise.resolve();
  }

  #schedule(): void {
    if (!this.#isScheduled && !this.#isRunning && !this.#isPaused) {
      this.#isScheduled = true;
      setImmediate(() => this.#slice());
    }
  }

  #slice(): void {
    this.#isScheduled = false;
    if (this.#isPaused) {
      this.#wakeWaiters();
      return;
    }
    // Messages arrive one in a round of the event loop: a round without a change means that the burst is over.
    const burst = performance.now() - (this.#burstStart ?? 0);
    if (this.#changedSinceScheduled && burst < longestBurstMilliseconds) {
      this.#changedSinceScheduled = false;
      this.#schedule();
      return;
    }
    this.#changedSinceScheduled = false;
    this.#burstStart = undefined;
    this.#isRunning = true;
    void this.#work().finally(() => {
      this.#isRunning = false;
      if (this.#hasWork() && !this.#isPaused) {
        this.#schedule();
      } else {
        this.#wakeWaiters();
      }
    });
  }

  #wakeWaiters(): void {
    for (const resolve of this.#idleWaiters.splice(0)) {
      resolve();
    }
  }

  async #work(): Promise<void> {
    const { engine } = this.#options;
    if (engine.beginTurn()) {
      this.everything();
    }
    const deadline = performance.now() + sliceMilliseconds;
    const isTimeUp = (): boolean => performance.now() >= deadline;
    do {
      const name = this.#nextForUser() ?? this.#nextInBackground(isTimeUp);
      if (name === undefined) {
        break;
      }
      await this.#check(name);
    } while (!isTimeUp() && !this.#changedSinceScheduled && !this.#isPaused);
    if (!this.#isPaused) {
      this.#publishTouched();
    }
  }

  #hasWork(): boolean {
    return (
      this.#edited.size > 0 ||
      this.#urgent.size > 0 ||
      this.#background.size > 0 ||
      !this.#options.engine.index.isComplete ||
      !this.#indexWasComplete
    );
  }

  /** The index comes before unopened files: what it finds may be what their imports need. */
  #nextInBackground(isTimeUp: () => boolean): string | undefined {
    const { engine } = this.#options;
    if (!engine.index.walk(isTimeUp)) {
      return undefined;
    }
    if (!this.#indexWasComplete) {
      this.#indexWasComplete = true;
      this.#queueIndexed();
    }
    return this.#nextForUser() ?? takeFirst(this.#background);
  }

  #nextForUser(): string | undefined {
    return takeFirst(this.#edited) ?? takeFirst(this.#urgent);
  }

  #queueIndexed(): void {
    const { engine, log } = this.#options;
    const apis = engine.index.apis();
    const components = engine.index.componentDefinitions();
    log(
      `Found ${apis.length} .api files and ${components.length} components in ${engine.folders.join(", ") || "no folder"}.`,
    );
    for (const path of engine.files.openPaths()) {
      if (isApiPath(path)) {
        this.#urgent.add(`api:${path}`);
      }
    }
    this.#background.add("project:");
    for (const path of components) {
      this.#background.add(`component:${path}`);
    }
    for (const path of apis) {
      if (this.#isWanted(path)) {
        this.#background.add(`api:${path}`);
      }
    }
  }

  async #check(name: string): Promise<void> {
    const { engine, log } = this.#options;
    const colon = name.indexOf(":");
    const [kind, path] = [name.slice(0, colon), name.slice(colon + 1)];
    this.#urgent.delete(name);
    this.#background.delete(name);
    try {
      if (kind === "api") {
        this.#store.set(name, this.#isWanted(path) ? engine.apiFindings(path) : []);
      } else if (kind === "component") {
        this.#store.set(name, this.#isWantedComponent(path) ? (await engine.component(path)).findings : []);
      } else {
        this.#store.set(name, engine.projectFindings());
      }
    } catch (error) {
      log(`The check of ${path || "legato-api.json"} failed: ${error instanceof Error ? error.stack : String(error)}`);
      this.#store.set(name, []);
    }
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
  #queueComponentAround(path: string): void {
    const { engine } = this.#options;
    const folder = folderOf(path);
    if (folder === undefined || isApiPath(path) || !engine.files.isOpen(path)) {
      return;
    }
    for (const ancestor of ancestorsOf(folder).slice(0, 3)) {
      const cdef = joinPath(ancestor, "Component.cdef");
      if (engine.files.isFile(cdef) && !engine.index.has(cdef)) {
        this.#urgent.add(`component:${cdef}`);
      }
    }
  }

  /** Those of the workspace, and those around an open file. */
  #isWantedComponent(cdefPath: string): boolean {
    const { engine } = this.#options;
    const folder = folderOf(cdefPath) ?? cdefPath;
    return engine.index.has(cdefPath) || engine.files.openPaths().some((path) => isWithin(path, folder));
  }

  /** Open files always; others when they are the workspace's and the user wants to see them. */
  #isWanted(path: string): boolean {
    const { engine, scopeOf } = this.#options;
    return engine.files.isOpen(path) || (engine.index.has(path) && scopeOf(path) === "workspace");
  }
}

function takeFirst(names: Set<string>): string | undefined {
  for (const name of names) {
    names.delete(name);
    return name;
  }
  return undefined;
}
