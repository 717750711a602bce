/** The problem matcher of the manifest reads what `legato-api check` prints: each finding, with nothing lost and nothing made up. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { Fixture } from "../../server/src/testing/fixture.ts";
import { run } from "../../server/src/testing/run.ts";

const root = path.resolve(import.meta.dirname, "../..");
const manifest: {
  contributes: {
    problemMatchers: { name: string; pattern: string }[];
    problemPatterns: { name: string; regexp: string; [group: string]: number | string }[];
  };
} = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

interface Reported {
  files: {
    path: string;
    diagnostics: {
      rule: string;
      severity: string;
      message: string;
      range: { start: { line: number; character: number } };
    }[];
  }[];
}

const files = `//- legato-api.json
{ "rules": { "import-outside-search-path": "hint", "missing-close-handler": "information" } }
//- sp ace/[x]/a: b.api
FUNCTION F(foo x);
//- sub/c.api
USETYPES d;
FUNCTION F(d.Nope x);
//- main.api
USETYPES d;
//- sub/d.api
REFERENCE T;
//- printer.api
REFERENCE Job;
FUNCTION Job Open();
FUNCTION Close(Job job);
//- server/Component.cdef
provides: { api: { printer.api } }
sources: { server.c }
//- server/server.c
#include "legato.h"
#include "interfaces.h"
static le_mem_PoolRef_t Jobs;
static le_ref_MapRef_t References;
printer_JobRef_t printer_Open(void) { return le_ref_CreateRef(References, le_mem_ForceAlloc(Jobs)); }
void printer_Close(printer_JobRef_t job) { le_mem_Release(le_ref_Lookup(References, job)); le_ref_DeleteRef(References, job); }
COMPONENT_INIT {}
`;

test.each(["", "absolute"])("each finding of a report in text is one problem (%s)", async (kind) => {
  const fixture = new Fixture(files);
  const target = kind === "absolute" ? fixture.folder : ".";
  const [text, json] = [
    await run(fixture, ["check", target]),
    await run(fixture, ["check", "--format", "json", target]),
  ];
  const report: Reported = JSON.parse(json.stdout);
  const said = report.files.flatMap(({ path: file, diagnostics }) =>
    diagnostics.map(({ rule, severity, message, range: { start } }) => ({
      file: path.resolve(fixture.folder, file),
      line: `${start.line + 1}`,
      column: `${start.character + 1}`,
      severity,
      message,
      code: rule,
    })),
  );
  const lines = text.stdout.trimEnd().split("\n");
  expect(said.length).toBeGreaterThan(2);
  expect(lines.length, "there are related places and a summary too").toBeGreaterThan(said.length + 1);
  expect(problems(lines, fixture.folder)).toEqual(said);
});

/** As VS Code does it: one line, one match, groups by their number. */
function problems(lines: readonly string[], folder: string) {
  const [matcher] = manifest.contributes.problemMatchers;
  const pattern = manifest.contributes.problemPatterns.find(({ name }) => `$${name}` === matcher?.pattern);
  const regexp = new RegExp(pattern?.regexp ?? "(?!)");
  return lines.flatMap((line) => {
    const match = regexp.exec(line);
    const group = (name: string): string => match?.[Number(pattern?.[name])] ?? "";
    return match === null
      ? []
      : [
          {
            file: path.resolve(folder, group("file")),
            line: group("line"),
            column: group("column"),
            severity: group("severity"),
            message: group("message"),
            code: group("code"),
          },
        ];
  });
}
