import { applyEdits } from "@legato-api/language";
import { expect, test } from "vitest";
import type { ComponentOutline } from "../cross/scopes.ts";
import { hover } from "./hover.ts";
import {
  definition,
  highlights,
  implementations,
  references,
  serviceDefinition,
  symbolAt,
  type Target,
  typeDefinition,
} from "./navigation.ts";
import { rename } from "./rename.ts";
import { type TestWorkspace, workspace } from "./testing/workspace.ts";

const FILES = `//- /w/paper.api
ENUM Size { A4 };
//- /w/printer.api
USETYPES paper;
DEFINE MAX = 6;
REFERENCE Job;
FUNCTION Job Open(string name[MAX] IN, paper.Size size IN);
FUNCTION Close(Job job IN);
HANDLER OutHandler();
EVENT Out(OutHandler handler);
//- /w/scanner.api
USETYPES printer;
FUNCTION Scan(printer.Job job IN);
//- /w/server/server.c
// printer_Open in a comment
printer_JobRef_t printer_Open(const char* name, paper_Size_t size) { return make(size == PAPER_A4); }
void printer_Close(printer_JobRef_t job) { puts("printer_Close"); }
printer_OutHandlerRef_t printer_AddOutHandler(printer_OutHandlerFunc_t handler, void* context) { return NULL; }
//- /w/client/client.c
void run(void) { prn_Close(prn_Open("x", PAPER_A4)); char name[PRINTER_MAX]; }
//- /w/other/other.c
void printer_Open(void);
`;

const entry = (prefix: string, api: string, side: "provides" | "requires", definitionPath: string) => ({
  prefix,
  apiPath: api,
  side,
  definition: definitionPath,
  asynchronous: false,
});
const components: readonly ComponentOutline[] = [
  {
    definition: "/w/server/Component.cdef",
    entries: [entry("printer", "/w/printer.api", "provides", "/w/server/Component.cdef")],
    sources: ["/w/server/server.c"],
  },
  {
    definition: "/w/client/Component.cdef",
    entries: [entry("prn", "/w/printer.api", "requires", "/w/client/Component.cdef")],
    sources: ["/w/client/client.c"],
  },
  { definition: "/w/other/Component.cdef", entries: [], sources: ["/w/other/other.c"] },
];

/** The workspace with the cursor put before `mark` in `path`; `mark` must be there. */
function at(path: string, mark: string, offset = 0) {
  const all = workspace(FILES);
  const navigator = all.navigator(components);
  const text = all.files.get(path) ?? "";
  if (!text.includes(mark)) throw new Error(`no ${mark} in ${path}`);
  const found = symbolAt(path, text.indexOf(mark) + offset, navigator);
  return { all, navigator, found };
}

/** `path:line word`, lines from 1. */
function said(all: TestWorkspace, targets: readonly Target[]): string[] {
  return targets.map(({ path, span }) => {
    const text = all.files.get(path) ?? "";
    return `${path}:${text.slice(0, span.start).split("\n").length} ${text.slice(span.start, span.end)}`;
  });
}

test.each<[from: string, path: string, mark: string, to: string]>([
  ["a type in the same file", "/w/printer.api", "Job Open", "/w/printer.api:3 Job"],
  ["a type of an import", "/w/printer.api", "Size size", "/w/paper.api:1 Size"],
  ["the scope before it", "/w/printer.api", "paper.Size", "/w/paper.api:1 "],
  ["a DEFINE", "/w/printer.api", "MAX]", "/w/printer.api:2 MAX"],
  ["USETYPES", "/w/scanner.api", "printer;", "/w/printer.api:1 "],
  ["a C call under an alias", "/w/client/client.c", "prn_Open", "/w/printer.api:4 Open"],
  ["a C type", "/w/server/server.c", "printer_JobRef_t", "/w/printer.api:3 Job"],
  ["an enum constant of an import", "/w/client/client.c", "PAPER_A4", "/w/paper.api:1 A4"],
  ["a C constant", "/w/client/client.c", "PRINTER_MAX", "/w/printer.api:2 MAX"],
  ["an event's Add function", "/w/server/server.c", "printer_AddOutHandler", "/w/printer.api:7 Out"],
])("definition of %s", (_from, path, mark, to) => {
  const { all, found } = at(path, mark);
  const target = found === undefined ? undefined : definition(found);
  expect(target === undefined ? [] : said(all, [target])).toEqual([to]);
});

test.each([
  ["a comment", "/w/server/server.c", "printer_Open in a comment"],
  ["a string", "/w/server/server.c", 'printer_Close");'],
  ["a name of no API", "/w/server/server.c", "make("],
  ["an API that the component does not use", "/w/other/other.c", "printer_Open"],
])("%s is not ours", (_what, path, mark) => {
  expect(at(path, mark).found).toBeUndefined();
});

test("the type behind a parameter and a result", () => {
  const parameter = at("/w/printer.api", "size IN");
  const result = at("/w/printer.api", "Open");
  expect(
    parameter.found &&
      said(
        parameter.all,
        [typeDefinition(parameter.found)].filter((one) => one !== undefined),
      ),
  ).toEqual(["/w/paper.api:1 Size"]);
  expect(
    result.found &&
      said(
        result.all,
        [typeDefinition(result.found)].filter((one) => one !== undefined),
      ),
  ).toEqual(["/w/printer.api:3 Job"]);
});

test("implementation: the C function, not its callers", async () => {
  const { all, navigator, found } = at("/w/printer.api", "Open");
  expect(found && said(all, await implementations(found, navigator))).toEqual(["/w/server/server.c:2 printer_Open"]);
});

test("references: own file, importers, server and clients", async () => {
  const job = at("/w/printer.api", "Job;");
  expect(job.found && said(job.all, await references(job.found, job.navigator, { includeDeclaration: true }))).toEqual([
    "/w/printer.api:3 Job",
    "/w/printer.api:4 Job",
    "/w/printer.api:5 Job",
    "/w/scanner.api:2 Job",
    "/w/server/server.c:2 printer_JobRef_t",
    "/w/server/server.c:3 printer_JobRef_t",
  ]);
  const close = at("/w/client/client.c", "prn_Close");
  expect(
    close.found && said(close.all, await references(close.found, close.navigator, { includeDeclaration: false })),
  ).toEqual(["/w/server/server.c:3 printer_Close", "/w/client/client.c:1 prn_Close"]);
});

test("highlights in the same file", () => {
  const { all } = at("/w/printer.api", "Job;");
  const iface = all.interfaceAt("/w/printer.api");
  const text = all.files.get("/w/printer.api") ?? "";
  expect(highlights(iface, text.indexOf("Job;")).map((one) => one.write)).toEqual([true, false, false]);
});

async function renamed(path: string, mark: string, newName: string): Promise<string[] | string> {
  const { all, navigator, found } = at(path, mark);
  if (found === undefined) return "nothing";
  const answer = await rename(found, newName, navigator);
  if (answer.kind === "refused") return answer.reason;
  return [...all.files].flatMap(([file, text]) => {
    const edits = answer.edits.filter((one) => one.path === file).sort((a, b) => b.span.start - a.span.start);
    const after = edits.reduce(
      (sum, one) => sum.slice(0, one.span.start) + one.newText + sum.slice(one.span.end),
      text,
    );
    const old = text.split("\n");
    return after.split("\n").filter((line, index) => line !== old[index]);
  });
}

test("rename a function: API, server and client under its alias", async () => {
  expect(await renamed("/w/printer.api", "Close(", "Finish")).toEqual([
    "FUNCTION Finish(Job job IN);",
    'void printer_Finish(printer_JobRef_t job) { puts("printer_Close"); }',
    'void run(void) { prn_Finish(prn_Open("x", PAPER_A4)); char name[PRINTER_MAX]; }',
  ]);
});

test("rename a type: importers and its C types", async () => {
  expect(await renamed("/w/printer.api", "Job;", "Task")).toEqual([
    "REFERENCE Task;",
    "FUNCTION Task Open(string name[MAX] IN, paper.Size size IN);",
    "FUNCTION Close(Task job IN);",
    "FUNCTION Scan(printer.Task job IN);",
    "printer_TaskRef_t printer_Open(const char* name, paper_Size_t size) { return make(size == PAPER_A4); }",
    'void printer_Close(printer_TaskRef_t job) { puts("printer_Close"); }',
  ]);
});

test("rename an event: both of its functions and its reference", async () => {
  expect(await renamed("/w/printer.api", "Out(", "Empty")).toEqual([
    "EVENT Empty(OutHandler handler);",
    "printer_EmptyHandlerRef_t printer_AddEmptyHandler(printer_OutHandlerFunc_t handler, void* context) { return NULL; }",
  ]);
});

test("rename a member and a DEFINE", async () => {
  expect(await renamed("/w/paper.api", "A4", "A3")).toEqual([
    "ENUM Size { A3 };",
    "printer_JobRef_t printer_Open(const char* name, paper_Size_t size) { return make(size == PAPER_A3); }",
    'void run(void) { prn_Close(prn_Open("x", PAPER_A3)); char name[PRINTER_MAX]; }',
  ]);
  expect(await renamed("/w/printer.api", "MAX =", "MOST")).toHaveLength(3);
});

test.each([
  ["a name that is none", "Close(", "2nd", "is no name"],
  ["a keyword", "Close(", "IN", "is a keyword"],
  ["a name that is taken", "Close(", "Open", "There is another 'Open'"],
  ["an event whose functions would clash", "Close(", "AddOutHandler", "There is another"],
  ["an interface", "paper;", "sheet", "rename the file"],
  ["a built-in type's name", "Job;", "uint32", "is a built-in type"],
])("rename refuses %s", async (_what, mark, newName, reason) => {
  expect(await renamed("/w/printer.api", mark, newName)).toContain(reason);
});

test.each([
  ["another ENUM's", "B };", "A"],
  ["a DEFINE's", "B };", "N"],
])("rename refuses a constant that C would have twice: %s", async (_what, mark, newName) => {
  const declared = "DEFINE N = 1;\nENUM First { A };\nENUM Second { B };\n";
  const { navigator, interfaceAt } = workspace(declared);
  const at = symbolAt("/w/test.api", declared.indexOf(mark), navigator());
  expect(interfaceAt("/w/test.api").accepted).toBe(true);
  expect(at && (await rename(at, newName, navigator()))).toMatchObject({
    kind: "refused",
    reason: expect.stringContaining(`There is another constant \`${newName}\``),
  });
});

test("rename a parameter: what its own documentation says of it goes along", async () => {
  const declared =
    "/** @param name  A name.\n * @param[in] names Others. */\nFUNCTION F(uint8 name, uint8 names);\n/** @param name x */\nFUNCTION G(uint8 name);\n";
  const { navigator } = workspace(declared);
  const at = symbolAt("/w/test.api", declared.indexOf("name, uint8"), navigator());
  const answer = at && (await rename(at, "title", navigator()));
  const edits = answer?.kind === "edits" ? [...answer.edits].sort((a, b) => a.span.start - b.span.start) : [];
  expect(applyEdits(declared, edits)).toBe(
    "/** @param title  A name.\n * @param[in] names Others. */\nFUNCTION F(uint8 title, uint8 names);\n/** @param name x */\nFUNCTION G(uint8 name);\n",
  );
});

test("what was wrong before does not keep a name from being changed", async () => {
  const declared = "ENUM First { A };\nENUM Second { A, B };\nFUNCTION F(Missing m);\n";
  const { navigator } = workspace(declared);
  const at = symbolAt("/w/test.api", declared.indexOf("B }"), navigator());
  expect(at && (await rename(at, "C", navigator()))).toMatchObject({ kind: "edits" });
});

test("a generated function of a service as a whole leads to its .api, under the component's alias", () => {
  const text = "void run(void) { prn_ConnectService(); printer_ConnectService(); prn_ConnectServices(); }";
  const all = workspace(`${FILES}//- /w/client/more.c\n${text}\n`);
  const navigator = all.navigator(
    components.map((one) => ({
      ...one,
      sources: [...one.sources, ...(one.definition.includes("client") ? ["/w/client/more.c"] : [])],
    })),
  );
  const at = (name: string) => serviceDefinition("/w/client/more.c", text.indexOf(name) + 2, navigator);
  expect(at("prn_ConnectService(")).toEqual({ path: "/w/printer.api", span: { start: 0, end: 0 } });
  expect(at("printer_ConnectService")).toBeUndefined();
  expect(at("prn_ConnectServices")).toBeUndefined();
});

test("a name is found in an imported file that has errors, which is the rule while somebody writes in both", () => {
  const all = workspace(
    "//- /w/torn.api\n/** What there is. */\nENUM Kind { A };\nFUNCTION f(\n//- /w/test.api\nUSETYPES torn;\nFUNCTION f(torn.Ki<|>nd kind);\n",
  );
  const at = symbolAt(all.cursor.path, all.cursor.offset, all.navigator());
  expect(at === undefined ? undefined : definition(at)).toMatchObject({ path: "/w/torn.api" });
  expect(JSON.stringify(hover(all.view(), all.cursor.offset, { ownershipOf: () => new Map() }))).toContain(
    "What there is.",
  );
});
