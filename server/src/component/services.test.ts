/** When a missing close handler is said, and when nothing is said for want of facts. */
import { describe, expect, it } from "vitest";
import { Bench } from "./testing/fixture.ts";
import { DOOR_API, DOOR_FUNCTIONS, doorBench, verdictsOf } from "./testing/verdicts.ts";

const MISSING = "door: missing (door_Open() returns a Door, which Close() takes back)";

describe("a service without a close handler", () => {
  it("misses one when everything was seen", async () => {
    expect(await verdictsOf(doorBench(DOOR_FUNCTIONS))).toEqual([MISSING]);
  });

  it("needs none when its interface hands out nothing; its sources are not even read", async () => {
    const bench = doorBench("int x;", { "/door.api": "FUNCTION Knock(uint8 times IN);" });
    const component = await bench.analyze();
    expect(component.services.map(({ state, reasons }) => [state, reasons])).toEqual([
      ["none", ["no function of the interface hands out anything that a client has to give back"]],
    ]);
    expect(component.sources).toEqual([]);
    bench.analyzer.dispose();
  });

  it.each([
    ["logs and returns nothing", 'LE_UNUSED(name); LE_WARN("Not implemented"); return NULL;', "Forget(door);"],
    [
      "returns a constant",
      'if (name == NULL) { LE_ERROR("no"); return 0; } return (door_DoorRef_t)0x10000001;',
      "Forget(door);",
    ],
    ["has a release that does nothing", "return TheOnlyDoor.ref;", "return;"],
  ])("needs none when its implementation %s", async (_what, open, close) => {
    const bench = doorBench(
      `door_DoorRef_t door_Open(const char* name) { ${open} }\nvoid door_Close(door_DoorRef_t door) { ${close} }`,
    );
    expect(await verdictsOf(bench)).toEqual([
      "door: none (door_Open() or its release does nothing, so there is nothing to free)",
    ]);
  });

  it("needs none when an [async] function only answers with a constant", async () => {
    const bench = doorBench("", {
      "/server/Component.cdef": "provides: { api: { $CURDIR/../door.api [async] } } sources: { main.c }",
      "/server/main.c": `void door_Open(door_ServerCmdRef_t cmd, const char* name)
{
    door_DoorRef_t none = NULL;
    LE_WARN("Not here");
    door_OpenRespond(cmd, none);
}
void door_Close(door_ServerCmdRef_t cmd, door_DoorRef_t door) { Forget(door); door_CloseRespond(cmd); }`,
    });
    expect(await verdictsOf(bench)).toEqual([
      "door: none (door_Open() or its release does nothing, so there is nothing to free)",
    ]);
  });
});

describe("the answer is unknown", () => {
  const withCdef = (cdef: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> =>
    verdictsOf(doorBench(DOOR_FUNCTIONS, { "/server/Component.cdef": cdef, ...more }));

  it("when a source is not there, or its variable has no value", async () => {
    expect(await withCdef("provides: { api: { $CURDIR/../door.api } } sources: { main.c gone.c }")).toEqual([
      "door: unknown (the source 'gone.c' does not exist)",
    ]);
    expect(await withCdef(`provides: { api: { $CURDIR/../door.api } } sources: { main.c \${PA}/x.c }`)).toEqual([
      `door: unknown (the source '\${PA}/x.c' names PA, which has no value here)`,
    ]);
    expect(
      await withCdef(`provides: { api: { $CURDIR/../door.api } } sources: { main.c } cflags: { -I\${PA} }`),
    ).toEqual([MISSING]);
  });

  it("when the .api is not there", async () => {
    expect(await withCdef("provides: { api: { $CURDIR/../window.api } } sources: { main.c }")).toEqual([
      "window: unknown ('$CURDIR/../window.api' was not found)",
    ]);
    expect(await withCdef("provides: { api: { $X/door.api } } sources: { main.c }")).toEqual([
      "door: unknown ('$X/door.api' names X, which has no value here)",
    ]);
  });

  it("when the implementation is not in the sources, or not in C", async () => {
    expect(await verdictsOf(doorBench("void Other(void) { }"))).toEqual([
      "door: unknown (door_Open() was not found in the component's sources)",
    ]);
    expect(await withCdef("provides: { api: { $CURDIR/../door.api } } javaPackage: { io.door }")).toEqual([
      "door: unknown (the component is built from Java)",
    ]);
    expect(
      await withCdef("provides: { api: { $CURDIR/../door.api } } sources: { main.c x.s }", { "/server/x.s": "" }),
    ).toEqual(["door: unknown (the source 'x.s' is neither C nor C++)"]);
  });

  it("not, when a macro in a header of another folder registers", async () => {
    const bench = doorBench(`#include "watch.h"\n${DOOR_FUNCTIONS}COMPONENT_INIT { WATCH(door) }`, {
      "/server/Component.cdef":
        "provides: { api: { $CURDIR/../door.api } } sources: { main.c } cflags: { -I$CURDIR/../inc }",
      "/inc/watch.h": "#define WATCH(x) le_msg_AddServiceCloseHandler(x##_GetServiceRef(), Gone, NULL);",
    });
    expect(await verdictsOf(bench)).toEqual(["door: registered macro main.c:11 Gone? by COMPONENT_INIT"]);
  });

  it("in test code, judged by the folders inside the repository", async () => {
    const files = (folder: string): ReadonlyMap<string, string> =>
      new Map([
        [`${folder}/door.api`, DOOR_API],
        [`${folder}/server/Component.cdef`, "provides: { api: { $CURDIR/../door.api } } sources: { main.c }"],
        [`${folder}/server/main.c`, DOOR_FUNCTIONS],
        ["/home/test/repo/.git/HEAD", ""],
      ]);
    expect(await verdictsOf(new Bench(files("/home/test/repo/apps")))).toEqual([MISSING]);
    expect(await verdictsOf(new Bench(files("/home/test/repo/apps/test")))).toEqual([
      "door: unknown (it is test code (folder 'test'))",
    ]);
  });

  it("when the grammar cannot be loaded", async () => {
    const bench = doorBench(DOOR_FUNCTIONS, {}, "main.c");
    const { createComponentAnalyzer } = await import("./index.ts");
    const log: string[] = [];
    const analyzer = createComponentAnalyzer({
      files: bench.files,
      wasmPath: (name) => `/nowhere/${name}`,
      log: (line) => log.push(line),
      legatoRoot: () => undefined,
      variable: () => undefined,
    });
    const component = await bench.analyzeWith(analyzer);
    expect(component.services.map((service) => service.reasons)).toEqual([["the grammar for C could not be loaded"]]);
    expect(log.join()).toContain("The C grammar could not be loaded");
    expect(component.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("Install the tool anew"),
    ]);
    expect(await analyzer.withSource("/server/main.c", () => 1)).toBeUndefined();
    analyzer.dispose();
    bench.analyzer.dispose();
  });
});

describe("name pairs", () => {
  it("are only a suspicion", async () => {
    const bench = doorBench("void door_Lock(void) { Count++; }\nvoid door_Unlock(void) { Count--; }", {
      "/door.api": "FUNCTION Lock(); FUNCTION Unlock();",
    });
    const component = await bench.analyze();
    expect(component.services.map(({ state, suspected, reasons }) => [state, suspected, reasons])).toEqual([
      ["none", true, ["by their names alone, Lock() may hand something out"]],
    ]);
    bench.analyzer.dispose();
  });
});

describe("odd names", () => {
  it("of services are no patterns", async () => {
    for (const alias of ["+x", "a.b", "x?", "$x", "x-y"]) {
      const bench = doorBench(`${DOOR_FUNCTIONS}void f(void) { Use(${alias}_GetServiceRef()); }`, {
        "/server/Component.cdef": `provides: { api: { ${alias} = $CURDIR/../door.api } } sources: { main.c }`,
      });
      expect((await bench.analyze()).services.every((service) => service.state === "unknown")).toBe(true);
      bench.analyzer.dispose();
    }
  });
});
