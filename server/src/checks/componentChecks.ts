/**
 * Checks of components: each Component.cdef with its sources, and what the lifecycle rules find in it.
 *
 * In: the path of a Component.cdef. Out: the component and its findings with the rules' own severities. The analyzer keeps its own facts by file
 * version; here is kept which places an answer depends on, and the findings of a component that did not change.
 */

import type { ApiAnswer, Component } from "../component/component.ts";
import type { ComponentAnalyzer } from "../component/index.ts";
import type { Finding } from "../finding.ts";
import { lifecycleFindings } from "../rules/index.ts";
import { checkFailed, componentDefinitionRule } from "./apiFindings.ts";

export interface ComponentCheck {
  readonly component: Component;
  readonly findings: readonly Finding[];
}

export interface ComponentChecksOptions {
  readonly analyzer: ComponentAnalyzer;
  readonly log: (line: string) => void;
  /** Tells also every place it looked at. */
  readonly resolveApi: (reference: string, cdefPath: string, look: (place: string) => void) => ApiAnswer;
  /** False while a file that was not found may still turn up: nothing is said too early. */
  readonly isIndexComplete: () => boolean;
}

export class ComponentChecks {
  readonly #options: ComponentChecksOptions;
  readonly #findings = new WeakMap<Component, readonly Finding[]>();
  readonly #places = new Map<string, ReadonlySet<string>>();
  /** By `.cdef`: the `.api` files that its entries were found to mean. Whether they are there matters, what they say does not. */
  readonly #named = new Map<string, ReadonlySet<string>>();

  constructor(options: ComponentChecksOptions) {
    this.#options = options;
  }

  async check(cdefPath: string): Promise<ComponentCheck> {
    const { analyzer, resolveApi } = this.#options;
    const looked = new Set<string>();
    const absent = new Set<string>();
    const component = await analyzer.analyze(cdefPath, (reference, from) =>
      resolveApi(reference, from, (place) => looked.add(place)),
    );
    let findings = this.#findings.get(component);
    if (findings === undefined) {
      findings = [...this.#problemsOf(component), ...(await this.#findingsIn(component))];
      this.#findings.set(component, findings);
    }
    const named = new Set<string>();
    const missing = missingApis(component, (reference, from) => {
      const places: string[] = [];
      const answer = resolveApi(reference, from, (place) => places.push(place));
      if (answer.kind === "found") named.add(answer.path);
      else for (const place of places) absent.add(place);
      return answer;
    });
    this.#named.set(cdefPath, named);
    // A component from the analyzer's cache did not ask again; what it asked then still counts.
    const before = looked.size === 0 ? (this.#places.get(cdefPath) ?? []) : [];
    this.#places.set(cdefPath, new Set([cdefPath, ...component.dependencies, ...looked, ...absent, ...before]));
    return {
      component,
      findings: missing.length === 0 || !this.#options.isIndexComplete() ? findings : [...missing, ...findings],
    };
  }

  /** What a user should know of a component before any rule: a definition or a source that could not be read. */
  #problemsOf({ problems }: Component): readonly Finding[] {
    return problems.map(({ path, span, message }) => ({
      rule: componentDefinitionRule,
      severity: "warning",
      message,
      path,
      span,
      related: [],
    }));
  }

  /** A rule that fails takes only this component's findings with it, and says so. */
  async #findingsIn(component: Component): Promise<readonly Finding[]> {
    try {
      return await lifecycleFindings(component, this.#options.analyzer);
    } catch (error) {
      this.#options.log(
        `The check of ${component.path} failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
      return checkFailed(component.path, error);
    }
  }

  /** Components already checked that depend on one of these places. */
  askedAbout(places: Iterable<string>): ReadonlySet<string> {
    const wanted = new Set(places);
    const found = new Set<string>();
    for (const [cdefPath, own] of this.#places) {
      for (const place of wanted) {
        if (own.has(place)) {
          found.add(cdefPath);
          break;
        }
      }
    }
    return found;
  }

  /** Components whose definition names this `.api`, whether they depend on its text or not. */
  naming(api: string): readonly string[] {
    return [...this.#named].flatMap(([cdefPath, named]) => (named.has(api) ? [cdefPath] : []));
  }

  /** Every place some component depends on. */
  places(): Iterable<string> {
    return new Set([...this.#places.values()].flatMap((places) => [...places]));
  }

  forget(path: string): void {
    this.#options.analyzer.forget(path);
    this.#places.delete(path);
    this.#named.delete(path);
  }
}

/** Entries of `api:` whose file is nowhere; those with a variable that has no value here may be anywhere. */
function missingApis(
  { definition }: Component,
  resolveApi: (reference: string, cdefPath: string) => ApiAnswer,
): readonly Finding[] {
  return [...(definition?.provides ?? []), ...(definition?.requires ?? [])].flatMap((entry) => {
    const answer = entry.unset.length > 0 ? undefined : resolveApi(entry.text, entry.place.path);
    if (answer?.kind !== "missing") return [];
    const message = `The interface '${entry.written}' was not found. Searched: ${answer.searched.join(", ")}, the workspace. Check the path, or add its folder to the import paths.`;
    return [{ rule: componentDefinitionRule, severity: "warning", message, ...entry.place, related: [] }];
  });
}
