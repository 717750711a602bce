/**
 * Which items of two lists are the same item.
 *
 * In: the lists before and after, how an item is called, and when two of different names may be one renamed. Out: pairs, what is gone, what
 * is new, and whether those that stayed changed their order. Names decide; of what is left, items at the same place are paired if alike.
 */
export interface Matched<T> {
  readonly pairs: readonly { readonly before: T; readonly after: T; readonly renamed: boolean }[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
  readonly reordered: boolean;
}

export function match<T>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (item: T) => string,
  alike: (before: T, after: T) => boolean = () => false,
): Matched<T> {
  const oldKeys = keysOf(before, nameOf);
  const keys = keysOf(after, nameOf);
  const oldPlaces = new Map(oldKeys.map((key, index) => [key, index]));
  const newKeys = new Set(keys);
  const pairs: { before: T; after: T; renamed: boolean }[] = [];
  const added: T[] = [];
  const renamed = new Set<T>();
  let last = -1;
  let reordered = false;
  after.forEach((item, index) => {
    const oldPlace = oldPlaces.get(keys[index] ?? "");
    const same = oldPlace === undefined ? undefined : before[oldPlace];
    if (oldPlace !== undefined && same !== undefined) {
      pairs.push({ before: same, after: item, renamed: false });
      reordered ||= oldPlace < last;
      last = oldPlace;
      return;
    }
    const old = before[index];
    if (old !== undefined && !newKeys.has(oldKeys[index] ?? "") && alike(old, item)) {
      pairs.push({ before: old, after: item, renamed: true });
      renamed.add(old);
    } else {
      added.push(item);
    }
  });
  const removed = before.filter((item, index) => !newKeys.has(oldKeys[index] ?? "") && !renamed.has(item));
  return { pairs, removed, added, reordered };
}

/** Names, with a number behind the second and later of one name: the language lets parameters and members share one. */
function keysOf<T>(items: readonly T[], nameOf: (item: T) => string): readonly string[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const name = nameOf(item);
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name} ${times}`;
  });
}
