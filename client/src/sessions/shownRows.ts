/**
 * Which rows VS Code holds of the tree, and which of them are to be drawn anew.
 *
 * A row that is drawn anew gets new buttons under the mouse, so a click that is under way is lost: while rows only change, as ages do every second, those
 * alone are named. When rows come, go or move everything is, since VS Code loses a row that moves from one parent to another. In: the children of a row
 * as they are now. Out: one object for each id, since VS Code knows rows by their object; the changes since it last asked. Knows nothing of VS Code.
 */
import type { Row } from "./rows.ts";

/** `all`: rows came, went or moved. */
export type Changes = "all" | readonly Row[];

export class ShownRows {
  readonly #childrenNow: (parent: Row | undefined) => readonly Row[];
  /** By id: the object that was given away, and the row as it is now. */
  readonly #rows = new Map<string, { readonly given: Row; now: Row }>();
  /** By the id of their parent, none for the root: the ids that were last given away. */
  readonly #children = new Map<string | undefined, readonly string[]>();

  constructor(childrenNow: (parent: Row | undefined) => readonly Row[]) {
    this.#childrenNow = childrenNow;
  }

  /** The children of a row to hand to VS Code. */
  give(parent?: Row): Row[] {
    const now = this.#childrenNow(parent);
    this.#children.set(
      parent?.id,
      now.map(({ id }) => id),
    );
    return now.map((row) => {
      const known = this.#rows.get(row.id);
      if (known !== undefined) known.now = row;
      else this.#rows.set(row.id, { given: row, now: row });
      return known?.given ?? row;
    });
  }

  /** What a row that was given away is now. */
  current(row: Row): Row {
    return this.#rows.get(row.id)?.now ?? row;
  }

  /** What looks different from what VS Code has; from now on it counts as drawn. */
  changes(): Changes {
    const changed: Row[] = [];
    for (const [parentId, before] of this.#children) {
      const now = this.#childrenNow(parentId === undefined ? undefined : this.#rows.get(parentId)?.now);
      if (now.length !== before.length || now.some(({ id }, index) => id !== before[index])) return this.startAnew();
      for (const row of now) {
        const known = this.#rows.get(row.id);
        if (known === undefined) continue;
        if (look(known.now) !== look(row)) changed.push(known.given);
        known.now = row;
      }
    }
    return changed;
  }

  /** VS Code asks for everything again, and forgets what it has. */
  startAnew(): "all" {
    this.#rows.clear();
    this.#children.clear();
    return "all";
  }
}

/** All that can be seen or heard of a row, and whether it can be opened. */
function look(row: Row): string {
  const opens = row.kind === "session" && row.session.heldCount > 0;
  return [row.label, row.description, row.icon, row.warns, row.context, row.spoken, opens].join("\n");
}
