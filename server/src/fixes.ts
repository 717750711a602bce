/**
 * Which findings can be cured, and how: the one list that the editor's quick fixes and `check --fix` share.
 *
 * In: a finding. Out: the cure's title and a function that works out its edits, or says why it cannot. Edits are offsets into the texts as they are.
 */
import type { Engine } from "./engine.ts";
import type { Finding } from "./finding.ts";
import { ADD_CLOSE_HANDLER_TITLE, addCloseHandler, type FileEdits } from "./scaffold/index.ts";

export type CureAnswer = { readonly files: readonly FileEdits[] } | { readonly problem: string };

export interface Cure {
  readonly title: string;
  readonly edits: (finding: Finding, engine: Engine) => Promise<CureAnswer>;
}

const cures: ReadonlyMap<string, Cure> = new Map([
  ["missing-close-handler", { title: ADD_CLOSE_HANDLER_TITLE, edits: closeHandlerFor }],
]);

export function cureOf(finding: Finding): Cure | undefined {
  return cures.get(finding.rule);
}

async function closeHandlerFor({ data }: Finding, engine: Engine): Promise<CureAnswer> {
  const [cdef, prefix] = [data?.["cdef"], data?.["prefix"]];
  if (typeof cdef !== "string" || typeof prefix !== "string") {
    return { problem: "the finding does not say which service it is about" };
  }
  const { component } = await engine.component(cdef);
  return addCloseHandler(component, prefix, engine.analyzer);
}
