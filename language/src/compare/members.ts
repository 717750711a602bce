/**
 * Differences between the members of two versions of an ENUM or BITMASK.
 *
 * In: both versions. Out: changes, in the collector. A member under a new name with an old value is the old one renamed.
 */
import type { BitmaskType, EnumMember, EnumType } from "../model/interface.ts";
import { match } from "./match.ts";
import { compareDoc, placeAfter, placeBefore, type Sides } from "./sides.ts";

type Members = EnumType | BitmaskType;

export function compareMembers(sides: Sides, what: string, before: Members, after: Members): void {
  const { changes } = sides;
  const at = [placeBefore(sides, before.node.name), placeAfter(sides, after.node.name)] as const;
  const found = match(before.members, after.members, ({ name }) => name);
  const goneByValue = new Map(found.removed.map((member) => [member.value, member]));
  for (const member of found.added) {
    const here = placeAfter(sides, member.node.name);
    const old = goneByValue.get(member.value);
    if (old === undefined) {
      changes.add("member-added", ["PROTOCOL"], at[0], here, `${member.name} (${member.value}) was added to ${what}`);
    } else {
      goneByValue.delete(member.value);
      const message = `${old.name} of ${what} is now called ${member.name}`;
      changes.add("member-renamed", ["SOURCE", "PROTOCOL"], placeBefore(sides, old.node.name), here, message);
      compareMember(sides, what, old, member);
    }
  }
  for (const member of goneByValue.values()) {
    const message = `${member.name} (${member.value}) was removed from ${what}`;
    const there = placeBefore(sides, member.node.name);
    changes.add("member-removed", ["SOURCE", "WIRE", "PROTOCOL"], there, at[1], message);
  }
  for (const pair of found.pairs) {
    compareMember(sides, what, pair.before, pair.after);
  }
  if (before.size !== after.size) {
    const message = `${what} took ${before.size} bytes in a message and takes ${after.size}`;
    changes.add("enum-width", ["WIRE"], ...at, message);
  }
  const isSameSet = found.removed.length === 0 && found.added.length === 0;
  if (found.reordered && isSameSet && found.pairs.every((pair) => pair.before.value === pair.after.value)) {
    const message = `The members of ${what} stand in another order, which alone changes the protocol id`;
    changes.add("reordered", ["PROTOCOL"], ...at, message);
  }
}

function compareMember(sides: Sides, what: string, before: EnumMember, after: EnumMember): void {
  const [there, here] = [placeBefore(sides, before.node.name), placeAfter(sides, after.node.name)];
  if (before.value !== after.value) {
    const message = `${after.name} of ${what} was ${before.value} and is ${after.value}`;
    sides.changes.add("member-value", ["WIRE", "PROTOCOL"], there, here, message);
  }
  compareDoc(
    sides,
    `${after.name} of ${what}`,
    { doc: before.doc, span: there.span },
    { doc: after.doc, span: here.span },
  );
}
