/**
 * The component room's public face: what the engine, the rules and the scaffold use.
 *
 * `createComponentAnalyzer` keeps the caches (syntax trees of recently read sources, facts by file version); everything it hands out
 * is immutable, but for the syntax tree that `withSource` lends for the duration of a callback.
 */
import type { Node } from "web-tree-sitter";
import type { Files } from "../workspace/files.ts";
import { Analyzer } from "./analyzer.ts";
import type { ComponentDefinition } from "./cdef/definition.ts";
import type { Component, ResolveApi, SourceLanguage } from "./component.ts";

export type * from "./component.ts";
export { holdsSomething } from "./services.ts";

/** A source with its syntax tree. Valid inside the callback only: the tree lives in wasm memory and is freed or reused later. */
export interface ParsedSource {
  readonly path: string;
  readonly language: SourceLanguage;
  /** As the file is; `root`'s indices are 0-based UTF-16 offsets into this too, because masking keeps every length. */
  readonly text: string;
  /** What was parsed: COMPONENT_INIT and some LE_ macros replaced by C of equal length. `node.text` is a slice of this. */
  readonly masked: string;
  readonly root: Node;
}

export interface ComponentAnalyzerOptions {
  readonly files: Files;
  /** Path of `web-tree-sitter.wasm`, `tree-sitter-c.wasm` or `tree-sitter-cpp.wasm`; asked for on first need. */
  readonly wasmPath: (fileName: string) => string;
  readonly log: (line: string) => void;
  /** The value of LEGATO_ROOT from environment or setting; undefined: the nearest ancestor with `interfaces/` and `framework/`. */
  readonly legatoRoot: () => string | undefined;
  /** Other variables of the environment that a .cdef may name. */
  readonly variable: (name: string) => string | undefined;
}

export interface ComponentAnalyzer {
  /** Never rejects: what is wrong with the files is in the result. Results are cached by the versions of all dependencies. */
  analyze(cdefPath: string, resolveApi: ResolveApi): Promise<Component>;
  /** What the Component.cdef says, without a look into its sources; a word for what is wrong where it cannot be read. */
  define(cdefPath: string): ComponentDefinition | string;
  /** Lends the syntax tree of a C or C++ file; undefined where it cannot be read. */
  withSource<T>(path: string, use: (source: ParsedSource) => T): Promise<T | undefined>;
  /** Forgets what is kept about a file (deleted, or closed and big). */
  forget(path: string): void;
  /** Frees all wasm memory. */
  dispose(): void;
}

export function createComponentAnalyzer(options: ComponentAnalyzerOptions): ComponentAnalyzer {
  return new Analyzer(options);
}
