/**
 * What an initializer in braces says of the members of an object: `{ .owner = sessionRef, .conf = { .service = serviceRef } }`.
 *
 * In: the copied syntax of a value, and the object that gets it. Out: its members as they would be written in assignments, each with its value; whether
 * it is a constructor's arguments instead. An array stands for each of its elements.
 */
import type { SourceLanguage } from "./facts.ts";
import { childOf, childOfType, type Syntax } from "./syntax.ts";
import { fold } from "./text.ts";

interface Member {
  /** All of it: `.owner = sessionRef`. */
  readonly node: Syntax;
  /** `object.owner`, `pointer->owner`. */
  readonly target: string;
  readonly value: Syntax;
}

export function membersOf(object: string, value: Syntax, text: string): readonly Member[] {
  return (initializerList(value)?.children ?? []).flatMap((node): readonly Member[] => {
    if (node.type === "initializer_list") {
      return membersOf(object, node, text);
    }
    const stored = node.type === "initializer_pair" ? childOf(node, "value") : undefined;
    if (!stored) {
      return [];
    }
    const name = memberName(node);
    const target = name ? memberOf(object, fold(text.slice(name.start, name.end))) : object;
    return initializerList(stored) ? membersOf(target, stored, text) : name ? [{ node, target, value: stored }] : [];
  });
}

/**
 * Whether the value of a declaration may be the arguments of a constructor. C has none, nor has what is designated member by member, and what is
 * `auto` is of its value's type.
 */
export function isConstruction(language: SourceLanguage, type: Syntax | undefined, value: Syntax): boolean {
  if (language === "c" || type?.type === "placeholder_type_specifier") {
    return false;
  }
  return value.type === "argument_list" || (value.type === "initializer_list" && !hasMembers(value));
}

function hasMembers(list: Syntax): boolean {
  return list.children.some(
    (node) => memberName(node) !== undefined || (node.type === "initializer_list" && hasMembers(node)),
  );
}

/** The braces of `{ ... }`, `(Client_t){ ... }` and `Client_t{ ... }`. */
function initializerList(value: Syntax): Syntax | undefined {
  return value.type === "compound_literal_expression"
    ? childOf(value, "value")
    : value.type === "initializer_list"
      ? value
      : undefined;
}

/** Absent for an element of an array: `[0] = value`. */
function memberName(pair: Syntax): Syntax | undefined {
  const designator = pair.type === "initializer_pair" ? childOf(pair, "designator") : undefined;
  return designator && childOfType(designator, "field_identifier");
}

function memberOf(object: string, member: string): string {
  const pointer = /^\*\s*(.*)$/.exec(object)?.[1];
  return pointer === undefined ? `${object}.${member}` : `${pointer}->${member}`;
}
