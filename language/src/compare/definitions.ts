/** Differences between the DEFINEs of two versions of an interface. In: both versions. Out: changes, in the collector. */
import type { Definition } from "../model/interface.ts";
import type { Effect } from "./change.ts";
import { reportOrder } from "./declarationOrder.ts";
import { match } from "./match.ts";
import { compareDoc, placeAfter, placeBefore, type Sides } from "./sides.ts";

export function compareDefinitions(sides: Sides): void {
  const { before, after, changes } = sides;
  const found = match([...before.definitions.values()], [...after.definitions.values()], ({ name }) => name);
  for (const { name, node } of found.removed) {
    changes.add(
      "definition-removed",
      ["SOURCE", "PROTOCOL"],
      placeBefore(sides, node.name),
      placeAfter(sides),
      `DEFINE ${name} was removed`,
    );
  }
  for (const { name, node } of found.added) {
    changes.add(
      "definition-added",
      ["PROTOCOL"],
      placeBefore(sides),
      placeAfter(sides, node.name),
      `DEFINE ${name} was added`,
    );
  }
  for (const pair of found.pairs) {
    compareDefinition(sides, pair.before, pair.after);
  }
  if (found.reordered) {
    reportOrder(sides, "DEFINEs", found.pairs);
  }
}

function compareDefinition(sides: Sides, before: Definition, after: Definition): void {
  if (before.value !== after.value) {
    // A constant of another kind no longer fits where it is used.
    const effects: Effect[] = typeof before.value === typeof after.value ? ["PROTOCOL"] : ["SOURCE", "PROTOCOL"];
    sides.changes.add(
      "definition-value",
      effects,
      placeBefore(sides, before.node.name),
      placeAfter(sides, after.node.name),
      `DEFINE ${after.name} was ${valueText(before.value)} and is ${valueText(after.value)}`,
    );
  }
  compareDoc(
    sides,
    `DEFINE ${after.name}`,
    { doc: before.doc, span: before.node.name },
    { doc: after.doc, span: after.node.name },
  );
}

function valueText(value: bigint | string): string {
  return typeof value === "string" ? JSON.stringify(value) : `${value}`;
}
