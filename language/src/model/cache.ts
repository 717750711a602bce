/**
 * What checks of imported files have found, kept from one check to the next.
 *
 * An answer belongs to one tree, one dialect and one set of resolved imports; a new tree of the same file is a new key, so nothing
 * stale can be given, and trees nobody holds any more take their answers with them.
 */
import type { SourceFile } from "../syntax/tree.ts";
import type { CheckedImport } from "./checkedImport.ts";

export class CheckCache {
  readonly #answers = new WeakMap<SourceFile, Map<string, CheckedImport>>();

  get(tree: SourceFile, key: string): CheckedImport | undefined {
    return this.#answers.get(tree)?.get(key);
  }

  set(tree: SourceFile, key: string, answer: CheckedImport): void {
    const known = this.#answers.get(tree);
    if (known === undefined) this.#answers.set(tree, new Map([[key, answer]]));
    else known.set(key, answer);
  }
}
