/**
 * Differences between the fields of two versions of a STRUCT.
 *
 * In: both versions. Out: changes, in the collector. The protocol hash sees a structure's size and nothing of its fields, so most changes here are
 * silent ones, and their messages say so.
 */
import type { StructField, StructType } from "../model/interface.ts";
import { sizerOf } from "../protocol/sizes.ts";
import type { Effect } from "./change.ts";
import { match } from "./match.ts";
import { placeAfter, placeBefore, type Sides } from "./sides.ts";
import { sameField, sameInC, sameOnWire, shapeOf, sizedText } from "./wire.ts";

export function compareFields(sides: Sides, what: string, before: StructType, after: StructType): void {
  const { changes } = sides;
  const at = [placeBefore(sides, before.node.name), placeAfter(sides, after.node.name)] as const;
  // The hash sees a structure's size and nothing of its fields.
  const isSeen = sizerOf(sides.before).type(before) !== sizerOf(sides.after).type(after);
  const layout: Effect[] = isSeen ? ["SOURCE", "WIRE", "PROTOCOL"] : ["SOURCE", "WIRE"];
  const silent = isSeen ? "" : "; the protocol id does not show it";
  const found = match(before.fields, after.fields, ({ name }) => name, sameField);
  for (const { name, node } of found.removed) {
    changes.add(
      "field-removed",
      layout,
      placeBefore(sides, node.name),
      at[1],
      `Field ${name} was removed from ${what}${silent}`,
    );
  }
  for (const { name, node } of found.added) {
    changes.add(
      "field-added",
      layout,
      at[0],
      placeAfter(sides, node.name),
      `Field ${name} was added to ${what}${silent}`,
    );
  }
  for (const pair of found.pairs) {
    compareField(sides, what, pair, layout, silent);
  }
  if (found.reordered) {
    changes.add(
      "fields-reordered",
      ["WIRE"],
      ...at,
      `The fields of ${what} stand in another order; the protocol id does not show it`,
    );
  }
}

function compareField(
  sides: Sides,
  what: string,
  { before, after, renamed }: { readonly before: StructField; readonly after: StructField; readonly renamed: boolean },
  layout: readonly Effect[],
  silent: string,
): void {
  const places = [placeBefore(sides, before.node.name), placeAfter(sides, after.node.name)] as const;
  if (renamed) {
    sides.changes.add(
      "field-renamed",
      ["SOURCE"],
      ...places,
      `Field ${before.name} of ${what} is now called ${after.name}`,
    );
  }
  const texts = `was ${sizedText(sides.before, before)} and is ${sizedText(sides.after, after)}`;
  const retyped = shapeOf(before) !== shapeOf(after) || !sameOnWire(before.type, after.type);
  if (retyped || !sameInC(sides.before, before.type, sides.after, after.type)) {
    const effects: readonly Effect[] = retyped ? layout : ["SOURCE"];
    sides.changes.add(
      "field-type",
      effects,
      ...places,
      `Field ${after.name} of ${what} ${texts}${retyped ? silent : ""}`,
    );
  } else if (before.count !== after.count) {
    const effects = layout.filter((each) => each !== "SOURCE");
    sides.changes.add("field-size", effects, ...places, `Field ${after.name} of ${what} ${texts}${silent}`);
  }
}
