/**
 * The findings in force, by who found them: what the editor shows is always the sum of the last word of each check.
 *
 * A check (an `.api` file, a component, the project files) replaces its own findings as a whole. The store tells which paths are touched by the
 * change, so that just these are published again.
 */
import { type Finding, placesOfFinding } from "./finding.ts";

export class FindingStore<CheckName> {
  readonly #byCheck = new Map<CheckName, readonly Finding[]>();
  readonly #checksAt = new Map<string, Set<CheckName>>();
  #touched = new Set<string>();

  set(checkName: CheckName, findings: readonly Finding[]): void {
    for (const path of pathsOf(this.#byCheck.get(checkName) ?? [])) {
      const checks = this.#checksAt.get(path);
      checks?.delete(checkName);
      if (checks?.size === 0) {
        this.#checksAt.delete(path);
      }
      this.#touched.add(path);
    }
    if (findings.length === 0) {
      this.#byCheck.delete(checkName);
      return;
    }
    this.#byCheck.set(checkName, findings);
    for (const path of pathsOf(findings)) {
      const checks = this.#checksAt.get(path) ?? new Set<CheckName>();
      this.#checksAt.set(path, checks.add(checkName));
      this.#touched.add(path);
    }
  }

  /** Says that what is shown at a path must be looked at again although no finding changed: its text did, or it was opened. */
  touch(path: string): void {
    this.#touched.add(path);
  }

  at(path: string): readonly Finding[] {
    return [...(this.#checksAt.get(path) ?? [])].flatMap((name) => this.#byCheck.get(name) ?? []);
  }

  checks(): readonly CheckName[] {
    return [...this.#byCheck.keys()];
  }

  /** Paths touched since the last call. */
  takeTouched(): ReadonlySet<string> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }
}

function pathsOf(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.flatMap(placesOfFinding));
}
