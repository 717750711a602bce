/** The ways through a program. */
import { expect, it } from "vitest";
import { certainReach, reach } from "./reach.ts";
import { doorBench } from "./testing/verdicts.ts";

async function programOf(source: string) {
  const bench = doorBench(source);
  const { program } = await bench.analyze();
  bench.analyzer.dispose();
  if (!program) {
    throw new Error("no program");
  }
  return program;
}

it("tells the shortest way to each function, and leaves out what is only given away", async () => {
  const program = await programOf(
    "void a(void) { b(); c(); }\nvoid b(void) { c(); }\nvoid c(void) { later(d); }\nvoid d(void) { a(); }\nvoid e(void) {}",
  );
  const [a, c, d, e] = ["a", "c", "d", "e"].flatMap((name) => program.named(name));
  if (!a || !c || !d || !e) {
    throw new Error("not all were read");
  }
  const names = (way: readonly { readonly name: string }[]) => way.map(({ name }) => name).join(">");
  const all = reach(program, [a]);
  expect([...all.functions()].map(({ name }) => name)).toEqual(["a", "b", "c", "d"]);
  expect([a, c, d, e].map((fn) => names(all.wayTo(fn)))).toEqual(["a", "a>c", "a>c>d", ""]);
  expect(certainReach(program, [a]).has(d)).toBe(false);
});

it("takes a chain of calls of any length", async () => {
  const length = 10_000;
  const chain = Array.from({ length }, (_, index) => `void f${index}(void) { f${index + 1}(); }`);
  const program = await programOf(chain.join("\n"));
  const [last] = program.named(`f${length - 1}`);
  expect(last && reach(program, program.named("f0")).wayTo(last)).toHaveLength(length);
});
