/**
 * What all `.api` files of the workspace declare, kept for each file until its text is another.
 *
 * Names alone are kept, not trees: a workspace of ten thousand files is searched at every letter typed. Files that are new are read in slices, between
 * which the server answers others and the request can be cancelled.
 */
import path from "node:path";
import { parse } from "@legato-api/language";
import type { Engine } from "../engine.ts";
import { type NamedFile, placesIn } from "../features/workspaceSymbols.ts";
import { isProblem } from "../workspace/files.ts";

const sliceMilliseconds = 8;

export class DeclaredNames {
  readonly #engine: Engine;
  #known = new Map<string, { readonly version: string; readonly file: NamedFile }>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Empty when it was cancelled. */
  async all(isCancelled: () => boolean): Promise<readonly NamedFile[]> {
    const { index } = this.#engine;
    const now = new Map<string, { readonly version: string; readonly file: NamedFile }>();
    let sliceEnd = performance.now() + sliceMilliseconds;
    for (const api of index.apis()) {
      const entry = this.#look(api);
      if (entry !== undefined) now.set(api, entry);
      if (performance.now() >= sliceEnd) {
        await new Promise((resolve) => setImmediate(resolve));
        if (isCancelled()) return [];
        sliceEnd = performance.now() + sliceMilliseconds;
      }
    }
    this.#known = now;
    return [...now.values()].map(({ file }) => file);
  }

  #look(api: string) {
    const file = this.#engine.files.read(api);
    if (isProblem(file)) return undefined;
    const known = this.#known.get(api);
    if (known?.version === file.version) return known;
    const places = placesIn(parse(file.text));
    const entry = { version: file.version, file: { path: api, name: path.basename(api, ".api"), places } };
    this.#known.set(api, entry);
    return entry;
  }
}
