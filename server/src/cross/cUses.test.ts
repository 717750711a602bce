import { afterEach, expect, test, vi } from "vitest";
import { workspace } from "../features/testing/workspace.ts";
import { usesOf } from "./cUses.ts";

const count = 20;
const sources = Array.from({ length: count }, (_, index) => `/w/file${index}.c`);
const all = workspace(
  `//- /w/door.api\nFUNCTION Open();\n${sources.map((source) => `//- ${source}\nvoid f(void) { door_Open(); }\n`).join("")}`,
);
const symbol = { kind: "function", uri: "/w/door.api", name: "Open" } as const;

afterEach(() => {
  vi.restoreAllMocks();
});

function search(isCancelled: () => boolean) {
  const { files, scopes } = all.navigator();
  const read = vi.fn(files.read);
  // Each look at the clock finds the slice over, so that others have their turn after every file.
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
  const uses = usesOf(symbol, { files: { ...files, read }, scopes, sources, isCancelled });
  return { uses, read };
}

test("a search goes through all files", async () => {
  const { uses, read } = search(() => false);
  expect((await uses).map(({ path, kind }) => `${path} ${kind}`)).toEqual(sources.map((source) => `${source} call`));
  expect(read).toHaveBeenCalledTimes(count);
});

test("a search that is cancelled reads no further file and finds nothing", async () => {
  let asked = 0;
  const { uses, read } = search(() => ++asked === 3);
  expect(await uses).toEqual([]);
  expect(read).toHaveBeenCalledTimes(3);
});
