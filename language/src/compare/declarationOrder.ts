/**
 * Tells of declarations that stand in another order.
 *
 * In: the declarations both versions have, in the order of the new one. Out: one change for all, in the collector: order is part of the hash,
 * and where no ids depend on it of nothing else.
 */
import type { Span } from "../syntax/tree.ts";
import { placeAfter, placeBefore, type Sides } from "./sides.ts";

export interface Ordered {
  readonly name: string;
  /** `name`: what is pointed to. */
  readonly node: Span & { readonly name: Span };
}

export function reportOrder(
  sides: Sides,
  what: string,
  pairs: readonly { readonly before: Ordered; readonly after: Ordered }[],
): void {
  const moved = pairs.find(({ before }, index) => before.node.start < (pairs[index - 1]?.before.node.start ?? 0));
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
