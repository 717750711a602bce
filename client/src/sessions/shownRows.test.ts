/** Which rows of a tree are drawn anew, as VS Code is told. */
import { expect, test } from "vitest";
import type { Row } from "./rows.ts";
import { ShownRows } from "./shownRows.ts";

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

/** A tree that tests change, opened down to its leaves as VS Code would. */
function opened(tree: Record<string, Row[]>): ShownRows {
  const shown = new ShownRows((parent) => tree[parent?.id ?? "root"] ?? []);
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
