/** Every rule's own examples: the bad one is found where its markers say, and nothing else is; the good one is silent. */
import { describe, expect, it } from "vitest";
import { Bench, type Expectation, readFixture, said } from "../component/testing/fixture.ts";
import { LIFECYCLE_RULES, lifecycleFindings } from "./index.ts";

async function findings(example: string): Promise<{ found: Expectation[]; expected: readonly Expectation[] }> {
  const fixture = readFixture(example);
  const bench = new Bench(fixture.files);
  const found = said(await lifecycleFindings(await bench.analyze(), bench.analyzer));
  bench.analyzer.dispose();
  return { found, expected: fixture.expected };
}

function sorted(list: readonly Expectation[]): Expectation[] {
  return [...list].sort((a, b) => `${a.path}:${a.start}:${a.rule}`.localeCompare(`${b.path}:${b.start}:${b.rule}`));
}

describe.each(LIFECYCLE_RULES.map((rule) => ({ id: rule.id, rule })))("$id", ({ rule }) => {
  it("finds its bad example, and in it nothing else", async () => {
    const { found, expected } = await findings(rule.bad);
    expect(expected.length).toBeGreaterThan(0);
    expect(sorted(found).map(({ text: _, ...place }) => place)).toEqual(
      sorted(expected).map(({ text: _, ...place }) => place),
    );
    for (const [index, expectation] of sorted(expected).entries()) {
      expect(sorted(found)[index]?.text).toContain(expectation.text);
    }
  });

  it("is silent about its good example, as all rules are", async () => {
    const { found, expected } = await findings(rule.good);
    expect(expected).toEqual([]);
    expect(found).toEqual([]);
  });
});

it("names every rule once, in kebab case", () => {
  const ids = LIFECYCLE_RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[a-z]+(-[a-z]+)*$/.test(id))).toBe(true);
});
