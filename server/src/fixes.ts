/**
 * Which findings can be cured, and how: the one list that the editor's quick fixes and `check --fix` share.
 *
 * In: a finding. Out: the cure's title and a function that works out its edits, or says why it cannot. Edits are offsets into the texts as they are.
 */
import type { Engine } from "./engine.ts";
import type { Finding } from "./finding.ts";
import type { FileEdits } from "./scaffold/edits.ts";

export type CureAnswer = { readonly files: readonly FileEdits[] } | { readonly problem: string };

export interface Cure {
  readonly title: string;
  readonly edits: (finding: Finding, engine: Engine) => Promise<CureAnswer>;
}

const cures: ReadonlyMap<string, Cure> = new Map();

export function cureOf(finding: Finding): Cure | undefined {
  return cures.get(finding.rule);
}
