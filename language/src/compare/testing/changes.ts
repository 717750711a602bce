/** What changed between two versions of an interface, as tests write it down. */
import type { Interface } from "../../model/interface.ts";
import { interfaceOf } from "../../protocol/testing/fixture.ts";
import { compareInterfaces } from "../compare.ts";

/** `EFFECTS rule: message`, without the line that only sums up the new id. */
export function changesOf(before: Interface, after: Interface): readonly string[] {
  return compareInterfaces(before, after)
    .filter(({ rule }) => rule !== "protocol-id")
    .map(({ effects, rule, message }) => `${effects.join(" ")} ${rule}: ${message}`);
}

/** The same of two texts. */
export function between(before: string, after: string): readonly string[] {
  return changesOf(interfaceOf(before), interfaceOf(after));
}
