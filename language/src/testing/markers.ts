/**
 * Checks of small texts, for tests: files parted by `//- /name.api` lines, and what is said about them as lines of carets.
 *
 *     FUNCTION Put(unit8 value);
 *     //           ^^^^^ error[unknown-type]: Did you mean `uint8`?
 *
 * A marker stands under what it marks; `//<--- rule` marks from the line's start, as many characters as it has dashes. The text behind
 * the rule is any part of the message and may be left out. Marker lines are not part of the file that is checked.
 */
import { expect } from "vitest";
import { check } from "../check.ts";
import type { Diagnostic } from "../diagnostics.ts";
import type { CheckInput, CheckResult } from "../model/check.ts";
import type { ImportAnswer } from "../model/importAnswer.ts";
import { parse } from "../syntax/parser.ts";
import type { SourceFile } from "../syntax/tree.ts";
import { LineMap } from "../text/lineMap.ts";

export type CheckOptions = Partial<Pick<CheckInput, "dialect" | "notUtf8At" | "cache">>;

const FIRST = "main.api";

/** The files of a fixture by name, in order; the first one is called `main.api` unless it says otherwise. */
export function filesOf(fixture: string): ReadonlyMap<string, string> {
  const [first = "", ...rest] = fixture.split(/^\/\/- \/(\S+)\n/m);
  const files = new Map<string, string>();
  if (first !== "" || rest.length === 0) files.set(FIRST, first);
  for (let index = 0; index + 1 < rest.length; index += 2) files.set(rest[index] ?? "", rest[index + 1] ?? "");
  return files;
}

/** Checks the first file of a fixture; the others are found by name. */
export function checkFixture(fixture: string, options: CheckOptions = {}): CheckResult {
  return checkFiles(filesOf(fixture), options);
}

export function checkFiles(files: ReadonlyMap<string, string>, options: CheckOptions = {}): CheckResult {
  const trees = new Map<string, SourceFile>([...files].map(([name, text]) => [name, parse(text)]));
  const [uri = FIRST, tree = parse("")] = [...trees][0] ?? [];
  return check({
    uri,
    tree,
    dialect: "auto",
    ...options,
    resolveImport: (fileName): ImportAnswer => {
      const found = trees.get(fileName);
      return found === undefined
        ? { kind: "missing", searched: ["/project", "/imports"] }
        : { kind: "found", uri: fileName, tree: found };
    },
  });
}

/** `error[unknown-type]` for each diagnostic, in order. */
export function rulesIn(fixture: string, options: CheckOptions = {}): readonly string[] {
  return checkFixture(fixture, options).diagnostics.map(({ severity, rule }) => `${severity}[${rule}]`);
}

interface Marker {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly severity: string;
  readonly rule: string;
  readonly text: string;
}

/** Checks a fixture and compares all that is said about its first file with the markers in it. */
export function expectMarked(fixture: string, options: CheckOptions = {}): CheckResult {
  const files = new Map(filesOf(fixture));
  const [name = FIRST, marked = ""] = [...files][0] ?? [];
  const { text, markers } = takeMarkers(marked);
  files.set(name, text);
  const result = checkFiles(files, options);
  const lines = new LineMap(text);
  const said = result.diagnostics.map((diagnostic) => describe(diagnostic, lines, markers));
  const wanted = markers.map((marker) => `${place(marker)} ${marker.severity}[${marker.rule}]: ${marker.text}`);
  expect(said.toSorted()).toEqual(wanted.toSorted());
  return result;
}

function describe(diagnostic: Diagnostic, lines: LineMap, markers: readonly Marker[]): string {
  const start = lines.positionAt(diagnostic.span.start);
  const end = lines.positionAt(diagnostic.span.end);
  const to = end.line === start.line ? end.character : start.character + 1;
  const at = place({ line: start.line, from: start.character, to });
  const marker = markers.find((each) => each.rule === diagnostic.rule && place(each) === at);
  const text = marker !== undefined && diagnostic.message.includes(marker.text) ? marker.text : diagnostic.message;
  return `${at} ${diagnostic.severity}[${diagnostic.rule}]: ${text}`;
}

function place({ line, from, to }: Pick<Marker, "line" | "from" | "to">): string {
  return `line ${line + 1}, ${from}-${to}`;
}

const MARKER = /^(?:(\/\/<)(-+)|(\/\/ *)(\^+)) (error|warning|information|hint)\[([a-z0-9-]+)\](?:: (.*))?$/;

function takeMarkers(marked: string): { readonly text: string; readonly markers: readonly Marker[] } {
  const kept: string[] = [];
  const markers: Marker[] = [];
  for (const line of marked.split("\n")) {
    const [, left, dashes, indent, carets, severity, rule, text = ""] = MARKER.exec(line) ?? [];
    if (severity === undefined || rule === undefined) {
      kept.push(line);
      continue;
    }
    const from = left === undefined ? (indent?.length ?? 0) : 0;
    const length = dashes?.length ?? carets?.length ?? 0;
    markers.push({ line: kept.length - 1, from, to: from + length, severity, rule, text });
  }
  return { text: kept.join("\n"), markers };
}
