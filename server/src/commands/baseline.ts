/**
 * `--baseline FILE`: what a legacy tree already has is accepted, only what is new is said.
 *
 * The file is an earlier output of `check --format json` over the same paths. A finding is known when the baseline has one of the same rule, file and
 * message, wherever it stands now; two of them in the baseline cover two.
 */
import { filtered, type Report } from "../output/report.ts";
import { type FileProblem, isProblem, reasonOf, type TextFile } from "../workspace/files.ts";
import { UsageError } from "./commandLine.ts";

/** `nameInBaseline`: how the JSON format calls a path of the report. */
export function withoutKnown(
  report: Report,
  baseline: { readonly given: string; readonly file: TextFile | FileProblem },
  nameInBaseline: (path: string) => string,
): Report {
  const { given, file } = baseline;
  if (isProblem(file)) {
    throw new UsageError(`The baseline ${given} cannot be read: ${reasonOf(file)}. ${howToWrite(given)}`);
  }
  const known = readBaseline(file.text, given);
  return filtered(report, (path, { rule, message }) => {
    const key = keyOf(nameInBaseline(path), rule, message);
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    return left <= 0;
  });
}

function keyOf(file: string, rule: string, message: string): string {
  return [file, rule, message].join("\n");
}

function readBaseline(text: string, name: string): Map<string, number> {
  const known = new Map<string, number>();
  const report = parse(text, name);
  if (!Array.isArray(property(report, "files"))) {
    throw new UsageError(`The baseline ${name} is no JSON report of check. ${howToWrite(name)}`);
  }
  for (const file of list(report, "files")) {
    for (const diagnostic of list(file, "diagnostics")) {
      const key = keyOf(word(file, "path"), word(diagnostic, "rule"), word(diagnostic, "message"));
      known.set(key, (known.get(key) ?? 0) + 1);
    }
  }
  return known;
}

const howToWrite = (name: string): string => `Write it with 'check --format json PATH... > ${name}'.`;

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`The baseline ${name} is not JSON. ${howToWrite(name)}`);
  }
}

function list(value: unknown, key: string): readonly unknown[] {
  const found = property(value, key);
  return Array.isArray(found) ? found : [];
}

function word(value: unknown, key: string): string {
  const found = property(value, key);
  return typeof found === "string" ? found : "";
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
}
