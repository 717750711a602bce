/**
 * A report as SARIF 2.1.0, for code scanning.
 *
 * Lines and columns are 1-based, columns in UTF-16 code units. Paths are URI references relative to the folder the command ran in (`SRCROOT`), which for code
 * scanning is the root of the repository; a path outside of it is an absolute URI.
 */
import path from "node:path";
import type { Severity } from "@legato-api/language";
import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Range } from "../lines.ts";
import { isUri, isWithin, uriOfPath } from "../workspace/paths.ts";
import type { Report } from "./report.ts";

const levels: Readonly<Record<Severity, Result.level>> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

export interface SarifRule {
  readonly id: string;
  readonly summary: string;
  readonly why: string;
}

/** `folder`: absolute, the one the command ran in. */
export function sarifReport(report: Report, folder: string, ruleOf: (id: string) => SarifRule | undefined): string {
  const ids = [...new Set(report.files.flatMap((file) => file.diagnostics.map(({ rule }) => rule)))].sort();
  const results: Result[] = report.files.flatMap((file) =>
    file.diagnostics.map(({ rule, severity, message, range, related }) => ({
      ruleId: rule,
      ruleIndex: ids.indexOf(rule),
      level: levels[severity],
      message: { text: message },
      locations: [{ physicalLocation: location(file.path, range, folder) }],
      relatedLocations: related.map((place, id) => ({
        id,
        physicalLocation: location(place.path, place.range, folder),
        message: { text: place.message },
      })),
    })),
  );
  const log: Log = {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: { driver: { name: "legato-api", rules: ids.map((id) => descriptor(id, ruleOf(id))) } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor(id: string, rule: SarifRule | undefined): ReportingDescriptor {
  return rule === undefined
    ? { id }
    : { id, shortDescription: { text: rule.summary }, fullDescription: { text: rule.why } };
}

function location(file: string, { start, end }: Range, folder: string) {
  return {
    artifactLocation: artifact(file, folder),
    region: {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    },
  };
}

function artifact(file: string, folder: string) {
  if (isUri(file)) {
    return { uri: file };
  }
  const absolute = path.resolve(folder, file);
  // A scanner takes no way up out of its root.
  if (path.isAbsolute(file) || !isWithin(absolute, folder)) {
    return { uri: uriOfPath(absolute) };
  }
  return { uri: file.split(path.sep).map(encodeURIComponent).join("/"), uriBaseId: "SRCROOT" };
}
