/** What a user sees while files change, and that nothing makes the analysis fall over. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { lifecycleFindings } from "../rules/index.ts";
import { Bench } from "./testing/fixture.ts";
import { DOOR_API, DOOR_FUNCTIONS, doorBench, verdicts } from "./testing/verdicts.ts";

const MISSING = "door: missing (door_Open() returns a Door, which Close() takes back)";
const HANDLER = "static void Gone(le_msg_SessionRef_t sessionRef, void* contextPtr) { Free(sessionRef); }\n";
const REGISTERED = `${HANDLER}COMPONENT_INIT { le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL); }\n`;

describe("the answer follows", () => {
  it("the text of a source, saved or not", async () => {
    const bench = doorBench(DOOR_FUNCTIONS);
    const now = async (): Promise<string[]> => verdicts(await bench.analyze(), bench);
    expect(await now()).toEqual([MISSING]);
    bench.files.set("/server/main.c", DOOR_FUNCTIONS + REGISTERED);
    expect(await now()).toEqual(["door: registered direct main.c:11 Gone by COMPONENT_INIT"]);
    bench.files.set("/server/main.c", `\n\n${DOOR_FUNCTIONS}${REGISTERED}`);
    expect(await now()).toEqual(["door: registered direct main.c:13 Gone by COMPONENT_INIT"]);
    bench.files.set("/server/main.c", DOOR_FUNCTIONS + REGISTERED.replace("door_GetServiceRef()", "door_GetServ"));
    expect(await now()).toEqual([
      "door: unknown (a close handler is registered in COMPONENT_INIT() for a service that could not be traced)",
    ]);
    bench.analyzer.dispose();
  });

  it("a header, a source that appears, one that goes, and the .cdef", async () => {
    const bench = doorBench(`#include "door.h"\n${DOOR_FUNCTIONS}COMPONENT_INIT { WATCH(); }\n`, {
      "/server/Component.cdef": "provides: { api: { $CURDIR/../door.api } } sources: { main.c more.c }",
    });
    const now = async (): Promise<string[]> => verdicts(await bench.analyze(), bench);
    expect(await now()).toEqual(["door: unknown (the source 'more.c' does not exist)"]);
    bench.files.set("/server/more.c", "int more;\n");
    expect(await now()).toEqual([MISSING]);
    bench.files.set(
      "/server/door.h",
      "#define WATCH() le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL)\n",
    );
    expect(await now()).toEqual(["door: registered macro main.c:11 Gone? by COMPONENT_INIT"]);
    bench.files.set("/server/more.c", HANDLER.replace("static ", ""));
    expect(await now()).toEqual(["door: registered macro main.c:11 Gone by COMPONENT_INIT"]);
    bench.files.delete("/server/door.h");
    expect(await now()).toEqual([MISSING]);
    bench.files.set("/server/Component.cdef", "sources: { main.c }");
    expect(await now()).toEqual([]);
    bench.files.delete("/server/Component.cdef");
    const gone = await bench.analyze("/server/Component.cdef");
    expect(gone.problems.map((problem) => problem.message)).toEqual([
      "The definition cannot be read (it does not exist).",
    ]);
    bench.analyzer.dispose();
  });

  it("a source that changes while it is read", async () => {
    const bench = doorBench(DOOR_FUNCTIONS);
    // The grammar is not loaded yet: the text was taken, and waits for it.
    const underWay = bench.analyze();
    bench.files.set("/server/main.c", DOOR_FUNCTIONS + REGISTERED);
    expect(verdicts(await underWay, bench)).toEqual([MISSING]);
    expect(verdicts(await bench.analyze(), bench)).toEqual([
      "door: registered direct main.c:11 Gone by COMPONENT_INIT",
    ]);
    bench.analyzer.dispose();
  });

  it("a definition that changes while a source is read", async () => {
    const bench = doorBench(DOOR_FUNCTIONS, {
      "/server/Component.cdef": "provides: { api: { $CURDIR/../door.api } } sources: { main.c }",
    });
    const underWay = bench.analyze();
    bench.files.set("/server/Component.cdef", "sources: { main.c }");
    await underWay;
    expect(verdicts(await bench.analyze(), bench)).toEqual([]);
    bench.analyzer.dispose();
  });

  it("the interface", async () => {
    const bench = doorBench(DOOR_FUNCTIONS);
    expect(verdicts(await bench.analyze(), bench)).toEqual([MISSING]);
    bench.files.set("/door.api", "FUNCTION Knock();");
    expect((await bench.analyze()).services.map((service) => service.state)).toEqual(["none"]);
    bench.files.delete("/door.api");
    expect((await bench.analyze()).services.map((service) => service.state)).toEqual(["unknown"]);
    bench.files.set("/door.api", DOOR_API);
    expect(verdicts(await bench.analyze(), bench)).toEqual([MISSING]);
    bench.analyzer.dispose();
  });
});

describe("an answer", () => {
  it("is the same object while nothing it depends on has changed", async () => {
    const bench = doorBench(DOOR_FUNCTIONS, { "/other.c": "" });
    const first = await bench.analyze();
    bench.files.set("/other.c", "int changed;");
    expect(await bench.analyze()).toBe(first);
    bench.files.set("/server/main.c", `${DOOR_FUNCTIONS}\n`);
    expect(await bench.analyze()).not.toBe(first);
    bench.analyzer.dispose();
  });

  it("names all files it depends on, also those that are not there", async () => {
    const bench = doorBench(`#include "a.h"\n#include "b.h"\n${DOOR_FUNCTIONS}`, { "/server/a.h": "" });
    expect([...(await bench.analyze()).dependencies].sort()).toEqual([
      "/door.api",
      "/server/Component.cdef",
      "/server/a.h",
      "/server/b.h",
      "/server/main.c",
    ]);
    bench.analyzer.dispose();
  });

  it("comes with the syntax tree on loan", async () => {
    const bench = doorBench(DOOR_FUNCTIONS + REGISTERED);
    const component = await bench.analyze();
    const open = component.services[0]?.acquiring[0]?.definitions[0];
    const text = await bench.analyzer.withSource("/server/main.c", ({ root, text: source, language }) => {
      const node = open && root.descendantForIndex(open.nameSpan.start, open.nameSpan.end - 1);
      return node && `${language} ${node.type} ${source.slice(node.startIndex, node.endIndex)}`;
    });
    expect(text).toBe("c identifier door_Open");
    expect(await bench.analyzer.withSource("/nowhere.c", () => 1)).toBeUndefined();
    expect(await bench.analyzer.withSource("/door.api", () => 1)).toBeUndefined();
    bench.analyzer.forget("/server/main.c");
    expect(await bench.analyzer.withSource("/server/main.c", () => 1)).toBe(1);
    bench.analyzer.dispose();
  });
});

describe("any text", () => {
  it("gets an answer, from every rule", async () => {
    const bench = doorBench("");
    const piece = fc.constantFrom(
      "door_DoorRef_t door_Open(const char* n) {",
      "void door_Close(door_DoorRef_t d) {",
      "static void Gone(le_msg_SessionRef_t s, void* c) {",
      "COMPONENT_INIT {",
      "}",
      "le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, c);",
      "le_msg_AddServiceCloseHandler(*x[1]->y, [](int a){}, &",
      "iter = le_ref_GetIterator(Map);",
      "*x->y[0] = le_ref_NextNode(iter);",
      "while (le_ref_NextNode(iter) == LE_OK) {",
      "if (a->pid == b.pid) return;",
      "LE_KILL_CLIENT(x);",
      "door_GetClientSessionRef();",
      "#define M(a, ...) a##__VA_ARGS__ M(#a)",
      "M(M(le_msg_AddServiceCloseHandler(",
      "#define D(N) void N##_Open(void) { D(N) }",
      "D(door)",
      "#if X\n#else\n#endif",
      "class A { static void f() { A::f(); this->f(); } };",
      "(.*+?^$)[]\\",
      "/*",
      '"',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.boolean(), async (pieces, cpp) => {
        const name = cpp ? "main.cpp" : "main.c";
        bench.files.set("/server/Component.cdef", `provides: { api: { $CURDIR/../door.api } } sources: { ${name} }`);
        bench.files.set(`/server/${name}`, pieces.join("\n"));
        const component = await bench.analyze();
        expect(component.services).toHaveLength(1);
        for (const finding of await lifecycleFindings(component, bench.analyzer)) {
          expect(finding.span.end).toBeLessThanOrEqual(pieces.join("\n").length);
        }
      }),
      { numRuns: 300 },
    );
    bench.analyzer.dispose();
  });

  it("gets an answer for odd bytes, line ends and sizes", async () => {
    const bench = new Bench(
      new Map([
        ["/door.api", DOOR_API],
        ["/server/Component.cdef", "\u0000\ufeffprovides: { api: { $CURDIR/../door.api } } sources: { main.c \ufffd }"],
        ["/server/main.c", `${DOOR_FUNCTIONS}\u0000\ufffd`.replace(/\n/g, "\r\n")],
      ]),
    );
    expect((await bench.analyze()).services.map((service) => service.state)).toEqual(["missing"]);
    bench.files.set("/server/main.c", "x".repeat(5_000_000));
    expect((await bench.analyze()).services.map((service) => service.reasons)).toEqual([
      ["the source 'main.c' is too large"],
    ]);
    bench.files.set("/server/main.c", "");
    expect((await bench.analyze()).services.map((service) => service.state)).toEqual(["unknown"]);
    bench.analyzer.dispose();
  });

  it("that is no code at all is given up in time", async () => {
    const words = "( ) { } [ ] ; a = * < > struct if else \" ' #if\n /* \n :: template".split(" ");
    let seed = 7;
    const noise = Array.from({ length: 60_000 }, () => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return words[seed % words.length];
    }).join(" ");
    const bench = doorBench(noise);
    expect((await bench.analyze()).services.map((service) => service.reasons)).toEqual([
      ["the source 'main.c' is no C that could be read in reasonable time"],
    ]);
    bench.files.set("/server/main.c", DOOR_FUNCTIONS);
    expect(verdicts(await bench.analyze(), bench)).toEqual([MISSING]);
    bench.analyzer.dispose();
  });

  it("is read however busy the machine is", async () => {
    // Seconds go by between two looks at the clock.
    let now = performance.now();
    const clock = vi.spyOn(performance, "now").mockImplementation(() => {
      now += 5_000;
      return now;
    });
    try {
      const bench = doorBench(DOOR_FUNCTIONS);
      expect(verdicts(await bench.analyze(), bench)).toEqual([MISSING]);
      bench.analyzer.dispose();
    } finally {
      clock.mockRestore();
    }
  });

  it("that includes itself, or macros that call one another for ever, comes to an end", async () => {
    const bench = doorBench(
      `#include "main.c"\n#include "door.h"\n#define A(x) B(x) B(x)\n#define B(x) A(x##x) door_GetServiceRef() A(x)\n${DOOR_FUNCTIONS}void f(void) { A(a) f(); }\n`,
      { "/server/door.h": '#include "door.h"\n#include "main.c"\n' },
    );
    expect(verdicts(await bench.analyze(), bench)).toEqual([MISSING]);
    bench.analyzer.dispose();
  });
});
