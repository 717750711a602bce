import { expect, test, vi } from "vitest";
import type { Component, ComponentAnalyzer } from "../component/index.ts";
import { ComponentChecks } from "./componentChecks.ts";

vi.mock("../rules/index.ts", () => ({
  LIFECYCLE_RULES: [],
  lifecycleFindings: async ({ path }: Component) => {
    if (path.includes("cursed")) {
      throw new Error("a rule fell over");
    }
    return [];
  },
}));

function componentAt(path: string, dependencies: readonly string[]): Component {
  return { path, name: "c", services: [], sources: [], registrations: [], problems: [], dependencies };
}

function checks(log: string[] = []) {
  const components = new Map<string, Component>();
  const analyzer: ComponentAnalyzer = {
    analyze: async (path, resolveApi) => {
      const kept = components.get(path);
      if (kept !== undefined) {
        return kept;
      }
      resolveApi("door.api", path);
      const component = componentAt(path, [path, "/door.c"]);
      components.set(path, component);
      return component;
    },
    define: () => "missing",
    withSource: async () => undefined,
    forget: () => {},
    dispose: () => {},
  };
  return new ComponentChecks({
    isIndexComplete: () => true,
    analyzer,
    log: (line) => log.push(line),
    resolveApi: (_reference, _from, look) => {
      look("/lib/door.api");
      return { kind: "missing", searched: [] };
    },
  });
}

test("a rule that fails is said at its component and in the log, and other components are checked", async () => {
  const log: string[] = [];
  const both = checks(log);
  expect((await both.check("/cursed/Component.cdef")).findings).toMatchObject([
    { rule: "check-failed", severity: "warning", path: "/cursed/Component.cdef" },
  ]);
  expect(log.join("\n")).toContain("a rule fell over");
  expect((await both.check("/sound/Component.cdef")).findings).toEqual([]);
});

test("a component depends on its files and on every place where its .api was looked for, also when nothing was asked again", async () => {
  const one = checks();
  for (let round = 0; round < 2; round++) {
    await one.check("/c/Component.cdef");
    for (const place of ["/c/Component.cdef", "/door.c", "/lib/door.api"]) {
      expect([...one.askedAbout([place])]).toEqual(["/c/Component.cdef"]);
    }
    expect([...one.askedAbout(["/elsewhere.c"])]).toEqual([]);
  }
  one.forget("/c/Component.cdef");
  expect([...one.askedAbout(["/door.c"])]).toEqual([]);
});
