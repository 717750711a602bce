import { describe, expect, it } from "vitest";
import { MemoryFiles } from "../testing/fixture.ts";
import { type ComponentDefinition, readDefinition } from "./definition.ts";
import { createVariables } from "./variables.ts";

function read(files: Record<string, string>, environment: Record<string, string> = {}): ComponentDefinition {
  const memory = new MemoryFiles(Object.entries(files));
  const variables = createVariables(
    memory,
    (name) => environment[name],
    () => undefined,
  );
  const definition = readDefinition("/work/app/server/Component.cdef", memory, variables);
  if (typeof definition === "string") {
    throw new Error(definition);
  }
  return definition;
}

const cdef = "/work/app/server/Component.cdef";

describe("a component's definition", () => {
  it("takes all branches of #if together, each entry with its conditions", () => {
    const definition = read({
      [cdef]: `provides: { api: {
#if \${LE_CONFIG_LINUX} = y
  le_flash.api
#else
  le_lite = le_flash.api [direct]
#endif
} }`,
    });
    expect(definition.provides.map(({ prefix, options, conditions }) => [prefix, options, conditions])).toEqual([
      ["le_flash", [], [`\${LE_CONFIG_LINUX} = y`]],
      ["le_lite", ["direct"], [`not (\${LE_CONFIG_LINUX} = y)`]],
    ]);
  });

  it("finds sources beside it, outside of its folder, and by variables", () => {
    const definition = read(
      {
        [cdef]: `sources: { main.c $CURDIR/../common/util.c \${LEGATO_ROOT}/x.c $MINE/y.c }`,
        "/work/app/server/main.c": "",
        "/work/app/common/util.c": "",
        "/work/framework/x.c": "",
        "/work/interfaces/a.api": "",
        "/work/x.c": "",
        "/mine/y.c": "",
      },
      { MINE: "/mine" },
    );
    expect(definition.sources.map((source) => source.path)).toEqual([
      "/work/app/server/main.c",
      "/work/app/common/util.c",
      "/work/x.c",
      "/mine/y.c",
    ]);
  });

  it("says which variables have no value, and tries the folders above for a root of that kind", () => {
    const definition = read({
      [cdef]: `sources: { \${MY_ROOT}/service/a.c \${MY_ROOT}/nowhere/b.c $OTHER }`,
      "/work/service/a.c": "",
    });
    expect(definition.sources.map(({ path, unset }) => [path, unset])).toEqual([
      ["/work/service/a.c", ["MY_ROOT"]],
      [undefined, ["MY_ROOT"]],
      [undefined, ["OTHER"]],
    ]);
  });

  it("reads included fragments where they stand, each once", () => {
    const definition = read({
      [cdef]: 'sources: {\n#include "list.cinc"\n}\n#include "all.cinc"',
      "/work/app/server/list.cinc": "a.c b.c",
      "/work/app/server/all.cinc": 'provides: { api: { x.api } }\n#include "all.cinc"\n#include "gone.cinc"',
      "/work/app/server/a.c": "",
      "/work/app/server/b.c": "",
    });
    expect(definition.sources.map((source) => source.path)).toEqual(["/work/app/server/a.c", "/work/app/server/b.c"]);
    expect(definition.provides.map((api) => api.prefix)).toEqual(["x"]);
    expect(definition.problems.map((problem) => problem.message)).toEqual([
      "'all.cinc' is included a second time; this one is not read.",
      "'gone.cinc' was not found. Looked for /work/app/server/gone.cinc.",
    ]);
    expect(definition.missing).toEqual(["/work/app/server/gone.cinc"]);
  });

  it("knows include folders and macros of the flags", () => {
    const definition = read({
      [cdef]: `cflags: { -Iinc -I $CURDIR/../b -I\${UNSET}/c -DLIMIT=3 -DON } cxxflags: { -I/d }`,
    });
    expect(definition.includeFolders).toEqual(["/work/app/server/inc", "/work/app/b", "/d"]);
    expect([...definition.defines]).toEqual([
      ["LIMIT", "3"],
      ["ON", "1"],
    ]);
  });

  it("says when something else than C builds it", () => {
    expect(read({ [cdef]: "javaPackage: { io.legato.x }" }).otherLanguage).toBe("Java");
  });
});
