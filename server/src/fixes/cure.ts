/** What a cure of a finding is: a title and a function that works out its edits, or says why it cannot. */
import type { Engine } from "../engine.ts";
import type { Finding } from "../finding.ts";
import type { FileEdits, NewFile } from "../scaffold/edits.ts";

/** Edits are offsets into the texts as they are now. */
export type CureAnswer =
  | {
      readonly files: readonly FileEdits[];
      readonly newFiles?: readonly NewFile[];
      /** What the new text leaves to the author: each stands in it as `TODO: ` and this sentence. */
      readonly todos?: readonly string[];
    }
  | { readonly problem: string };

export type PlaceShown = Pick<Finding, "path" | "span">;

export interface Cure {
  /** Tells the cures of one finding apart. */
  readonly id: string;
  readonly title: string;
  /** The one cure a user means by "fix it"; `check --fix` applies these where they are safe. */
  readonly isPreferred: boolean;
  /** Changes nothing but the place itself and cannot change what the code means to anybody else. */
  readonly isSafe: boolean;
  /** A command of our editor extension that does it better than edits can; used where the client has it. */
  readonly command?: string;
  /** Tells it from a cure of the same title for another finding at the same place. */
  readonly detail?: string;
  /** `at`: where the user was shown the finding, if not at its own place. */
  readonly edits: (finding: Finding, engine: Engine, at?: PlaceShown) => Promise<CureAnswer>;
}
