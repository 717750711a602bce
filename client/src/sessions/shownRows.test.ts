/** Which rows of a tree are drawn anew, as VS Code is told. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Row } from "./rows.ts";
import { ShownRows } from "./shownRows.ts";
import { sessionFacts } from "./testing/facts.ts";

function row(id: string, description = ""): Row {
  return {
    kind: "group",
    group: "ended",
    id,
    label: id,
    description,
    icon: "history",
    warns: false,
    tooltip: "",
    context: "group",
    spoken: id,
  };
}

const session = sessionFacts();

/** A tree that tests change, opened down to its leaves as VS Code would. */
function opened(tree: Record<string, Row[]>, clock = () => 0): ShownRows {
  const shown = new ShownRows((parent) => tree[parent?.id ?? "root"] ?? [], clock);
  const open = (parent?: Row): void => shown.give(parent).forEach(open);
  open();
  return shown;
}

const ids = (shown: ShownRows): string | readonly string[] => {
  const changes = shown.changes();
  return changes === "all" ? changes : changes.map(({ id }) => id);
};

test("nothing is drawn anew where nothing looks different", () => {
  const tree = { root: [row("a"), row("b")], a: [row("a1", "1 s")] };
  const shown = opened(tree);
  tree.a = [row("a1", "1 s")];
  expect(ids(shown)).toEqual([]);
});

test("a row that looks different is drawn anew, once, and not its neighbours", () => {
  const tree = { root: [row("a"), row("b")], a: [row("a1", "1 s"), row("a2", "1 s")] };
  const shown = opened(tree);
  tree.a = [row("a1", "2 s"), row("a2", "1 s")];
  expect(ids(shown)).toEqual(["a1"]);
  expect(ids(shown)).toEqual([]);
});

test("everything is drawn where rows come, go or move", () => {
  const change = (then: Record<string, Row[]>): string | readonly string[] => {
    const tree: Record<string, Row[]> = { root: [row("a"), row("b")], a: [row("a1"), row("a2")], b: [row("b1")] };
    const shown = opened(tree);
    Object.assign(tree, then);
    return ids(shown);
  };
  expect(change({ root: [row("b")] })).toBe("all");
  expect(change({ a: [row("a2"), row("a1")] })).toBe("all");
  expect(change({ a: [row("a1")], b: [row("a2"), row("b1")] })).toBe("all");
});

describe("a row of which only the age has changed", () => {
  const age = (text: string): Row => {
    const resource = { type: "Job", reference: 1, acquiredBy: "Open", arguments: {}, at: "", certain: true };
    return { ...row("a", text), kind: "resource", resource, session };
  };
  let now = 0;
  const tree = { root: [age("0 s")] };
  let shown: ShownRows;
  const after = (milliseconds: number): string | readonly string[] => {
    now += milliseconds;
    tree.root = [age(`${now} ms`)];
    return ids(shown);
  };

  beforeEach(() => {
    now = 0;
    shown = opened(tree, () => now);
  });

  test("is left alone for as long as a tooltip takes to come", () => {
    expect([after(1000), after(900), after(100), after(1000)]).toEqual([[], [], ["a"], []]);
  });

  test("is known to be behind until it is drawn", () => {
    const behind = [500, 1000, 500].map((milliseconds) => {
      after(milliseconds);
      return shown.isBehind;
    });
    expect(behind).toEqual([true, true, false]);
  });

  test("is left alone while its tooltip is read, and is drawn in the end", () => {
    after(1500);
    shown.read(age(""));
    expect([after(2000), after(7900), after(100)]).toEqual([[], [], ["a"]]);
  });

  test("is drawn at once when anything else of it changes", () => {
    shown.read(age(""));
    tree.root = [{ ...age("1 s"), warns: true }];
    expect(ids(shown)).toEqual(["a"]);
  });

  test("is what a command gets, drawn or not", () => {
    const [given] = shown.give();
    after(500);
    expect(shown.current(given ?? row("none")).description).toBe("500 ms");
  });
});

test("VS Code is given one object for a row as long as it is there, and it stands for the row as it is now", () => {
  const tree = { root: [row("a", "1 s")] };
  const shown = opened(tree);
  const [given] = shown.give();
  tree.root = [row("a", "2 s")];
  const changes = shown.changes();
  expect(changes[0]).toBe(given);
  expect(shown.give()[0]).toBe(given);
  expect(shown.current(given ?? row("none")).description).toBe("2 s");
});
