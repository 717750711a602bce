/**
 * Differences between the parameter lists of two versions of a function, an event or a handler.
 *
 * In: both lists. Out: changes, in the collector. A parameter's name counts for the hash and not for C; its size counts for the wire and the
 * hash, and not for C. What a handler takes is not hashed at all.
 */
import type { Parameter } from "../model/interface.ts";
import type { Span } from "../syntax/tree.ts";
import type { Effect } from "./change.ts";
import { match } from "./match.ts";
import { compareDoc, placeAfter, placeBefore, type Sides } from "./sides.ts";
import { sameInC, sameOnWire, sizedText } from "./wire.ts";

export interface ParameterList {
  readonly parameters: readonly Parameter[];
  /** What they belong to. */
  readonly span: Span;
}

export function compareParameters(
  sides: Sides,
  what: string,
  before: ParameterList,
  after: ParameterList,
  hash: "hashed" | "unhashed",
): void {
  const { changes } = sides;
  const protocol: readonly Effect[] = hash === "hashed" ? ["PROTOCOL"] : [];
  const silent = hash === "hashed" ? "" : "; the protocol id does not show it";
  const at = [placeBefore(sides, before.span), placeAfter(sides, after.span)] as const;
  const found = match(before.parameters, after.parameters, ({ name }) => name, alike);
  for (const { name, node } of found.removed) {
    changes.add(
      "parameter-removed",
      ["SOURCE", "WIRE", ...protocol],
      placeBefore(sides, node?.name ?? before.span),
      at[1],
      `Parameter ${name} was removed from ${what}${silent}`,
    );
  }
  for (const { name, node } of found.added) {
    changes.add(
      "parameter-added",
      ["SOURCE", "WIRE", ...protocol],
      at[0],
      placeAfter(sides, node?.name ?? after.span),
      `Parameter ${name} was added to ${what}${silent}`,
    );
  }
  for (const pair of found.pairs) {
    compareParameter(sides, `of ${what}`, pair, at, protocol, silent);
  }
  if (found.reordered) {
    changes.add(
      "parameters-reordered",
      ["SOURCE", "WIRE", ...protocol],
      ...at,
      `The parameters of ${what} stand in another order${silent}`,
    );
  }
}

function alike(before: Parameter, after: Parameter): boolean {
  return before.type.name === after.type.name && before.shape === after.shape && before.direction === after.direction;
}

function compareParameter(
  sides: Sides,
  of: string,
  { before, after, renamed }: { readonly before: Parameter; readonly after: Parameter; readonly renamed: boolean },
  owners: readonly [{ readonly span: Span }, { readonly span: Span }],
  protocol: readonly Effect[],
  silent: string,
): void {
  const { changes } = sides;
  const places = [
    placeBefore(sides, before.node?.name ?? owners[0].span),
    placeAfter(sides, after.node?.name ?? owners[1].span),
  ] as const;
  if (renamed) {
    changes.add("parameter-renamed", protocol, ...places, `Parameter ${before.name} ${of} is now called ${after.name}`);
  }
  if (before.direction !== after.direction) {
    const message = `Parameter ${after.name} ${of} was ${before.direction.toUpperCase()} and is ${after.direction.toUpperCase()}${silent}`;
    changes.add("parameter-direction", ["SOURCE", "WIRE", ...protocol], ...places, message);
  }
  const message = `Parameter ${after.name} ${of} was ${sizedText(sides.before, before)} and is ${sizedText(sides.after, after)}`;
  const isRepacked = before.shape !== after.shape || !sameOnWire(before.type, after.type);
  const isRenamed = before.type.name !== after.type.name;
  if (isRepacked || isRenamed || !sameInC(sides.before, before.type, sides.after, after.type)) {
    const effects: Effect[] = [
      "SOURCE",
      ...(isRepacked ? (["WIRE"] as const) : []),
      ...(isRepacked || isRenamed ? protocol : []),
    ];
    changes.add("parameter-type", effects, ...places, `${message}${isRepacked ? silent : ""}`);
  } else if (before.count !== after.count) {
    changes.add("parameter-size", ["WIRE", ...protocol], ...places, `${message}${silent}`);
  }
  compareDoc(
    sides,
    `parameter ${after.name} ${of}`,
    { doc: before.doc, span: places[0].span },
    { doc: after.doc, span: places[1].span },
  );
}
