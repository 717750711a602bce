/**
 * Which findings can be cured, and how: the one list that the editor's quick fixes and `check --fix` share.
 *
 * In: a finding. Out: its cures, the best first.
 */
import path from "node:path";
import type { Engine } from "../engine.ts";
import type { Finding } from "../finding.ts";
import { ADD_CLOSE_HANDLER_TITLE, addCloseHandler } from "../scaffold/index.ts";
import { isWithin } from "../workspace/paths.ts";
import type { Cure, CureAnswer } from "./cure.ts";
import { ignoreCure } from "./ignoreCure.ts";
import { importCures } from "./importCures.ts";
import { carriageReturnCure, placeCures } from "./placeCures.ts";

export type { Cure, CureAnswer, PlaceShown } from "./cure.ts";

/** `engine` is asked for candidates (types of files that could be imported). */
export function curesOf(finding: Finding, engine: Engine): readonly Cure[] {
  const cures: Cure[] = [];
  if (finding.rule === "missing-close-handler") cures.push(closeHandlerCure(finding, engine));
  if (finding.rule === "carriage-return") cures.push(carriageReturnCure);
  cures.push(...placeCures(finding), ...importCures(finding, engine));
  // What the compiler rejects cannot be silenced.
  if (finding.severity !== "error") cures.push(ignoreCure(finding));
  return cures;
}

function closeHandlerCure({ data }: Finding, engine: Engine): Cure {
  const cdef = data?.["cdef"];
  return {
    id: "add-close-handler",
    title: ADD_CLOSE_HANDLER_TITLE,
    isPreferred: true,
    isSafe: false,
    // Several components may serve one interface, and each lack a handler.
    ...(typeof cdef === "string" ? { detail: componentIn(cdef, engine) } : {}),
    edits: closeHandlerFor,
  };
}

function componentIn(cdef: string, engine: Engine): string {
  const folder = path.dirname(cdef);
  const root = engine.folders.find((one) => isWithin(folder, one));
  return root === undefined || root === folder ? path.basename(folder) : path.relative(root, folder);
}

async function closeHandlerFor({ data }: Finding, engine: Engine): Promise<CureAnswer> {
  const [cdef, prefix] = [data?.["cdef"], data?.["prefix"]];
  if (typeof cdef !== "string" || typeof prefix !== "string") {
    return { problem: "the finding does not say which service it is about" };
  }
  const { component } = await engine.component(cdef);
  return addCloseHandler(component, prefix, engine.analyzer);
}
