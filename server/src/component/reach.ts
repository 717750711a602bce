/**
 * What can be reached from a function, and how.
 */
import type { FunctionDefinition } from "./component.ts";
import type { Edge, Program } from "./program.ts";

/** The functions reached, nearest first. Of each only the step before is kept: a way is as long as the program is deep. */
export class Reached {
  private readonly before: ReadonlyMap<FunctionDefinition, FunctionDefinition | undefined>;

  constructor(before: ReadonlyMap<FunctionDefinition, FunctionDefinition | undefined>) {
    this.before = before;
  }

  has(fn: FunctionDefinition): boolean {
    return this.before.has(fn);
  }

  functions(): Iterable<FunctionDefinition> {
    return this.before.keys();
  }

  /** The definitions from the start to this one, both among them; empty for one that is not reached. */
  wayTo(fn: FunctionDefinition): readonly FunctionDefinition[] {
    const way: FunctionDefinition[] = [];
    let step = this.has(fn) ? fn : undefined;
    while (step) {
      way.push(step);
      step = this.before.get(step);
    }
    return way.reverse();
  }
}

/** Breadth first, so that ways are shortest. `follow` says which edges count. */
export function reach(
  program: Program,
  from: readonly FunctionDefinition[],
  follow: (edge: Edge) => boolean = () => true,
): Reached {
  const before = new Map<FunctionDefinition, FunctionDefinition | undefined>();
  const queue: FunctionDefinition[] = [];
  const enter = (fn: FunctionDefinition, step: FunctionDefinition | undefined): void => {
    if (!before.has(fn)) {
      before.set(fn, step);
      queue.push(fn);
    }
  };
  for (const fn of from) {
    enter(fn, undefined);
  }
  // What is found is put behind: the loop ends with the last one.
  for (const fn of queue) {
    for (const edge of program.edgesOf(fn)) {
      if (follow(edge)) {
        enter(edge.to, fn);
      }
    }
  }
  return new Reached(before);
}

/** Only what surely is called when its line is reached: no function pointers given away, no methods of unknown classes. */
export function certainReach(program: Program, from: readonly FunctionDefinition[]): Reached {
  return reach(program, from, certainly);
}

export function certainly(edge: Edge): boolean {
  return edge.certain && edge.call !== undefined;
}
