/** What is read from C and C++ text, and that reading on after an edit is as good as reading anew. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Parser } from "web-tree-sitter";
import { wasmPath } from "../testing/fixture.ts";
import type { FunctionFacts, SourceFacts, SourceLanguage } from "./facts.ts";
import { createGrammars } from "./grammars.ts";
import { mask } from "./mask.ts";
import { readPieces } from "./sourceFacts.ts";
import { SourceTrees } from "./sourceTrees.ts";
import { fold } from "./text.ts";

const grammars = createGrammars(wasmPath);
const parsers = new Map<SourceLanguage, Parser>();
let versions = 0;

beforeAll(async () => {
  parsers.set("c", await grammars.parser("c"));
  parsers.set("cpp", await grammars.parser("cpp"));
});
afterAll(() => grammars.dispose());

/** A file that is edited: each text is read with what is known of the one before. */
class Editor {
  private readonly trees = new SourceTrees();
  private known: ReturnType<typeof readPieces> | undefined;
  private readonly language: SourceLanguage;

  constructor(language: SourceLanguage = "c") {
    this.language = language;
  }

  read(text: string): SourceFacts {
    const parser = parsers.get(this.language);
    const file = { path: "/x.c", text, version: String(++versions) };
    const tree = parser && this.trees.parse(file, this.language, parser);
    if (!tree) {
      throw new Error("no tree");
    }
    this.known = readPieces(tree, this.known);
    return this.known.facts;
  }

  close(): void {
    this.trees.dispose();
  }
}

function facts(text: string, language: SourceLanguage = "c"): SourceFacts {
  const editor = new Editor(language);
  const result = editor.read(text);
  editor.close();
  return result;
}

function only(text: string, language: SourceLanguage = "c"): FunctionFacts {
  const [fn] = facts(text, language).functions;
  if (!fn) {
    throw new Error("no function");
  }
  return fn;
}

describe("a function", () => {
  it("has its name, parameters and storage, in Legato's layout", () => {
    const text = `static le_result_t foo_Open
(
    const char* namePtr,   ///< [IN] Name
    void (*handler)(int),  ///< [IN] Handler
    foo_Ref_t* refPtr,
    size_t
)
{
    return LE_OK;
}`;
    const fn = only(text);
    expect([fn.name, fn.isStatic, fn.returnType]).toEqual(["foo_Open", true, "le_result_t"]);
    expect(fn.parameters.map(({ type, name }) => [type, name])).toEqual([
      ["const char*", "namePtr"],
      ["void (*)(int)", "handler"],
      ["foo_Ref_t*", "refPtr"],
      ["size_t", undefined],
    ]);
    expect(text.slice(fn.nameSpan.start, fn.nameSpan.end)).toBe("foo_Open");
    expect(text.slice(fn.bodySpan.start, fn.bodySpan.end)).toBe("{\n    return LE_OK;\n}");
  });

  it("is COMPONENT_INIT in both spellings, at its own place", () => {
    for (const name of ["COMPONENT_INIT", "COMPONENT_INIT_ONCE"]) {
      const text = `// ${name} comes first\nLE_SHARED int x;\n${name}\n{\n    foo_Init();\n}`;
      const fn = facts(text).functions.find((candidate) => candidate.isComponentInit);
      expect(fn?.calls.map((call) => call.callee)).toEqual(["foo_Init"]);
      expect(text.slice(fn?.span.start, fn?.span.end)).toContain(name);
    }
  });

  it("tells its calls, assignments, loops and branches in order", () => {
    const fn = only(`void f(int a)
{
    Obj_t* objPtr = (Obj_t*)le_ref_Lookup(Map, a);
    objPtr->owner = foo_GetClientSessionRef(); // who
    while (le_ref_NextNode(iter) == LE_OK)
    {
        if (objPtr->owner == NULL) { return; } else { objPtr->ops->close(/* it */ objPtr); }
    }
    (*callback)(objPtr);
}`);
    expect(fn.calls.map((call) => [call.receiver ?? "", call.callee, call.arguments.map((arg) => arg.text)])).toEqual([
      ["", "le_ref_Lookup", ["Map", "a"]],
      ["", "foo_GetClientSessionRef", []],
      ["", "le_ref_NextNode", ["iter"]],
      ["objPtr->ops", "close", ["objPtr"]],
      ["", "", ["objPtr"]],
    ]);
    expect(fn.assignments.map((a) => [a.target, a.declares ?? "", a.call])).toEqual([
      ["objPtr", "Obj_t", 0],
      ["objPtr->owner", "", 1],
    ]);
    expect(fn.loops.map((loop) => [loop.kind, loop.headText])).toEqual([["while", "(le_ref_NextNode(iter) == LE_OK)"]]);
    expect(fn.branches.map((branch) => branch.conditionText)).toEqual(["(objPtr->owner == NULL)"]);
    expect(fn.returns).toHaveLength(1);
  });

  it("reads LE_DLS_FOREACH as the loop it is", () => {
    const fn = only("void f(void) { LE_DLS_FOREACH(&List, objPtr, Obj_t, link) { Free(objPtr); } }");
    expect(fn.loops).toHaveLength(1);
    expect(fn.calls.map((call) => call.callee)).toEqual(["Free"]);
  });

  it("takes macros without a semicolon for the calls they are, and what follows them, too", () => {
    const text =
      "void f(void)\n{\n    WATCH(a, b)\n    NOTE(c)\n    x = 1;\nALONE(d)\n    NOTE(e)\n    Call(g);\n    LAST(h) }";
    expect(only(text).calls.map((call) => [call.callee, call.arguments.map((arg) => arg.text)])).toEqual([
      ["WATCH", ["a", "b"]],
      ["NOTE", ["c"]],
      ["ALONE", ["d"]],
      ["NOTE", ["e"]],
      ["Call", ["g"]],
      ["LAST", ["h"]],
    ]);
  });

  it("carries the #if conditions around it, an include guard being none", () => {
    const read = facts(`#ifndef FOO_H
#define FOO_H
#if LE_CONFIG_LINUX
void a(void) { }
#else
void b(void) { }
#endif
#endif`);
    expect(read.functions.map(({ name, conditions }) => [name, conditions])).toEqual([
      ["a", ["#if LE_CONFIG_LINUX"]],
      ["b", ["not (#if LE_CONFIG_LINUX)"]],
    ]);
  });
});

describe("C++", () => {
  it("gives methods their class, wherever the body stands", () => {
    const read = facts(
      `namespace n { class A : public B { public: void in() { x(); } template <class T> void t(T v) { y(); } private: int z; }; }
A &A::GetInstance() { static A a; return a; }
void n::A::out() const { this->in(); A::GetInstance().out(); }
A::A() : z(make()) { }`,
      "cpp",
    );
    expect(read.functions.map(({ scope, name, calls }) => [scope, name, calls.map((call) => call.callee)])).toEqual([
      ["A", "in", ["x"]],
      ["A", "t", ["y"]],
      ["A", "GetInstance", []],
      ["A", "out", ["in", "out", "GetInstance"]],
      ["A", "A", ["z", "make"]],
    ]);
  });

  it("keeps what a lambda does apart from the function around it", () => {
    const read = facts("void f() { before(); call([](int a, void*) { inside(a); }); }", "cpp");
    expect(
      read.functions.map(({ name, calls, parameters }) => [name, calls.map((c) => c.callee), parameters.length]),
    ).toEqual([
      ["f", ["before", "call"], 0],
      ["lambda", ["inside"], 2],
    ]);
  });
});

describe("the rest of a file", () => {
  it("is its macros, includes, tables, and macros used alone", () => {
    const read = facts(`#include "foo.h"
#include <stdio.h>
#define ADD(a, b) \\
    /* both */ \\
    Add(a, b)
#define NAME "x"
static Handler_t Table[] = { OnOpen, { .fn = OnClose } };
DEFINE_THINGS(one)
void f(void) { }
LE_MEM_DEFINE_STATIC_POOL(Pool, 4, sizeof(int));
`);
    expect(read.includes.map(({ path, local }) => [path, local])).toEqual([
      ["foo.h", true],
      ["stdio.h", false],
    ]);
    expect(read.macros.map(({ name, parameters, body }) => [name, parameters, body])).toEqual([
      ["ADD", ["a", "b"], "Add(a, b)"],
      ["NAME", undefined, '"x"'],
    ]);
    expect([...read.names]).toEqual(["OnOpen", "OnClose"]);
    expect(read.uses.map(({ name, arguments: args }) => [name, args])).toEqual([
      ["DEFINE_THINGS", ["one"]],
      ["LE_MEM_DEFINE_STATIC_POOL", ["Pool", "4", "sizeof(int)"]],
    ]);
    expect(read.functions.map((fn) => fn.name)).toEqual(["f"]);
  });
});

describe("masking", () => {
  it("keeps every length and every line", () => {
    const piece = fc.constantFrom(
      ...'COMPONENT_INIT COMPONENT_INIT_ONCE LE_SHARED LE_NONNULL LE_DLS_FOREACH( ( ) { } ; , \\ \n \r\n # #define /* */ // " DEFINE(x) é 😀'.split(
        " ",
      ),
      "\n",
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        const masked = mask(text);
        expect(masked.length).toBe(text.length);
        expect([...masked.matchAll(/\n/g)].map((m) => m.index)).toEqual([...text.matchAll(/\n/g)].map((m) => m.index));
      }),
      { numRuns: 500 },
    );
  });
});

describe("an edit", () => {
  const functions = Array.from(
    { length: 12 },
    (_, n) => `// number ${n}\nstatic void Do${n}(int a)\n{\n    if (a) { Call${n}(a); }\n    x${n} = Get(${n});\n}\n`,
  );

  it("gives the facts that reading anew gives, with places moved", () => {
    const change = fc.record({
      at: fc.nat({ max: functions.length - 1 }),
      what: fc.constantFrom(
        "\n",
        "void New(void) { Other(); }\n",
        "/* c */\n",
        "#define M Do1()\n",
        "int y = 3;\n",
        "",
      ),
      replace: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const editor = new Editor();
        const parts = [...functions];
        editor.read(parts.join(""));
        for (const { at, what, replace } of changes) {
          parts[at] = replace ? what : (parts[at] ?? "") + what;
          // Half-typed in between, as people type.
          editor.read(`${parts.join("").slice(0, -5)}`);
          const text = parts.join("");
          expect(editor.read(text)).toEqual(facts(text));
        }
        editor.close();
      }),
      { numRuns: 40 },
    );
  });

  it("survives any text", () => {
    const piece = fc.constantFrom(
      ..."void f ( ) { } ; = , le_msg_AddServiceCloseHandler(foo_GetServiceRef(), H, NULL) #if #else #endif #define M(x) x##y \\ \n \" ' /* */ // class A { : :: [] -> . template< > \0 é 😀 return if while for".split(
        " ",
      ),
      "\n",
    );
    const editors = { c: new Editor("c"), cpp: new Editor("cpp") };
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.constantFrom<SourceLanguage>("c", "cpp"),
        (pieces, language) => {
          const text = pieces.join(" ");
          for (const fn of editors[language].read(text).functions) {
            expect(fn.span.start).toBeGreaterThanOrEqual(0);
            expect(fn.span.end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 300 },
    );
    editors.c.close();
    editors.cpp.close();
  });

  it("survives nesting deeper than any stack", () => {
    const deep = `void f(void) { ${"(".repeat(20_000)}x${")".repeat(20_000)}; }`;
    expect(facts(deep).functions.map((fn) => fn.name)).toContain("f");
    expect(facts(`void g(void) { ${"{".repeat(20_000)}${"}".repeat(20_000)} }`)).toBeDefined();
    expect(facts("#if A\n".repeat(5_000))).toBeDefined();
  });
});

describe("comments that are never closed", () => {
  it("are looked through once, however many begin in one another", () => {
    const comments = "/* ".repeat(300_000);
    expect(mask(`#define A ${comments}`)).toBe(`#define A ${comments}`);
    expect(fold(`a ${comments}`)).toBe("a");
  });
});
