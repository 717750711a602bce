/**
 * Which rows VS Code holds of the tree, and which of them are to be drawn anew.
 *
 * A row that is drawn anew gets new buttons under the mouse, so a click that is under way is lost, and so is its tooltip, also one that is about to come:
 * while rows only change, those alone are named, and one of which only ages and counts of calls have changed waits a while, longer where somebody reads
 * its tooltip. When rows come, go or move everything is named, since VS Code loses a row that moves from one parent to another. In: the children of a row
 * as they are now. Out: one object for each id, since VS Code knows rows by their object; the changes since it last asked. Knows nothing of VS Code.
 */
import type { Row } from "./rows.ts";

/** `all`: rows came, went or moved. */
export type Changes = "all" | readonly Row[];

/** Milliseconds for which ages and counts may stand. A tooltip comes after half a second over the same row. */
const CALM_MS = 2000;
/** The same while a tooltip is read; nobody tells when the mouse has gone. */
const READ_MS = 10_000;

interface Shown {
  /** What VS Code has. */
  readonly given: Row;
  now: Row;
  drawn: Row;
  /** When, in milliseconds of a steady clock. */
  drawnAt: number;
  readAt: number;
}

export class ShownRows {
  readonly #childrenNow: (parent: Row | undefined) => readonly Row[];
  readonly #clock: () => number;
  /** By id. */
  readonly #rows = new Map<string, Shown>();
  /** By the id of their parent, none for the root: the ids that were last given away. */
  readonly #children = new Map<string | undefined, readonly string[]>();

  #isBehind = false;

  constructor(childrenNow: (parent: Row | undefined) => readonly Row[], clock: () => number) {
    this.#childrenNow = childrenNow;
    this.#clock = clock;
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
      const shown = { given: known?.given ?? row, now: row, drawn: row, drawnAt: this.#clock() };
      this.#rows.set(row.id, { ...shown, readAt: known?.readAt ?? Number.NEGATIVE_INFINITY });
      return shown.given;
    });
  }

  /** Whether rows look different by now that were left alone: somebody has to ask for changes again. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Somebody looks at its tooltip. */
  read(row: Row): void {
    const known = this.#rows.get(row.id);
    if (known !== undefined) known.readAt = this.#clock();
  }

  /** What a row that was given away is now. */
  current(row: Row): Row {
    return this.#rows.get(row.id)?.now ?? row;
  }

  /** What looks different from what VS Code has; from now on it counts as drawn. */
  changes(): Changes {
    const changed: Row[] = [];
    this.#isBehind = false;
    for (const [parentId, before] of this.#children) {
      const now = this.#childrenNow(parentId === undefined ? undefined : this.#rows.get(parentId)?.now);
      if (now.length !== before.length || now.some(({ id }, index) => id !== before[index])) return this.startAnew();
      for (const row of now) {
        const known = this.#rows.get(row.id);
        if (known === undefined) continue;
        known.now = row;
        if (looksAlike(known.drawn, row)) continue;
        if (!this.#isDue(known)) {
          this.#isBehind = true;
          continue;
        }
        changed.push(known.given);
        known.drawn = row;
        known.drawnAt = this.#clock();
      }
    }
    return changed;
  }

  #isDue({ drawn, now, drawnAt, readAt }: Shown): boolean {
    const clock = this.#clock();
    return (clock - drawnAt >= CALM_MS && clock - readAt >= READ_MS) || !saysAlike(drawn, now);
  }

  /** VS Code asks for everything again, and forgets what it has. */
  startAnew(): "all" {
    this.#isBehind = false;
    this.#rows.clear();
    this.#children.clear();
    return "all";
  }
}

/*
 * Both are asked of every row at every update, a thousand of them: field by field, so that nothing is made.
 */

/** In what somebody waits for: all but ages and counts. */
function saysAlike(one: Row, other: Row): boolean {
  if (one.kind === "session" && other.kind === "session") {
    const { state, heldCount } = other.session;
    if (one.session.state !== state || one.session.heldCount !== heldCount) return false;
  } else if (one.kind !== "resource" && one.kind !== "waiting" && one.description !== other.description) {
    return false;
  }
  return (
    one.label === other.label && one.icon === other.icon && one.warns === other.warns && one.context === other.context
  );
}

/** In all that can be seen or heard of them, and whether they can be opened. */
function looksAlike(one: Row, other: Row): boolean {
  return (
    one.description === other.description &&
    one.spoken === other.spoken &&
    one.label === other.label &&
    one.icon === other.icon &&
    one.warns === other.warns &&
    one.context === other.context &&
    opens(one) === opens(other)
  );
}

function opens(row: Row): boolean {
  return row.kind === "session" && row.session.heldCount > 0;
}
