/**
 * What `check` has to say, ready for any format: the files checked, each with its findings and their positions.
 *
 * In: findings. Out: plain data in DESIGN.md's shape: each finding once, at its own place; positions are LSP's (zero-based lines, UTF-16
 * characters). Files are in order of their path, findings in order of their place.
 */
import type { Severity } from "@legato-api/language";
import type { Finding, RelatedFinding } from "../finding.ts";
import { linesOf, type Range } from "../lines.ts";
import { type Files, isProblem } from "../workspace/files.ts";

export interface ReportedPlace {
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

export interface ReportedDiagnostic {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly related: readonly ReportedPlace[];
}

export interface Report {
  readonly files: readonly { readonly path: string; readonly diagnostics: readonly ReportedDiagnostic[] }[];
  readonly summary: { readonly files: number; readonly errors: number; readonly warnings: number };
}

/** The report with absolute paths: all files that were checked, also those about which there is nothing to say. */
export function reportOf(findings: readonly Finding[], checkedFiles: readonly string[], files: Files): Report {
  const byPath = new Map<string, ReportedDiagnostic[]>(checkedFiles.map((path) => [path, []]));
  const seen = new Set<string>();
  for (const finding of findings) {
    const { rule, severity, message, path, span } = finding;
    // Two components may share a source, and then find the same in it.
    const key = [path, rule, span.start, span.end, message].join("\n");
    if (!seen.has(key)) {
      seen.add(key);
      const related = [...(finding.shownAlsoAt ?? []), ...finding.related].map((place) => placeOf(place, files));
      const diagnostics = byPath.get(path) ?? [];
      byPath.set(path, diagnostics);
      diagnostics.push({
        rule,
        severity,
        message,
        range: rangeIn(path, span, files),
        related: withoutRepeats(related),
      });
    }
  }
  const reported = [...byPath]
    .map(([path, diagnostics]) => ({ path, diagnostics: diagnostics.sort(byPlace) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: reported, summary: { files: checkedFiles.length, ...countsOf(reported) } };
}

/** The diagnostics for which `keep` says yes. */
export function filtered(report: Report, keep: (path: string, diagnostic: ReportedDiagnostic) => boolean): Report {
  const files = report.files.map(({ path, diagnostics }) => ({
    path,
    diagnostics: diagnostics.filter((diagnostic) => keep(path, diagnostic)),
  }));
  return { files, summary: { files: report.summary.files, ...countsOf(files) } };
}

/** The same with each path as the reader should see it. */
export function named(report: Report, nameOf: (path: string) => string): Report {
  const files = report.files.map(({ path, diagnostics }) => ({
    path: nameOf(path),
    diagnostics: diagnostics.map((diagnostic) => ({
      ...diagnostic,
      related: diagnostic.related.map((place) => ({ ...place, path: nameOf(place.path) })),
    })),
  }));
  return { ...report, files };
}

function countsOf(files: Report["files"]): { errors: number; warnings: number } {
  const severities = files.flatMap(({ diagnostics }) => diagnostics.map(({ severity }) => severity));
  return {
    errors: severities.filter((severity) => severity === "error").length,
    warnings: severities.filter((severity) => severity === "warning").length,
  };
}

function placeOf(place: RelatedFinding, files: Files): ReportedPlace {
  return { path: place.path, range: rangeIn(place.path, place.span, files), message: place.message };
}

function rangeIn(path: string, span: RelatedFinding["span"], files: Files): Range {
  const file = files.read(path);
  const nowhere = { line: 0, character: 0 };
  return isProblem(file) ? { start: nowhere, end: nowhere } : linesOf(file).rangeOf(span);
}

function withoutRepeats(places: readonly ReportedPlace[]): readonly ReportedPlace[] {
  const seen = new Set<string>();
  return places.filter(({ path, range }) => {
    const key = `${path} ${range.start.line} ${range.start.character}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

function byPlace(a: ReportedDiagnostic, b: ReportedDiagnostic): number {
  return (
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character ||
    (a.rule < b.rule ? -1 : 1)
  );
}
