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
  const definition = readDefinition("/tree/app/server/Component.cdef", memory, variables);
  if (typeof definition === "string") {
    throw new Error(definition);
  }
  return definition;
}

const cdef = "/tree/app/server/Component.cdef";

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
        "/tree/app/server/main.c": "",
        "/tree/app/common/util.c": "",
        "/tree/framework/x.c": "",
        "/tree/interfaces/a.api": "",
        "/tree/x.c": "",
        "/mine/y.c": "",
      },
      { MINE: "/mine" },
    );
    expect(definition.sources.map((source) => source.path)).toEqual([
      "/tree/app/server/main.c",
      "/tree/app/common/util.c",
      "/tree/x.c",
      "/mine/y.c",
    ]);
  });

  it("says which variables have no value, and tries the folders above for a root of that kind", () => {
    const definition = read({
      [cdef]: `sources: { \${MY_ROOT}/service/a.c \${MY_ROOT}/nowhere/b.c $OTHER }`,
      "/tree/service/a.c": "",
    });
    expect(definition.sources.map(({ path, unset }) => [path, unset])).toEqual([
      ["/tree/service/a.c", ["MY_ROOT"]],
      [undefined, ["MY_ROOT"]],
      [undefined, ["OTHER"]],
    ]);
  });

  it("reads included fragments where they stand, each once", () => {
    const definition = read({
      [cdef]: 'sources: {\n#include "list.cinc"\n}\n#include "all.cinc"',
      "/tree/app/server/list.cinc": "a.c b.c",
      "/tree/app/server/all.cinc": 'provides: { api: { x.api } }\n#include "all.cinc"\n#include "gone.cinc"',
      "/tree/app/server/a.c": "",
      "/tree/app/server/b.c": "",
    });
    expect(definition.sources.map((source) => source.path)).toEqual(["/tree/app/server/a.c", "/tree/app/server/b.c"]);
    expect(definition.provides.map((api) => api.prefix)).toEqual(["x"]);
    expect(definition.problems.map((problem) => problem.message)).toEqual([
      "'all.cinc' is included a second time; this one is not read.",
      "'gone.cinc' was not found. Looked for /tree/app/server/gone.cinc.",
    ]);
    expect(definition.missing).toEqual(["/tree/app/server/gone.cinc"]);
  });

  it("knows include folders and macros of the flags", () => {
    const definition = read({
      [cdef]: `cflags: { -Iinc -I $CURDIR/../b -I\${UNSET}/c -DLIMIT=3 -DON } cxxflags: { -I/d }`,
    });
    expect(definition.includeFolders).toEqual(["/tree/app/server/inc", "/tree/app/b", "/d"]);
    expect([...definition.defines]).toEqual([
      ["LIMIT", "3"],
      ["ON", "1"],
    ]);
  });

  it("says when something else than C builds it", () => {
    expect(read({ [cdef]: "javaPackage: { io.legato.x }" }).otherLanguage).toBe("Java");
  });
});
