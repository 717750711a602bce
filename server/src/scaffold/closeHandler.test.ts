/**
 * Add close handler, tried on every way of keeping track in several house styles: each fixture is given its handler, compiled with every warning
 * an error, and run. Two clients play; one dies; just its resources have to be gone.
 */
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { Bench, readFixture } from "../component/testing/fixture.ts";
import { doorBench } from "../component/testing/verdicts.ts";
import type { Finding } from "../finding.ts";
import { lifecycleFindings } from "../rules/index.ts";
import { addCloseHandler, applyEdits } from "./index.ts";
import { Compiler, findCompiler, scaffoldFolder } from "./testing/compiler.ts";
import { openExample, openFixture, textsIn } from "./testing/fixtures.ts";

interface Case {
  readonly fixture: string;
  /** What is special about it. */
  readonly what: string;
  readonly scenario: "many" | "single" | "two" | "starts";
  /** How its functions look to a client. */
  readonly client: "RESULT" | "OUT" | "NUMBER" | "ASYNC" | "NEW_ONLY" | "LATER";
  readonly prefix?: string;
  readonly defines?: readonly string[];
  /** Sentences left to complete. */
  readonly todos?: number;
}

const cases: readonly Case[] = [
  { fixture: "refMapLegato", what: "safe-reference map, Legato's layout", scenario: "many", client: "RESULT" },
  { fixture: "refMapKnr", what: "safe-reference map, K&R braces, tabs, snake case", scenario: "many", client: "OUT" },
  {
    fixture: "refMapCrLf",
    what: "safe-reference map, CR LF, freed inside of an if",
    scenario: "many",
    client: "RESULT",
  },
  { fixture: "refMapPlaceholder", what: "safe-reference map without objects", scenario: "many", client: "RESULT" },
  { fixture: "refMapAsync", what: "[async], static pool and map", scenario: "many", client: "ASYNC" },
  {
    fixture: "refMapManualStart",
    what: "[manual-start] with an alias",
    scenario: "many",
    client: "RESULT",
    prefix: "press",
    defines: ["-DMANUAL_START"],
  },
  { fixture: "releaseWithLocals", what: "release function with locals and a result", scenario: "many", client: "OUT" },
  { fixture: "closeCanFail", what: "release function whose freeing can fail", scenario: "many", client: "OUT" },
  {
    fixture: "madeElsewhere",
    what: "object made by a helper, COMPONENT_INIT_ONCE",
    scenario: "many",
    client: "RESULT",
  },
  { fixture: "listNoInit", what: "list, no COMPONENT_INIT", scenario: "many", client: "RESULT" },
  { fixture: "listSearched", what: "list that the release function searches", scenario: "many", client: "NUMBER" },
  {
    fixture: "hashBySession",
    what: "hash map keyed by session, a list in each record",
    scenario: "many",
    client: "RESULT",
  },
  { fixture: "hashByNumber", what: "hash map keyed by number", scenario: "many", client: "NUMBER" },
  { fixture: "ownerFlag", what: "one job and a flag", scenario: "single", client: "RESULT" },
  { fixture: "ownerSession", what: "one job and its owner's session", scenario: "single", client: "OUT" },
  { fixture: "nothingKept", what: "nothing kept, a driver's pointer handed out", scenario: "many", client: "RESULT" },
  { fixture: "nothingKeptNumber", what: "nothing kept, numbers passed on", scenario: "many", client: "NUMBER" },
  { fixture: "slots", what: "an array of slots", scenario: "many", client: "OUT" },
  { fixture: "lazyMap", what: "a map made for the first client", scenario: "many", client: "RESULT" },
  { fixture: "sharedMap", what: "a map that also holds what no client asked for", scenario: "many", client: "RESULT" },
  { fixture: "twoMaps", what: "two acquiring functions, two maps", scenario: "two", client: "RESULT" },
  {
    fixture: "twoServices",
    what: "two services with shared code",
    scenario: "many",
    client: "RESULT",
    prefix: "front",
  },
  { fixture: "notRegistered", what: "a handler that was never registered", scenario: "many", client: "RESULT" },
  { fixture: "otherFile", what: "started from another file", scenario: "many", client: "RESULT" },
  { fixture: "otherFileOnly", what: "all set up in another file", scenario: "many", client: "RESULT" },
  { fixture: "neverReleased", what: "no function takes it back", scenario: "many", client: "NEW_ONLY" },
  { fixture: "conditional", what: "under #ifdef", scenario: "many", client: "RESULT", defines: ["-DWITH_JOBS"] },
  { fixture: "unfinished", what: "freeing that can kill the client", scenario: "starts", client: "RESULT", todos: 1 },
  { fixture: "madeLater", what: "handed to a handler later", scenario: "starts", client: "LATER", todos: 1 },
  { fixture: "cppFree", what: "C++ functions in a namespace", scenario: "many", client: "RESULT" },
  { fixture: "cppStatic", what: "C++ class with static members", scenario: "many", client: "RESULT" },
  { fixture: "cppSingleton", what: "C++ singleton", scenario: "many", client: "RESULT" },
  { fixture: "cppInline", what: "C++ class in the source, new and delete", scenario: "many", client: "RESULT" },
  { fixture: "cppStl", what: "C++ with std::map", scenario: "many", client: "RESULT" },
];

/** Gives the fixture its handler. */
async function apply(bench: Bench, prefix: string): Promise<readonly string[]> {
  const component = await bench.analyze();
  expect(component.services.find((service) => service.prefix === prefix)?.state).toBe("missing");
  const answer = await addCloseHandler(component, prefix, bench.analyzer);
  if ("problem" in answer) {
    throw new Error(answer.problem);
  }
  for (const { path, edits } of answer.files) {
    const file = bench.files.read(path);
    if (typeof file !== "string") {
      bench.files.set(path, applyEdits(file.text, edits));
    }
  }
  return answer.todos;
}

async function warnings(bench: Bench): Promise<readonly Finding[]> {
  const findings = await lifecycleFindings(await bench.analyze(), bench.analyzer);
  return findings.filter((finding) => finding.severity === "warning");
}

describe("what is written", () => {
  test.for(cases)("$fixture: $what", async ({ fixture, prefix = "job", todos = 0 }) => {
    const bench = openFixture(fixture);
    const before = textsIn(bench, `/${fixture}/`);
    const known = new Set((await warnings(bench)).map((finding) => finding.rule));
    expect(await apply(bench, prefix)).toHaveLength(todos);
    const after = await bench.analyze();
    expect(after.services.find((service) => service.prefix === prefix)).toMatchObject({
      state: "registered",
      reasons: [],
    });
    // Nothing new to warn of, and least of all an owner that is not stored.
    const now = await warnings(bench);
    expect(now.filter((finding) => !known.has(finding.rule)).map((finding) => finding.message)).toEqual([]);
    expect(now.map((finding) => finding.rule)).not.toContain("owner-not-stored");
    for (const [path, text] of textsIn(bench, `/${fixture}/`)) {
      const old = before.get(path);
      if (text !== old) {
        expect(text.includes("\r\n") && /[^\r]\n/.test(text), "mixed line ends").toBe(false);
        expect(text).not.toMatch(/[ \t]\r?\n/);
        expect(text.match(/\n\r?\n\r?\n\r?\n/)).toBeNull();
        expect(text.endsWith("\n")).toBe(old?.endsWith("\n"));
        const file = join(scaffoldFolder, "expected", path);
        await expect(text.replaceAll("\r\n", "\n")).toMatchFileSnapshot(file);
      }
    }
    bench.analyzer.dispose();
  });
});

describe("what is looked up once more", () => {
  const server = (close: string): Bench =>
    doorBench(`static le_ref_MapRef_t Doors;
door_DoorRef_t door_Open(const char* name)
{
    return le_ref_CreateRef(Doors, device_New(name));
}
${close}
COMPONENT_INIT
{
    Doors = le_ref_CreateMap("doors", 4);
}
`);
  const destroyOf = async (bench: Bench): Promise<string> => {
    await apply(bench, "door");
    const text = textsIn(bench, "/server/").get("/server/main.c") ?? "";
    bench.analyzer.dispose();
    return /^static void DestroyDoor[\s\S]*?^}/m.exec(text)?.[0] ?? text;
  };

  test("may be gone: another client has given it back", async () => {
    const close = (test: string) => `void door_Close(door_DoorRef_t door)
{
    Device_t* devicePtr = (Device_t*)le_ref_Lookup(Doors, door);
    if (${test})
    {
        LE_ERROR("No such door");
        return;
    }
    device_Close(devicePtr);
    le_mem_Release(devicePtr);
}`;
    expect(await destroyOf(server(close("devicePtr == NULL")))).toContain("if (devicePtr == NULL)");
    expect(await destroyOf(server(close("NULL == devicePtr")))).toContain("if (NULL == devicePtr)");
  });
});

describe("what is not written", () => {
  const door = `
//- /door.api
REFERENCE Door;
FUNCTION Door Open();
FUNCTION Close(Door door IN);
`;
  const source = `
//- /server/server.c
static le_ref_MapRef_t Doors;
typedef struct { int fd; } Door_t;
door_DoorRef_t door_Open(void)
{
    Door_t* doorPtr = le_mem_ForceAlloc(Pool);
    return le_ref_CreateRef(Doors, doorPtr);
}
void door_Close(door_DoorRef_t door)
{
    Door_t* doorPtr = le_ref_Lookup(Doors, door);
    le_ref_DeleteRef(Doors, door);
    le_mem_Release(doorPtr);
}
`;

  test.for([
    ["door = $CURDIR/../door.api [manual-start]", source, "calls door_AdvertiseService()"],
    ["door = $CURDIR/../door.api [direct]", source, "is [direct]"],
    ["door = $CURDIR/../door.api", "\n//- /server/server.c\nint x;\n", "no function of the component"],
    ["other = $CURDIR/../door.api", source, "provides no service 'door'"],
  ] as const)("%s: %s", async ([api, code, words]) => {
    const cdef = `\n//- /server/Component.cdef\nprovides: { api: { ${api} } }\nsources: { server.c }\n`;
    const bench = new Bench(readFixture(door + cdef + code).files);
    const answer = await addCloseHandler(await bench.analyze(), "door", bench.analyzer);
    expect("problem" in answer ? answer.problem : "no problem").toContain(words);
    bench.analyzer.dispose();
  });

  test.each([
    ["*doorPtr = (Door_t){ .owner = door_GetClientSessionRef(), .fd = open(name, O_RDWR) };"],
    ["doorPtr->fd = open(name, O_RDWR);\n    doorPtr->owner = door_GetClientSessionRef();"],
  ])("the owner where it is stored: %s", async (store) => {
    const bench = doorBench(`typedef struct { int fd; le_msg_SessionRef_t owner; } Door_t;
static le_mem_PoolRef_t Pool;
static le_ref_MapRef_t Doors;
door_DoorRef_t door_Open(const char* name)
{
    Door_t* doorPtr = le_mem_ForceAlloc(Pool);
    ${store}
    return le_ref_CreateRef(Doors, doorPtr);
}
void door_Close(door_DoorRef_t door)
{
    Door_t* doorPtr = le_ref_Lookup(Doors, door);
    le_ref_DeleteRef(Doors, door);
    close(doorPtr->fd);
    le_mem_Release(doorPtr);
}
COMPONENT_INIT
{
    Doors = le_ref_CreateMap("doors", 4);
}
`);
    await apply(bench, "door");
    const text = textsIn(bench, "/server/").get("/server/main.c") ?? "";
    expect(text).toContain("if (doorPtr->owner == sessionRef)");
    expect(text.match(/door_GetClientSessionRef\(\)/g)).toHaveLength(1);
    bench.analyzer.dispose();
  });

  test("a second handler", async () => {
    const bench = openFixture("refMapLegato");
    await apply(bench, "job");
    const answer = await addCloseHandler(await bench.analyze(), "job", bench.analyzer);
    expect(answer).toEqual({ problem: "a close handler is registered for 'job' already" });
    bench.analyzer.dispose();
  });

  test("edits for a text that has changed since it was checked", async () => {
    const bench = openFixture("refMapLegato");
    const component = await bench.analyze();
    const path = "/refMapLegato/jobServer.c";
    bench.files.set(path, `// Typed on.\n${textsIn(bench, path).get(path)}`);
    const answer = await addCloseHandler(component, "job", bench.analyzer);
    expect("problem" in answer ? answer.problem : "no problem").toContain("try again");
    bench.analyzer.dispose();
  });

  test("a second walk over a map that a handler walks already: it serves both services", async () => {
    const bench = openFixture("twoServices");
    await apply(bench, "front");
    await apply(bench, "back");
    const text = textsIn(bench, "/twoServices/").get("/twoServices/jobs.c") ?? "";
    expect(text.match(/^static void \w*CloseSessionEventHandler$/gm)).toHaveLength(1);
    expect(text.match(/le_msg_AddServiceCloseHandler\((?:front|back)_GetServiceRef\(\)/g)).toHaveLength(2);
    const { services } = await bench.analyze();
    expect(services.map((service) => service.state)).toEqual(["registered", "registered"]);
    bench.analyzer.dispose();
  });
});

describe("damaged sources", () => {
  test.each([
    ["empty", ""],
    ["of one line", " Pool = NULL;"],
    ["of several lines", "\n    Pool = NULL;\n"],
  ])("a COMPONENT_INIT that is not closed yet and %s is left alone, and the user told", async (_what, body) => {
    const bench = openFixture("neverReleased");
    const path = "/neverReleased/jobServer.c";
    const text = textsIn(bench, path).get(path) ?? "";
    bench.files.set(path, `${text.slice(0, text.indexOf("COMPONENT_INIT"))}COMPONENT_INIT\n{${body}`);
    const answer = await addCloseHandler(await bench.analyze(), "job", bench.analyzer);
    bench.analyzer.dispose();
    expect(answer).toEqual({ problem: `COMPONENT_INIT in ${path} has no closing brace: give it one first` });
  });

  test("whatever was cut out or put in, the edits fit the text", { timeout: 120_000 }, async () => {
    const names = cases.map((each) => each.fixture);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(),
        fc.nat(400),
        fc.constantFrom("", "}", "{", "(", "#if X\n", "/*", '"', "struct {", "\u0000"),
        async (fixture, at, length, junk) => {
          const bench = openFixture(fixture);
          const paths = [...textsIn(bench, `/${fixture}/`).keys()].filter((path) => !path.endsWith(".cdef"));
          const path = paths[at % paths.length] ?? "";
          const text = textsIn(bench, path).get(path) ?? "";
          const from = at % Math.max(text.length, 1);
          bench.files.set(path, text.slice(0, from) + junk + text.slice(from + length));
          const component = await bench.analyze();
          for (const { prefix } of component.services) {
            const answer = await addCloseHandler(component, prefix, bench.analyzer);
            for (const { path: changed, edits } of "problem" in answer ? [] : answer.files) {
              const now = textsIn(bench, changed).get(changed) ?? "";
              let end = 0;
              for (const edit of edits) {
                expect(edit.start).toBeGreaterThanOrEqual(end);
                expect(edit.end).toBeGreaterThanOrEqual(edit.start);
                end = edit.end;
              }
              expect(end).toBeLessThanOrEqual(now.length);
            }
          }
          bench.analyzer.dispose();
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** gcc's absence is a failure in CI and a message elsewhere. */
describe.skipIf(findCompiler() === "missing")("what it does", () => {
  const compiler = new Compiler();
  afterAll(() => compiler.dispose());

  test("the printer of the example survives a hundred clients that die", { timeout: 60_000 }, async () => {
    const bench = openExample();
    const forgetful = await bench.analyze();
    const broken = compiler.compile("forgetful", forgetful, textsIn(bench, "/printServer/"), []);
    expect(compiler.run("forgetful", broken, "printer", [])).toContain("not true: dyingJobRef != NULL");
    expect(await apply(bench, "printer")).toEqual([]);
    expect(await lifecycleFindings(await bench.analyze(), bench.analyzer)).toEqual([]);
    const objects = compiler.compile("printer", await bench.analyze(), textsIn(bench, "/printServer/"), []);
    expect(compiler.run("printer", objects, "printer", [])).toBe("ok");
    bench.analyzer.dispose();
  });

  test("under #ifdef: the build without it compiles, too", { timeout: 60_000 }, async () => {
    const bench = openFixture("conditional");
    await apply(bench, "job");
    const files = textsIn(bench, "/conditional/");
    expect(compiler.compile("without", await bench.analyze(), files, [])).toHaveLength(1);
    bench.analyzer.dispose();
  });

  test("the scenarios see a server that forgets, and one that frees too much", { timeout: 60_000 }, async () => {
    const bench = openFixture("refMapLegato");
    await apply(bench, "job");
    const path = "/refMapLegato/jobServer.c";
    const file = bench.files.read(path);
    const text = typeof file === "string" ? "" : file.text;
    const component = await bench.analyze();
    for (const [name, owned] of Object.entries({ forgetful: "false", greedy: "true" })) {
      const broken = text.replace("jobPtr->sessionRef == sessionRef", owned);
      expect(broken).not.toBe(text);
      const objects = compiler.compile(name, component, new Map([[path, broken]]), []);
      expect(compiler.run(name, objects, "many", ["-DCLIENT=RESULT", "-DPREFIX=job"])).toContain("not true");
    }
    bench.analyzer.dispose();
  });

  test.for(cases)(
    "$fixture: $what",
    { timeout: 60_000 },
    async ({ fixture, prefix = "job", scenario, client, defines = [] }) => {
      const bench = openFixture(fixture);
      await apply(bench, prefix);
      const component = await bench.analyze();
      const objects = compiler.compile(fixture, component, textsIn(bench, `/${fixture}/`), defines);
      const options = [`-DCLIENT=${client}`, `-DPREFIX=${prefix}`, ...defines];
      expect(compiler.run(fixture, objects, scenario, options)).toBe("ok");
      bench.analyzer.dispose();
    },
  );
});
