/**
 * The workspace as navigation sees it: interfaces, who imports whom, which C file can name what.
 *
 * Between the engine and the cross-language features. Outlines of components are read on first need and kept until a definition file changes;
 * everything else is the engine's and kept there.
 */
import type { Interface } from "@legato-api/language";
import { isApiPath } from "./checks/apiChecks.ts";
import type { ComponentOutline, ScopeEntry } from "./cross/scopes.ts";
import { Scopes } from "./cross/scopes.ts";
import type { Engine } from "./engine.ts";
import type { Navigator } from "./features/navigation.ts";
import { type Files, isProblem } from "./workspace/files.ts";

export class WorkspaceNavigator implements Navigator {
  readonly files: Files;
  readonly scopes: Scopes;
  readonly #engine: Engine;
  #outlines: readonly ComponentOutline[] | undefined;
  /** The index as it was when the outlines were read. */
  #revision = -1;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.files = engine.files;
    this.scopes = new Scopes({
      revision: () => engine.index.revision,
      components: () => this.components(),
      apis: () => engine.index.apis(),
      interfaceAt: (path) => this.interfaceAt(path),
    });
  }

  /** A definition file changed: what components say is read again on the next question. */
  forget(): void {
    this.#outlines = undefined;
    this.scopes.forget();
  }

  interfaceAt(path: string): Interface | undefined {
    if (!isApiPath(path)) return undefined;
    const checked = this.#engine.check(path);
    return isProblem(checked) ? undefined : checked.interface;
  }

  importersOf(path: string): readonly string[] {
    // Files nobody looked at yet are checked now: who imports whom is known only afterwards.
    for (const api of this.#engine.index.apis()) this.#engine.check(api);
    return this.#engine.dependantsOf(path).filter((other) => this.#imports(other, path));
  }

  sources(): readonly string[] {
    const { index, files } = this.#engine;
    const open = files.openPaths().filter((path) => /\.(?:c|h|cc|cpp|cxx|hh|hpp|hxx)$/i.test(path));
    return [...new Set([...index.sources(), ...open])];
  }

  components(): readonly ComponentOutline[] {
    this.#refresh();
    this.#outlines ??= this.#engine.index.componentDefinitions().flatMap((path) => this.#outlineOf(path) ?? []);
    return this.#outlines;
  }

  /** Files came or went since the last question. */
  #refresh(): void {
    const { revision } = this.#engine.index;
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.forget();
  }

  #imports(path: string, imported: string): boolean {
    const seen = new Set<Interface>();
    const open = [this.interfaceAt(path)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      for (const used of next.imports) {
        if (used.uri === imported) return true;
        open.push(used.interface);
      }
    }
    return false;
  }

  #outlineOf(definition: string): ComponentOutline | undefined {
    const said = this.#engine.analyzer.define(definition);
    if (typeof said === "string") return undefined;
    const entries = (side: "provides" | "requires"): ScopeEntry[] =>
      said[side].flatMap((entry) => {
        const apiPath = entry.unset.length > 0 ? undefined : this.#engine.apiNamed(entry.text, entry.place.path);
        if (apiPath === undefined) return [];
        return [{ prefix: entry.prefix, apiPath, side, definition, asynchronous: entry.options.includes("async") }];
      });
    return {
      definition,
      entries: [...entries("provides"), ...entries("requires")],
      sources: said.sources.flatMap((source) => source.path ?? []),
    };
  }
}
