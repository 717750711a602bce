/**
 * Differences between the functions and events of two versions of an interface.
 *
 * In: both versions. Out: changes, in the collector. An EVENT is told of once, not as the two functions it makes. A function's message id is
 * its place in the file, so one that comes or goes moves the ids of all behind it; TelAF's numbers stay where they are (telaf.ts).
 */
import type { ApiEvent, ApiFunction } from "../model/interface.ts";
import type { Effect } from "./change.ts";
import { type Matched, match } from "./match.ts";
import { compareParameters } from "./parameters.ts";
import { compareDoc, placeAfter, placeBefore, type Sides } from "./sides.ts";
import { sameInC, sameOnWire, sizedText } from "./wire.ts";

/** The functions of both versions that are the same function, event-made ones included. */
export type FunctionPairs = readonly { readonly before: ApiFunction; readonly after: ApiFunction }[];

export function compareFunctions(sides: Sides): FunctionPairs {
  const { before, after } = sides;
  const functions = match(plain(before.functions), plain(after.functions), ({ name }) => name, sameSignature);
  const events = match([...before.events.values()], [...after.events.values()], ({ name }) => name, sameEvent);
  reportGoneAndNew(sides, "FUNCTION", functions);
  reportGoneAndNew(sides, "EVENT", events);
  for (const pair of functions.pairs) {
    compareFunction(sides, pair);
  }
  for (const pair of events.pairs) {
    compareEvent(sides, pair);
  }
  const pairs = pairsOf(sides, functions, events);
  reportMoved(sides, pairs);
  return pairs;
}

function plain(functions: readonly ApiFunction[]): readonly ApiFunction[] {
  return functions.filter(({ kind }) => kind === "function");
}

/** A function may be the other one renamed when it looks the same and is called by the same id. */
function sameSignature(before: ApiFunction, after: ApiFunction): boolean {
  return before.messageId === after.messageId && signature(before) === signature(after);
}

function sameEvent(before: ApiEvent, after: ApiEvent): boolean {
  return signature(before) === signature(after);
}

function signature({ parameters, ...rest }: ApiFunction | ApiEvent): string {
  const list = parameters.map(({ type, count, direction }) => `${type.name}[${count ?? ""}] ${direction}`);
  return `${"returnType" in rest ? rest.returnType?.name : ""}(${list.join()})`;
}

function reportGoneAndNew<T extends ApiFunction | ApiEvent>(
  sides: Sides,
  keyword: "FUNCTION" | "EVENT",
  found: Matched<T>,
): void {
  const { changes } = sides;
  const rule = keyword === "EVENT" ? "event" : "function";
  for (const { name, node } of found.removed) {
    changes.add(
      `${rule}-removed`,
      ["SOURCE", "WIRE", "PROTOCOL"],
      placeBefore(sides, node.name),
      placeAfter(sides),
      `${keyword} ${name} was removed`,
    );
  }
  for (const { name, node } of found.added) {
    changes.add(
      `${rule}-added`,
      ["PROTOCOL"],
      placeBefore(sides),
      placeAfter(sides, node.name),
      `${keyword} ${name} was added`,
    );
  }
  for (const { before, after, renamed } of found.pairs) {
    if (renamed) {
      const places = [placeBefore(sides, before.node.name), placeAfter(sides, after.node.name)] as const;
      changes.add(
        `${rule}-renamed`,
        ["SOURCE", "PROTOCOL"],
        ...places,
        `${keyword} ${before.name} is now called ${after.name}`,
      );
    }
  }
}

interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

function compareFunction(sides: Sides, { before, after }: Pair<ApiFunction>): void {
  const what = `FUNCTION ${after.name}`;
  const places = [placeBefore(sides, before.node.name), placeAfter(sides, after.node.name)] as const;
  const isRepacked =
    before.returnType === undefined || after.returnType === undefined
      ? before.returnType !== after.returnType
      : !sameOnWire(before.returnType, after.returnType);
  const isRenamed = before.returnType?.name !== after.returnType?.name;
  if (isRepacked || isRenamed || !sameInC(sides.before, before.returnType, sides.after, after.returnType)) {
    const effects: Effect[] = [
      "SOURCE",
      ...(isRepacked ? (["WIRE"] as const) : []),
      ...(isRenamed ? (["PROTOCOL"] as const) : []),
    ];
    const was = before.returnType === undefined ? "nothing" : sizedText(sides.before, { type: before.returnType });
    const is = after.returnType === undefined ? "nothing" : sizedText(sides.after, { type: after.returnType });
    sides.changes.add("result-type", effects, ...places, `${what} returned ${was} and returns ${is}`);
  }
  const [old, now] = places;
  compareParameters(
    sides,
    what,
    { parameters: before.parameters, span: old.span },
    { parameters: after.parameters, span: now.span },
    "hashed",
  );
  compareDoc(sides, what, { doc: before.doc, span: old.span }, { doc: after.doc, span: now.span });
}

function compareEvent(sides: Sides, { before, after }: Pair<ApiEvent>): void {
  const what = `EVENT ${after.name}`;
  const [old, now] = [before.node.name, after.node.name];
  compareParameters(
    sides,
    what,
    { parameters: before.parameters, span: old },
    { parameters: after.parameters, span: now },
    "hashed",
  );
  compareDoc(sides, what, { doc: before.doc, span: old }, { doc: after.doc, span: now });
}

function pairsOf(sides: Sides, functions: Matched<ApiFunction>, events: Matched<ApiEvent>): FunctionPairs {
  const [before, after] = [madeByEvents(sides.before.functions), madeByEvents(sides.after.functions)];
  const fromEvents = events.pairs.flatMap((pair) => {
    const made = after.get(pair.after.name) ?? [];
    return (before.get(pair.before.name) ?? []).flatMap((fn) => {
      const now = made.find(({ kind }) => kind === fn.kind);
      return now === undefined ? [] : [{ before: fn, after: now }];
    });
  });
  return [...functions.pairs, ...fromEvents];
}

/** Add and Remove by the name of their event. */
function madeByEvents(functions: readonly ApiFunction[]): ReadonlyMap<string, readonly ApiFunction[]> {
  const made = new Map<string, ApiFunction[]>();
  for (const fn of functions) {
    if (fn.event !== undefined) {
      made.set(fn.event, [...(made.get(fn.event) ?? []), fn]);
    }
  }
  return made;
}

const mostShown = 3;

/** One change for all that moved. Numbered functions are TelAF's matter. */
function reportMoved(sides: Sides, pairs: FunctionPairs): void {
  const moved = pairs
    .filter(
      ({ before, after }) =>
        before.messageId !== after.messageId && before.node.ids === undefined && after.node.ids === undefined,
    )
    .toSorted((left, right) => left.after.messageId - right.after.messageId);
  const [first] = moved;
  if (first === undefined) {
    return;
  }
  const shown = moved
    .slice(0, mostShown)
    .map(({ before, after }) => `${after.name} ${before.messageId} -> ${after.messageId}`);
  const more = moved.length > mostShown ? `, and ${moved.length - mostShown} more` : "";
  sides.changes.add(
    "message-ids-moved",
    ["WIRE", "PROTOCOL"],
    placeBefore(sides, first.before.node.name),
    placeAfter(sides, first.after.node.name),
    `${moved.length === 1 ? "A message id" : `${moved.length} message ids`} moved: ${shown.join(", ")}${more}`,
  );
}
