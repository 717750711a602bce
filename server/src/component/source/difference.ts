/** The one stretch in which two texts differ: everything before `start` and everything from the ends on is the same. */
export interface Difference {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

export function difference(before: string, after: string): Difference {
  const shorter = Math.min(before.length, after.length);
  // Halving with comparisons of whole slices: the engine compares memory, far faster than character by character.
  const start = longest(shorter, (length) => before.slice(0, length) === after.slice(0, length));
  const tail = longest(
    shorter - start,
    (length) => before.slice(before.length - length) === after.slice(after.length - length),
  );
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

/** The greatest number up to `limit` that satisfies a test which all smaller ones satisfy, too. */
function longest(limit: number, test: (length: number) => boolean): number {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (test(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
