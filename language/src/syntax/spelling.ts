/**
 * The name that was most likely meant.
 *
 * In: what was written and the names there are. Out: the closest one when it is close enough to be worth saying: equal but for case,
 * or few letters away for its length. Long names and long lists are cut short, so the cost is bounded.
 */
const LONGEST = 64;

export function closestName(written: string, names: Iterable<string>): string | undefined {
  if (written.length === 0 || written.length > LONGEST) return undefined;
  const lower = written.toLowerCase();
  const allowed = written.length <= 3 ? 1 : written.length <= 6 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const name of names) {
    if (Math.abs(name.length - written.length) >= bestDistance || name === written) continue;
    const candidate = name.toLowerCase();
    const distance = candidate === lower ? 0.5 : editDistance(lower, candidate, bestDistance);
    if (distance < bestDistance && distance < written.length) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, removals, replacements and swaps of neighbours; any number from `limit` on means "too far". */
function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      ) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit;
}
