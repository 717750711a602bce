/**
 * The structures inside of a structure, without recursion: they may be nested thousands deep, and one may hold another many times.
 *
 * In: a structure and what is known already. Out: those not yet known, each after all it holds, the structure itself last.
 */
import type { StructType } from "../model/interface.ts";

export function innermostFirst(root: StructType, known: { has(type: StructType): boolean }): readonly StructType[] {
  const done = new Set<StructType>();
  const open = [root];
  for (let type = open.at(-1); type !== undefined; type = open.at(-1)) {
    if (known.has(type) || done.has(type)) {
      open.pop();
      continue;
    }
    const inner = type.fields.flatMap((field) =>
      field.type.kind === "struct" && !known.has(field.type) && !done.has(field.type) ? [field.type] : [],
    );
    if (inner.length === 0) {
      done.add(type);
      open.pop();
    }
    open.push(...inner);
  }
  return [...done];
}
