/**
 * What changed between two versions of an interface, and what each change breaks.
 *
 * In: two checked interfaces, as a rule of one file at two times. Out: changes, ordered by place in the new version; none when nothing a
 * user of the interface can notice has changed. If the protocol id or the message size differs there is a change with PROTOCOL that
 * says so, whatever else is found. Imported files are compared too, and told of at their USETYPES.
 */
import type { Import, Interface } from "../model/interface.ts";
import { importsInOrder, usedTypes } from "../protocol/declarations.ts";
import { messageSizes } from "../protocol/messageSize.ts";
import { contentHash, protocolId } from "../protocol/protocolId.ts";
import { matchTelafIds } from "../protocol/telafId.ts";
import type { Span } from "../syntax/tree.ts";
import { type Change, Changes, type Effect, type Place } from "./change.ts";
import { type Ordered, reportOrder } from "./declarationOrder.ts";
import { compareDefinitions } from "./definitions.ts";
import { compareFunctions } from "./functions.ts";
import { match } from "./match.ts";
import { placeAfter, placeBefore, type Sides, sameDoc } from "./sides.ts";
import { compareTelaf } from "./telaf.ts";
import { compareTypes } from "./types.ts";

export function compareInterfaces(before: Interface, after: Interface): readonly Change[] {
  return compare(before, after, new Map());
}

type Done = Map<Interface, Map<Interface, readonly Change[]>>;

function compare(before: Interface, after: Interface, done: Done): readonly Change[] {
  const known = done.get(before)?.get(after);
  if (known !== undefined) {
    return known;
  }
  const isHashed = before.versions === undefined || after.versions === undefined;
  const sides: Sides = { before, after, changes: new Changes(isHashed) };
  compareDoc(sides);
  compareImports(sides, done);
  compareDefinitions(sides);
  compareTypes(sides);
  const pairs = compareFunctions(sides);
  compareTelaf(sides, pairs);
  compareIdentity(sides);
  const found = sides.changes.list();
  done.set(before, (done.get(before) ?? new Map<Interface, readonly Change[]>()).set(after, found));
  return found;
}

function compareDoc(sides: Sides): void {
  if (!sameDoc(sides.before.doc, sides.after.doc)) {
    sides.changes.add(
      "documentation",
      ["DOC"],
      placeBefore(sides),
      placeAfter(sides),
      `The documentation of ${sides.after.name}.api changed`,
    );
  }
}

/** What decides whether deployed peers connect at all. */
function compareIdentity(sides: Sides): void {
  const { before, after, changes } = sides;
  const [old, now] = [protocolId(before), protocolId(after)];
  const places = [placeBefore(sides), placeAfter(sides)] as const;
  if (old !== now) {
    // What cannot be compared is refused: hashes that differ, and a hash with a version.
    if (matchTelafIds(old, now) === "refused") {
      changes.add(
        "protocol-id",
        ["PROTOCOL"],
        ...places,
        `The protocol id was ${old} and is ${now}: peers built before and after refuse each other`,
      );
    }
    return;
  }
  const [oldSize, newSize] = [messageSizes(before).message, messageSizes(after).message];
  if (oldSize !== newSize) {
    const message = `Messages had ${oldSize} bytes and have ${newSize}, under the same protocol id: peers built before and after refuse each other`;
    changes.add("message-size", ["PROTOCOL"], ...places, message);
  }
}

function compareImports(sides: Sides, done: Done): void {
  const { before, after, changes } = sides;
  const found = match(importsInOrder(before), importsInOrder(after), ({ name }) => name);
  for (const { name, node } of found.removed) {
    changes.add(
      "import-removed",
      ["PROTOCOL"],
      placeBefore(sides, node.operand),
      placeAfter(sides),
      `${name} is imported no longer`,
    );
  }
  for (const { name, node } of found.added) {
    changes.add(
      "import-added",
      ["PROTOCOL"],
      placeBefore(sides),
      placeAfter(sides, node.operand),
      `${name} is imported`,
    );
  }
  for (const pair of found.pairs) {
    compareImport(sides, pair.before, pair.after, done);
  }
  if (found.reordered) {
    reportOrder(
      sides,
      "USETYPES",
      found.pairs.map((pair) => ({ before: ordered(pair.before), after: ordered(pair.after) })),
    );
  }
}

function ordered({ name, node }: Import): Ordered {
  return { name, node: { start: node.start, end: node.end, name: node.operand } };
}

function compareImport(sides: Sides, before: Import, after: Import, done: Done): void {
  if (before.interface === undefined || after.interface === undefined) {
    return;
  }
  const details = compare(before.interface, after.interface, done).filter(
    // Whether its own service's peers connect is told for that file, not here.
    ({ rule }) => rule !== "protocol-id" && rule !== "message-size" && rule !== "documentation",
  );
  if (details.length === 0) {
    return;
  }
  const isSeen = contentHash(before.interface) !== contentHash(after.interface);
  const effects = new Set<Effect>(isSeen ? ["PROTOCOL"] : []);
  // What touches no type used here can change the id, and nothing else.
  const used = [...usedTypes(sides.before)];
  for (const detail of details) {
    if (isInside(detail, used)) {
      for (const effect of detail.effects) {
        effects.add(effect);
      }
    }
  }
  const count = details.length === 1 ? "a change" : `${details.length} changes`;
  const message = `${after.name}, which is imported, has ${count}: ${details
    .slice(0, 3)
    .map((each) => each.message)
    .join("; ")}${details.length > 3 ? "; ..." : ""}`;
  sides.changes.add(
    "import-changed",
    [...effects],
    placeBefore(sides, before.node.operand),
    placeAfter(sides, after.node.operand),
    message,
    details,
  );
}

interface Declared {
  readonly uri: string;
  readonly node: Span;
}

/** True when the change lies in the declaration of one of the types of the old version: what only the new one uses, nobody is built with. */
function isInside({ before, details }: Change, types: readonly Declared[]): boolean {
  return types.some((type) => isWithin(before, type)) || (details?.some((detail) => isInside(detail, types)) ?? false);
}

function isWithin({ uri, span }: Place, type: Declared): boolean {
  return uri === type.uri && span.start >= type.node.start && span.end <= type.node.end;
}
