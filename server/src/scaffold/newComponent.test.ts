/**
 * New server component: every interface compiles as it is generated, plain, asynchronous and in C++, and what it hands out is looked after from
 * the first day.
 */
import { basename, join } from "node:path";
import type { Interface } from "@legato-api/language";
import { afterAll, describe, expect, test } from "vitest";
import { Bench } from "../component/testing/fixture.ts";
import { lifecycleFindings } from "../rules/index.ts";
import { newServerComponent } from "./index.ts";
import { Compiler, findCompiler, scaffoldFolder } from "./testing/compiler.ts";
import { apiFiles, textsIn } from "./testing/fixtures.ts";

interface Case {
  /** Folder and name below test/scaffold/api. */
  readonly api: string;
  readonly language: "c" | "cpp";
  readonly isAsync: boolean;
  readonly prefix?: string;
  /** How its functions look to a client of the scenario; absent: it is only compiled. */
  readonly client?: "RESULT" | "OUT" | "NUMBER" | "ASYNC" | "NEW_ONLY";
}

const cases: readonly Case[] = [
  { api: "result/job", language: "c", isAsync: false, client: "RESULT" },
  { api: "result/job", language: "c", isAsync: true, client: "ASYNC" },
  { api: "result/job", language: "cpp", isAsync: false, client: "RESULT" },
  { api: "result/job", language: "cpp", isAsync: true, client: "ASYNC" },
  { api: "result/job", language: "c", isAsync: false, prefix: "press", client: "RESULT" },
  { api: "out/job", language: "c", isAsync: false, client: "OUT" },
  { api: "out/job", language: "cpp", isAsync: true },
  { api: "number/job", language: "c", isAsync: false, client: "NUMBER" },
  { api: "number/job", language: "cpp", isAsync: false, client: "NUMBER" },
  { api: "newOnly/job", language: "c", isAsync: false, client: "NEW_ONLY" },
  { api: "two/job", language: "c", isAsync: false, client: "RESULT" },
  { api: "all/all", language: "c", isAsync: false },
  { api: "all/all", language: "c", isAsync: true },
  { api: "all/all", language: "cpp", isAsync: false },
  { api: "all/all", language: "cpp", isAsync: true, prefix: "every" },
];

const title = ({ api, language, isAsync, prefix }: Case) =>
  [api.replace("/", "-"), language, isAsync ? "async" : "plain", prefix].filter((part) => part).join("-");

/** The generated component in memory, beside the interface it serves. */
async function generate({ api, language, isAsync, prefix }: Case): Promise<Bench> {
  const apiPath = `/interfaces/${api}.api`;
  const bench = new Bench(apiFiles());
  bench.files.set("/probe/Component.cdef", `provides: { api: { ${api}.api } }`);
  const probe = await bench.analyze("/probe/Component.cdef");
  const iface: Interface | undefined = probe.services[0]?.interface;
  if (!iface) {
    throw new Error(`${apiPath} was not found`);
  }
  bench.files.delete("/probe/Component.cdef");
  const files = newServerComponent({
    iface,
    apiReference: `${api}.api`,
    folder: `/${basename(api)}Server`,
    language,
    isAsync,
    ...(prefix === undefined ? {} : { prefix }),
  });
  if ("problem" in files) {
    throw new Error(files.problem);
  }
  for (const { path, text } of files) {
    bench.files.set(path, text);
  }
  return bench;
}

describe("what is written", () => {
  test.for(cases)("%o", async (each) => {
    const bench = await generate(each);
    const component = await bench.analyze();
    expect(component.problems).toEqual([]);
    expect(component.services.map((service) => service.state)).toEqual(["registered"]);
    const findings = await lifecycleFindings(component, bench.analyzer);
    expect(findings.map((finding) => `${finding.rule}: ${finding.message}`)).toEqual([]);
    for (const [path, text] of textsIn(bench, `/${basename(each.api)}Server/`)) {
      expect(text).not.toMatch(/[ \t]\n/);
      expect(text).not.toMatch(/\n\n\n|\{\n\n|\n\n *\}/);
      expect(text.endsWith("\n")).toBe(true);
      await expect(text).toMatchFileSnapshot(join(scaffoldFolder, "expected/new", title(each), basename(path)));
    }
    bench.analyzer.dispose();
  });

  test("an interface with errors, or with nothing to serve, says why nothing is written", async () => {
    const bench = new Bench(
      new Map([
        ["/interfaces/broken.api", "FUNCTION Open(Nowhere x IN);\n"],
        ["/interfaces/empty.api", "DEFINE A = 1;\n"],
        ["/x/Component.cdef", "provides: { api: { broken.api empty.api } }"],
      ]),
    );
    const { services } = await bench.analyze();
    const answers = services.map(({ interface: iface }) =>
      iface ? newServerComponent({ iface, apiReference: "x.api", folder: "/x", language: "c", isAsync: false }) : iface,
    );
    expect(answers).toEqual([
      { problem: "broken.api has errors: nothing can be generated from it yet" },
      { problem: "empty.api declares no function: there is nothing to serve" },
    ]);
    bench.analyzer.dispose();
  });
});

describe.skipIf(findCompiler() === "missing")("what it does", () => {
  const compiler = new Compiler();
  afterAll(() => compiler.dispose());

  test.for(cases)("%o", { timeout: 60_000 }, async (each) => {
    const bench = await generate(each);
    const name = title(each);
    const component = await bench.analyze();
    const objects = compiler.compile(name, component, textsIn(bench, `/${basename(each.api)}Server/`), []);
    if (each.client) {
      const options = [`-DCLIENT=${each.client}`, `-DPREFIX=${each.prefix ?? "job"}`];
      expect(compiler.run(name, objects, "skeleton", options)).toBe("ok");
    }
    bench.analyzer.dispose();
  });
});
