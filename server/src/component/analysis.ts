/** What the component room promises: the analyzer, what it needs, and the syntax tree it lends. */
import type { Files } from "../workspace/files.ts";
import type { ComponentDefinition } from "./cdef/definition.ts";
import type { Component, ResolveApi } from "./component.ts";
import type { ParsedSource } from "./source/sourceTrees.ts";

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
