/**
 * ENUM and BITMASK: the values of the members and the width of the type, as the reference counts them.
 *
 * In: a node. Out: members with values and a size of 4 or 8 bytes; diagnostics for what the reference refuses (values twice, too
 * wide, no power of two) and for what C has trouble with.
 */
import type { BitmaskNode, EnumNode, MemberNode } from "../syntax/tree.ts";
import { postDocLines } from "./documentation.ts";
import type { EnumMember } from "./interface.ts";
import type { Reporter } from "./reporter.ts";

export interface Values {
  readonly members: readonly EnumMember[];
  readonly size: number;
}

const WIDEST_UNSIGNED = (1n << 64n) - 1n;
/** Sixteen times what any C type holds. Every member counted on from a number is as long as that number. */
const LONGEST = 1n << 1_024n;

export function buildValues(node: EnumNode | BitmaskNode, text: string, reporter: Reporter): Values {
  const isMask = node.kind === "bitmask";
  const members: EnumMember[] = [];
  const byValue = new Map<bigint, MemberNode>();
  let next = isMask ? 1n : 0n;
  let size = 4;
  let tooLarge = false;
  const repeated: { readonly member: MemberNode; readonly same: MemberNode; readonly value: bigint }[] = [];
  for (const member of node.members) {
    if (member.name.text === "") continue;
    const value = writtenValue(member, reporter) ?? next;
    next = isMask ? followingBit(value) : value + 1n;
    members.push({ name: member.name.text, value, doc: postDocLines(text, member.docs), node: member });
    // A member counted on from a wrong one is no further mistake.
    if (isMask && member.value !== undefined && (value & (value - 1n)) !== 0n) {
      reporter.error(
        "not-a-power-of-two",
        member.value,
        `A member of a BITMASK stands for one bit: \`${member.name.text}\` is ${value}, which is no power of 2 (nor 0).`,
      );
    }
    if (value >= 1n << BigInt(size * 8)) {
      if (size < 8) size = 8;
      else if (!tooLarge) {
        tooLarge = true;
        reporter.error(
          "type-too-large",
          member.value ?? member.name,
          `\`${member.name.text}\` needs more than 64 bits, and \`${node.name.text}\` can have no more.`,
        );
      }
    }
    if (!tooLarge) reportWide(member, value, isMask, reporter);
    const same = byValue.get(value);
    if (same === undefined) byValue.set(value, member);
    // After a syntax error in the list the counted values are guesses.
    else if (node.complete) repeated.push({ member, same, value });
  }
  let free = valueAfter(members, isMask);
  for (const { member, same, value } of repeated) {
    reportSameValue(node, member, same, value, free, reporter);
    // Who counts on from a member that is mended goes on behind it, and may need as many more.
    free = free === undefined ? undefined : valueAfter([{ value: free }], isMask);
  }
  return { members, size };
}

/** The value that is written, if it can be worked with. */
function writtenValue({ name, value }: MemberNode, reporter: Reporter): bigint | undefined {
  if (value === undefined || (value.value < LONGEST && value.value > -LONGEST)) return value?.value;
  reporter.error(
    "number-too-large",
    value,
    `The value of \`${name.text}\` has more than 1,024 bits, and no C type holds more than 64. Is there a digit too many?`,
  );
  return undefined;
}

/** What an automatic value after `value` is: the next bit, and the first one after 0. */
function followingBit(value: bigint): bigint {
  const doubled = value << 1n;
  return doubled === 0n ? 1n : doubled;
}

/** A value that no member has, above all of them; undefined where that would make the type wider. */
function valueAfter(members: readonly Pick<EnumMember, "value">[], isMask: boolean): bigint | undefined {
  const largest = members.reduce((most, { value }) => (value > most ? value : most), 0n);
  let after = largest + 1n;
  if (isMask) for (after = 1n; after <= largest; ) after <<= 1n;
  return after <= (isMask ? 1n << 31n : 0x7fff_ffffn) ? after : undefined;
}

function reportSameValue(
  node: EnumNode | BitmaskNode,
  member: MemberNode,
  same: MemberNode,
  value: bigint,
  free: bigint | undefined,
  reporter: Reporter,
): void {
  const how = member.value === undefined ? " (counted from the member before it)" : "";
  reporter.error(
    "duplicate-value",
    member.value ?? member.name,
    `\`${member.name.text}\` has the value ${value}${how}, and so has \`${same.name.text}\`: values in \`${node.name.text}\` must differ.`,
    {
      related: [reporter.here(same.value ?? same.name, `\`${same.name.text}\` has the same value.`)],
      ...(free === undefined
        ? {}
        : { data: member.value === undefined ? { insert: ` = ${free}` } : { replaceWith: `${free}` } }),
    },
  );
}

function reportWide(member: MemberNode, value: bigint, isMask: boolean, reporter: Reporter): void {
  if (value > WIDEST_UNSIGNED || value < -(1n << 63n)) {
    reporter.warning(
      "value-beyond-64-bits",
      member.value ?? member.name,
      `\`${member.name.text}\` is ${value}, which fits into no C type.`,
    );
  } else if (!isMask && (value > 0xffff_ffffn || value < -(1n << 31n))) {
    reporter.warning(
      "enum-value-beyond-32-bits",
      member.value ?? member.name,
      `\`${member.name.text}\` is ${value}: the C \`enum\` made of it holds an \`int\` by the standard, and compilers differ beyond it.`,
    );
  }
}
