/** What is known of an imported file: to the file that imports it, and to the cache. Types only. */
import type { Diagnostic } from "../diagnostics.ts";
import type { Span, UsetypesNode } from "../syntax/tree.ts";
import type { ImportAnswer } from "./importAnswer.ts";
import type { Interface } from "./interface.ts";

/** What a check of one file found, as its importers need it. */
export interface CheckedImport {
  readonly interface: Interface;
  readonly diagnostics: readonly Diagnostic[];
  readonly entries: readonly ImportEntry[];
  readonly outcome: Outcome;
  /** Circles of imports met in this file or below it. */
  readonly circles: readonly Circle[];
  readonly dependencies: readonly string[];
  /** False when the answer depends on who imports the file: it takes part in a cycle, or is nested too deep. */
  readonly reusable: boolean;
}

/**
 * What the reference makes of a file that is imported. `null`: nothing, it has errors; only its use fails. `crash`: the reference
 * stops altogether. `badTypes`: it is taken, and the code generator fails when it comes to its types.
 */
export type Outcome = "usable" | "null" | "crash" | "badTypes";

/** Files that import each other; the last one imports the first. */
export type Circle = readonly Step[];

export interface ImportEntry {
  readonly name: string;
  readonly node: UsetypesNode;
  readonly uri: string;
  readonly answer: ImportAnswer;
  readonly checked?: CheckedImport;
  /** The interface as far as it is known, errors or not; absent where there is no file to look into. */
  readonly interface?: Interface;
  /** Names that are not found in it are no further mistake. */
  readonly broken: boolean;
  /** The circle this USETYPES closes or is part of. */
  readonly circle?: Circle;
  /** Set when a name of it is used. */
  used: boolean;
}

/** One file on the way from the file being checked to the one at hand. */
export interface Step {
  readonly uri: string;
  /** The USETYPES that leads on to the next step. */
  readonly via?: { readonly uri: string; readonly span: Span };
}
