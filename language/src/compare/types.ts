/**
 * Differences between the types and the DEFINEs of two versions of an interface.
 *
 * In: both versions. Out: changes, in the collector. STRUCT fields and HANDLER parameters are not part of the protocol hash (of a struct only
 * the size is): those changes are the dangerous ones, and their messages say so.
 */
import type {
  BitmaskType,
  Definition,
  EnumMember,
  EnumType,
  HandlerType,
  NamedType,
  StructField,
  StructType,
} from "../model/interface.ts";
import { isTelaf } from "../protocol/declarations.ts";
import { createSizer } from "../protocol/sizes.ts";
import type { Effect } from "./change.ts";
import { match } from "./match.ts";
import { compareParameters } from "./parameters.ts";
import { compareDoc, placeAfter, placeBefore, type Sides } from "./sides.ts";
import { sameField, sameInC, samePacking, shapeOf, sizedText } from "./wire.ts";

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

/** The order of declarations is part of the hash, and nothing else where no ids depend on it. */
function reportOrder<T extends { readonly name: string; readonly node: NamedType["node"] | Definition["node"] }>(
  sides: Sides,
  what: string,
  pairs: readonly { readonly before: T; readonly after: T }[],
): void {
  const moved = pairs.find(
    ({ before }, index) => index > 0 && before.node.start < (pairs[index - 1]?.before.node.start ?? 0),
  );
  if (moved !== undefined) {
    sides.changes.add(
      "reordered",
      ["PROTOCOL"],
      placeBefore(sides, moved.before.node.name),
      placeAfter(sides, moved.after.node.name),
      `${what} stand in another order (${moved.after.name}), which alone changes the protocol id`,
    );
  }
}

function compareType(sides: Sides, before: NamedType, after: NamedType): void {
  const what = `${keywords[after.kind]} ${after.name}`;
  if (before.kind !== after.kind) {
    const message = `${after.name} was a ${keywords[before.kind]} and is a ${keywords[after.kind]}`;
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

function compareMembers(
  sides: Sides,
  what: string,
  before: EnumType | BitmaskType,
  after: EnumType | BitmaskType,
): void {
  const { changes } = sides;
  const at = [placeBefore(sides, before.node.name), placeAfter(sides, after.node.name)] as const;
  const newNames = new Set(after.members.map(({ name }) => name));
  const oldNames = new Set(before.members.map(({ name }) => name));
  const renamedFrom = new Map<EnumMember, EnumMember>();
  for (const member of after.members) {
    const old = oldNames.has(member.name)
      ? undefined
      : before.members.find(({ name, value }) => value === member.value && !newNames.has(name));
    if (old !== undefined) {
      renamedFrom.set(member, old);
    }
  }
  const renamed = new Set(renamedFrom.values());
  for (const member of before.members) {
    if (!newNames.has(member.name) && !renamed.has(member)) {
      changes.add(
        "member-removed",
        ["SOURCE", "WIRE", "PROTOCOL"],
        placeBefore(sides, member.node.name),
        at[1],
        `${member.name} (${member.value}) was removed from ${what}`,
      );
    }
  }
  for (const member of after.members) {
    const old = renamedFrom.get(member) ?? before.members.find(({ name }) => name === member.name);
    const here = placeAfter(sides, member.node.name);
    if (old === undefined) {
      changes.add("member-added", ["PROTOCOL"], at[0], here, `${member.name} (${member.value}) was added to ${what}`);
      continue;
    }
    const there = placeBefore(sides, old.node.name);
    if (old.name !== member.name) {
      changes.add(
        "member-renamed",
        ["SOURCE", "PROTOCOL"],
        there,
        here,
        `${old.name} of ${what} is now called ${member.name}`,
      );
    }
    if (old.value !== member.value) {
      changes.add(
        "member-value",
        ["WIRE", "PROTOCOL"],
        there,
        here,
        `${member.name} of ${what} was ${old.value} and is ${member.value}`,
      );
    }
    compareDoc(
      sides,
      `${member.name} of ${what}`,
      { doc: old.doc, span: old.node.name },
      { doc: member.doc, span: member.node.name },
    );
  }
  if (before.size !== after.size) {
    changes.add(
      "enum-width",
      ["WIRE"],
      ...at,
      `${what} took ${before.size} bytes in a message and takes ${after.size}`,
    );
  }
  if (sameMembers(before, after) && before.members.some(({ name }, index) => after.members[index]?.name !== name)) {
    changes.add(
      "reordered",
      ["PROTOCOL"],
      ...at,
      `The members of ${what} stand in another order, which alone changes the protocol id`,
    );
  }
}

function sameMembers(before: EnumType | BitmaskType, after: EnumType | BitmaskType): boolean {
  const values = new Map(before.members.map(({ name, value }) => [name, value]));
  return (
    before.members.length === after.members.length &&
    after.members.every(({ name, value }) => values.get(name) === value)
  );
}

function compareFields(sides: Sides, what: string, before: StructType, after: StructType): void {
  const { changes } = sides;
  const at = [placeBefore(sides, before.node.name), placeAfter(sides, after.node.name)] as const;
  const sizeOf = (side: "before" | "after", type: StructType): number =>
    createSizer({ rpc: false, telaf: isTelaf(sides[side]) }).type(type);
  // The hash sees a structure's size and nothing of its fields.
  const isSeen = sizeOf("before", before) !== sizeOf("after", after);
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
  const retyped = shapeOf(before) !== shapeOf(after) || !samePacking(before.type, after.type);
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
