/**
 * Differences between the types of two versions of an interface.
 *
 * In: both versions. Out: changes, in the collector. What a HANDLER takes is not part of the protocol hash; messages of such changes say so.
 */
import type { HandlerType, NamedType } from "../model/interface.ts";
import type { Effect } from "./change.ts";
import { reportOrder } from "./declarationOrder.ts";
import { compareFields } from "./fields.ts";
import { match } from "./match.ts";
import { compareMembers } from "./members.ts";
import { compareParameters } from "./parameters.ts";
import { compareDoc, placeAfter, placeBefore, type Sides } from "./sides.ts";
import { samePacking } from "./wire.ts";

const keywords: Readonly<Record<NamedType["kind"], string>> = {
  enum: "ENUM",
  bitmask: "BITMASK",
  reference: "REFERENCE",
  struct: "STRUCT",
  handler: "HANDLER",
};

export function compareTypes(sides: Sides): void {
  const { before, after, changes } = sides;
  const found = match([...before.types.values()], [...after.types.values()], ({ name }) => name);
  for (const { kind, name, node } of found.removed) {
    changes.add(
      "type-removed",
      ["SOURCE", "PROTOCOL"],
      placeBefore(sides, node.name),
      placeAfter(sides),
      `${keywords[kind]} ${name} was removed`,
    );
  }
  for (const { kind, name, node } of found.added) {
    changes.add(
      "type-added",
      ["PROTOCOL"],
      placeBefore(sides),
      placeAfter(sides, node.name),
      `${keywords[kind]} ${name} was added`,
    );
  }
  for (const pair of found.pairs) {
    compareType(sides, pair.before, pair.after);
  }
  if (found.reordered) {
    reportOrder(sides, "Types", found.pairs);
  }
}

function compareType(sides: Sides, before: NamedType, after: NamedType): void {
  const what = `${keywords[after.kind]} ${after.name}`;
  if (before.kind !== after.kind) {
    const message = `${keywords[before.kind]} ${after.name} became a ${keywords[after.kind]}`;
    const effects: Effect[] = samePacking(before, after) ? ["SOURCE", "PROTOCOL"] : ["SOURCE", "WIRE", "PROTOCOL"];
    sides.changes.add(
      "type-kind",
      effects,
      placeBefore(sides, before.node.name),
      placeAfter(sides, after.node.name),
      message,
    );
    return;
  }
  compareDoc(sides, what, { doc: before.doc, span: before.node.name }, { doc: after.doc, span: after.node.name });
  if ((before.kind === "enum" || before.kind === "bitmask") && (after.kind === "enum" || after.kind === "bitmask")) {
    compareMembers(sides, what, before, after);
  } else if (before.kind === "struct" && after.kind === "struct") {
    compareFields(sides, what, before, after);
  } else if (before.kind === "handler" && after.kind === "handler") {
    compareHandler(sides, what, before, after);
  }
}

function compareHandler(sides: Sides, what: string, before: HandlerType, after: HandlerType): void {
  compareParameters(
    sides,
    what,
    { parameters: before.parameters, span: before.node.name },
    { parameters: after.parameters, span: after.node.name },
    "unhashed",
  );
}
