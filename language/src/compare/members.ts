/**
 * Differences between the members of two versions of an ENUM or BITMASK.
 *
 * In: both versions. Out: changes, in the collector. A member under a new name with an old value is the old one renamed.
 */
import type { BitmaskType, EnumMember, EnumType } from "../model/interface.ts";
import { compareDoc, placeAfter, placeBefore, type Sides } from "./sides.ts";

export function compareMembers(
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
