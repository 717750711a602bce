/**
 * What can be reached from a function, and how.
 */
import type { FunctionDefinition } from "./component.ts";
import type { Edge, Program } from "./program.ts";

/** The functions reached, each with the way to it: the definitions from the start, the start first. */
export type Reached = ReadonlyMap<FunctionDefinition, readonly FunctionDefinition[]>;

/** Breadth first, so that ways are shortest. `follow` says which edges count. */
export function reach(
  program: Program,
  from: readonly FunctionDefinition[],
  follow: (edge: Edge) => boolean = () => true,
): Reached {
  const ways = new Map<FunctionDefinition, readonly FunctionDefinition[]>();
  const queue: FunctionDefinition[] = [];
  for (const fn of from) {
    ways.set(fn, [fn]);
    queue.push(fn);
  }
  for (let fn = queue.shift(); fn; fn = queue.shift()) {
    const way = ways.get(fn) ?? [];
    for (const edge of program.edgesOf(fn)) {
      if (!ways.has(edge.to) && follow(edge)) {
        ways.set(edge.to, [...way, edge.to]);
        queue.push(edge.to);
      }
    }
  }
  return ways;
}
