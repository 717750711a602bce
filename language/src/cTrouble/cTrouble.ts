/**
 * What the reference compiler accepts and turns into C that no C compiler takes.
 *
 * In: an accepted interface. Out: warnings in text order, nearly all of the rule `generated-c-does-not-compile`.
 */
import type { Diagnostic } from "../diagnostics.ts";
import type { HandlerType, Interface } from "../model/interface.ts";
import { Reporter } from "../model/reporter.ts";
import { checkConstants } from "./constants.ts";
import { checkFunction } from "./functions.ts";
import { checkOverlookedImports } from "./imports.ts";
import { checkParameters, checkUsedHandler } from "./parameters.ts";
import { Trouble } from "./trouble.ts";
import { checkTypes } from "./types.ts";

export function troubleInC(checked: Interface): readonly Diagnostic[] {
  const reporter = new Reporter(checked.uri);
  const trouble = new Trouble(reporter);
  checkFileName(checked, trouble);
  checkConstants(checked, trouble);
  checkTypes(checked, trouble);
  const used = new Set<HandlerType>();
  for (const made of checked.functions) {
    checkFunction(made, checked, trouble);
    if (made.kind !== "removeHandler") checkParameters(made.parameters, made.name, "function", trouble);
    for (const { type } of made.parameters) if (type.kind === "handler" && type.uri === checked.uri) used.add(type);
  }
  for (const type of checked.types.values()) {
    if (type.kind !== "handler") continue;
    checkParameters(type.parameters, type.name, used.has(type) ? "handler" : "type", trouble);
    if (used.has(type)) checkUsedHandler(type, trouble);
  }
  checkOverlookedImports(checked, trouble);
  return reporter.finish();
}

/** All C names are made of the file's name. */
function checkFileName({ name, uri }: Interface, trouble: Trouble): void {
  if (!uri.endsWith(".api") || /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return;
  trouble.report(
    "fileName",
    { start: 0, end: 0 },
    `The C names made of this file start with its name, and \`${name}\` is no C identifier: the generated code cannot be compiled. Rename the file.`,
  );
}
