/** Every entry of the catalogue shows a mistake that is found, and the same put right. */
import { describe, expect, it } from "vitest";
import { RULES } from "./rules.ts";
import { checkFixture } from "./testing/markers.ts";

describe("the catalogue of rules", () => {
  it("names each rule once, in kebab case", () => {
    const ids = RULES.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it.each(RULES.filter((rule) => rule.bad !== undefined))("$id is reported in its bad example", (rule) => {
    const { diagnostics } = checkFixture(rule.bad ?? "", rule.dialect === undefined ? {} : { dialect: rule.dialect });
    const found = diagnostics.filter((diagnostic) => diagnostic.rule === rule.id);
    expect(found).not.toHaveLength(0);
    // Where one rule has two weights the example may show either; errors and the rest never mix otherwise.
    expect(found[0]?.severity === "error" || rule.defaultSeverity !== "error" || isEither(rule.id)).toBe(true);
    for (const { message } of found) expect(message).toMatch(/^[A-Z`].*[.?`]$/s);
  });

  it.each(RULES.filter((rule) => rule.good !== undefined))("$id has a good example without errors", (rule) => {
    const { diagnostics } = checkFixture(rule.good ?? "", rule.dialect === undefined ? {} : { dialect: rule.dialect });
    expect(diagnostics.filter((diagnostic) => diagnostic.severity === "error")).toEqual([]);
    expect(diagnostics.map((diagnostic) => diagnostic.rule)).not.toContain(rule.id);
  });

  it("explains a bad example only together with a good one", () => {
    for (const rule of RULES) expect(rule.bad === undefined).toBe(rule.good === undefined);
  });
});

/** Rules whose weight depends on whether the compiler can go on. */
function isEither(id: string): boolean {
  return id === "unterminated-comment" || id === "unterminated-string";
}
