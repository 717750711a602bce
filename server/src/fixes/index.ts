/**
 * Which findings can be cured, and how: the one list that the editor's quick fixes and `check --fix` share.
 *
 * In: a finding. Out: its cures, the best first.
 */
import type { Engine } from "../engine.ts";
import type { Finding } from "../finding.ts";
import { ADD_CLOSE_HANDLER_TITLE, addCloseHandler } from "../scaffold/index.ts";
import type { Cure, CureAnswer } from "./cure.ts";
import { ignoreCure } from "./ignoreCure.ts";
import { importCures } from "./importCures.ts";
import { carriageReturnCure, placeCures } from "./placeCures.ts";

export type { Cure, CureAnswer } from "./cure.ts";

/** `engine` is asked for candidates (types of files that could be imported). */
export function curesOf(finding: Finding, engine: Engine): readonly Cure[] {
  const cures: Cure[] = [];
  if (finding.rule === "missing-close-handler") cures.push(closeHandlerCure);
  if (finding.rule === "carriage-return") cures.push(carriageReturnCure);
  cures.push(...placeCures(finding), ...importCures(finding, engine));
  // What the compiler rejects cannot be silenced.
  if (finding.severity !== "error") cures.push(ignoreCure(finding));
  return cures;
}

const closeHandlerCure: Cure = {
  id: "add-close-handler",
  title: ADD_CLOSE_HANDLER_TITLE,
  isPreferred: true,
  isSafe: false,
  edits: closeHandlerFor,
};

async function closeHandlerFor({ data }: Finding, engine: Engine): Promise<CureAnswer> {
  const [cdef, prefix] = [data?.["cdef"], data?.["prefix"]];
  if (typeof cdef !== "string" || typeof prefix !== "string") {
    return { problem: "the finding does not say which service it is about" };
  }
  const { component } = await engine.component(cdef);
  return addCloseHandler(component, prefix, engine.analyzer);
}
