/** What a check takes and gives. The check itself is `checker.ts`. */
import type { Diagnostic } from "../diagnostics.ts";
import type { SourceFile } from "../syntax/tree.ts";
import type { CheckCache } from "./cache.ts";
import type { Dialects, ResolveImport } from "./importAnswer.ts";
import type { Interface } from "./interface.ts";

export interface CheckInput {
  /** An opaque id of the file, the same in every call: a path or a document's URI. Its last part gives the interface its name. */
  readonly uri: string;
  readonly tree: SourceFile;
  readonly dialect: Dialects;
  /** Asked once for each USETYPES of each file. */
  readonly resolveImport: ResolveImport;
  /** 0-based UTF-16 offset of the first byte that was not UTF-8 and is U+FFFD in the text. */
  readonly notUtf8At?: number;
  /** Keeps what was learned about imports from one check to the next. Give the same one for all files of a workspace. */
  readonly cache?: CheckCache;
}

export interface CheckResult {
  readonly interface: Interface;
  /** In text order. They are all about `CheckInput.uri`; what is wrong in an import shows at its USETYPES. */
  readonly diagnostics: readonly Diagnostic[];
  /** uris of all imports found, direct and indirect, each once. */
  readonly dependencies: readonly string[];
}
