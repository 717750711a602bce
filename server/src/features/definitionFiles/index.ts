/**
 * The language features of Component.cdef files, on the engine: outline, links, definition, completion.
 *
 * In: a path and offsets (0-based UTF-16). Every method answers undefined for a file that is none or cannot be read.
 */
import path from "node:path";
import type { CompletionItem, DocumentLink, DocumentSymbol } from "vscode-languageserver";
import { parseCdef } from "../../component/cdef/parser.ts";
import type { CdefFile } from "../../component/cdef/tree.ts";
import type { Engine } from "../../engine.ts";
import { type Lines, linesOf } from "../../lines.ts";
import { isProblem } from "../../workspace/files.ts";
import { isWithin } from "../../workspace/paths.ts";
import type { Target } from "../navigation.ts";
import { definitionCompletion } from "./completion.ts";
import { definitionOutline } from "./outline.ts";
import { type NamedFile, namedFiles } from "./paths.ts";

export class DefinitionFileFeatures {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  outline(file: string): DocumentSymbol[] | undefined {
    const read = this.#read(file);
    return read === undefined ? undefined : definitionOutline(read.tree.items, read.lines);
  }

  links(file: string, uriOf: (path: string) => string): DocumentLink[] | undefined {
    const read = this.#read(file);
    return (
      read &&
      this.#named(file).map((one) => ({
        range: read.lines.rangeOf(one.span),
        target: uriOf(one.path),
        tooltip: one.path,
      }))
    );
  }

  definition(file: string, offset: number): Target | undefined {
    if (!isDefinitionFile(file)) return undefined;
    const found = this.#named(file).find(({ span }) => span.start <= offset && offset <= span.end);
    return found === undefined ? undefined : { path: found.path, span: { start: 0, end: 0 } };
  }

  completion(file: string, offset: number): CompletionItem[] | undefined {
    const read = this.#read(file);
    if (read === undefined) return undefined;
    const folder = path.dirname(file);
    const apis = this.#engine.index.apis().map((api) => api.split(path.sep).join("/"));
    const sources = this.#engine.index
      .sources()
      .filter((one) => isWithin(one, folder) && /\.(?:c|cc|cpp|cxx)$/i.test(one))
      .map((one) => path.relative(folder, one).split(path.sep).join("/"))
      .sort();
    return definitionCompletion(read.tree, offset, read.lines, { apis, sources });
  }

  #read(file: string): { readonly tree: CdefFile; readonly lines: Lines } | undefined {
    if (!isDefinitionFile(file)) return undefined;
    const text = this.#engine.files.read(file);
    return isProblem(text) ? undefined : { tree: parseCdef(text.text), lines: linesOf(text) };
  }

  #named(file: string): readonly NamedFile[] {
    const definition = this.#engine.analyzer.define(file);
    if (typeof definition === "string") return [];
    return namedFiles(file, definition, (reference, from) => this.#engine.apiNamed(reference, from));
  }
}

export function isDefinitionFile(file: string): boolean {
  return file.endsWith(".cdef");
}
