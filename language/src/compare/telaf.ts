/**
 * What TelAF's numbers and versions promise, and whether a change keeps it.
 *
 * In: two versions of an interface, the functions they share, and the changes found. Out: changes, in the collector. A versioned file's protocol
 * id says nothing of its content, so nobody but this comparison notices a mistake: an id once given must keep its meaning, every
 * change raises API_VERSION, and an incompatible one raises SERVING_VERSION above what is deployed.
 */
import type { ApiFunction } from "../model/interface.ts";
import type { FunctionPairs } from "./functions.ts";
import { placeAfter, placeBefore, type Sides } from "./sides.ts";

export function compareTelaf(sides: Sides, pairs: FunctionPairs): void {
  const numbered = [sides.before, sides.after].every(({ functions }) =>
    functions.some(({ node }) => node.ids !== undefined),
  );
  if (numbered) {
    compareIds(sides, pairs);
  }
  compareVersions(sides);
}

function compareIds(sides: Sides, pairs: FunctionPairs): void {
  const { before, after, changes } = sides;
  const successors = new Map(pairs.map((pair) => [pair.before, pair.after]));
  const holders = new Map(after.functions.map((fn) => [fn.messageId, fn]));
  for (const fn of before.functions) {
    const now = successors.get(fn);
    const holder = holders.get(fn.messageId);
    if (now !== undefined && now.messageId !== fn.messageId) {
      changes.add(
        "telaf-id-changed",
        ["WIRE"],
        placeBefore(sides, idSpan(fn)),
        placeAfter(sides, idSpan(now)),
        `${now.name} had the id ${fn.messageId} and has ${now.messageId}: give it back, deployed peers call it by that id`,
      );
    }
    if (holder !== undefined && holder !== now) {
      changes.add(
        "telaf-id-reused",
        ["WIRE"],
        placeBefore(sides, idSpan(fn)),
        placeAfter(sides, idSpan(holder)),
        `Id ${fn.messageId} was ${fn.name}'s and is ${holder.name}'s: give ${holder.name} an id that was never used`,
      );
    } else if (now === undefined && holder === undefined && isStillServed(sides)) {
      changes.add(
        "telaf-id-removed",
        ["WIRE"],
        placeBefore(sides, idSpan(fn)),
        placeAfter(sides),
        `Id ${fn.messageId} (${fn.name}) is gone and clients that call it are still served: they would wait for ever. Raise SERVING_VERSION above ${before.versions?.api ?? 0}`,
      );
    }
  }
}

/** The id in the file: an EVENT has one for Add and one for Remove. */
function idSpan({ kind, node }: ApiFunction): { readonly start: number; readonly end: number } {
  return node.ids?.ids[kind === "removeHandler" ? 1 : 0] ?? node.name;
}

/** True while a new server lets in clients built from the old version. */
function isStillServed({ before, after }: Sides): boolean {
  return before.versions !== undefined && after.versions !== undefined && before.versions.api >= after.versions.serving;
}

function compareVersions(sides: Sides): void {
  const { before, after, changes } = sides;
  const [old, now] = [before.versions, after.versions];
  if (old === undefined || now === undefined) {
    return;
  }
  const places = [
    placeBefore(sides, versionSpan(sides.before, "apiVersion")),
    placeAfter(sides, versionSpan(sides.after, "apiVersion")),
  ] as const;
  const serving = [
    placeBefore(sides, versionSpan(sides.before, "servingVersion")),
    placeAfter(sides, versionSpan(sides.after, "servingVersion")),
  ] as const;
  const isIncompatible = changes.list().some(({ effects }) => effects.includes("WIRE"));
  const { isNewInterface } = changes;
  if (now.api < old.api) {
    changes.add(
      "telaf-version-lowered",
      ["PROTOCOL"],
      ...places,
      `API_VERSION was ${old.api} and is ${now.api}; versions only go up`,
    );
  } else if (now.api === old.api && isNewInterface) {
    const message = `The interface changed and API_VERSION is still ${now.api}: old and new peers have the same protocol id and cannot tell`;
    changes.add("telaf-version-not-raised", ["PROTOCOL"], ...places, message);
  }
  if (now.serving < old.serving) {
    changes.add(
      "telaf-version-lowered",
      ["PROTOCOL"],
      ...serving,
      `SERVING_VERSION was ${old.serving} and is ${now.serving}: clients that were refused are let in again`,
    );
  }
  if (isStillServed(sides) && isIncompatible) {
    const message = `Messages changed and clients of version ${old.api} are still served: raise SERVING_VERSION above ${old.api}`;
    changes.add("telaf-serving-not-raised", ["WIRE"], ...serving, message);
  }
}

function versionSpan(
  { source }: Sides["before"],
  kind: "apiVersion" | "servingVersion",
): { readonly start: number; readonly end: number } | undefined {
  return source.items.findLast((item) => item.kind === kind);
}
