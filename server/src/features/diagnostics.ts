/**
 * Findings as LSP diagnostics, at every place where the editor shows them.
 *
 * In: a path and the findings that touch it. Out: its diagnostics, each linking to the other places of the same finding. A finding is shown at its own place and
 * again at each of `shownAlsoAt`. Positions are looked up in the texts as they are now.
 */

import type { Severity } from "@legato-api/language";
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Range as LspRange,
} from "vscode-languageserver";
import type { Finding, RelatedFinding } from "../finding.ts";
import { linesOf } from "../lines.ts";
import { type Files, isProblem } from "../workspace/files.ts";

const diagnosticSource = "legato-api";

export interface DiagnosticsContext {
  readonly files: Files;
  /** As the client spells the URI of a path. */
  readonly uriOf: (path: string) => string;
  readonly relatedInformation: boolean;
}

/** What comes back with a code action request: enough to find the finding again. */
export interface DiagnosticData {
  readonly rule: string;
  /** Path and offset of the finding's own place. */
  readonly path: string;
  readonly start: number;
}

export function diagnosticsFor(
  path: string,
  findings: Iterable<Finding>,
  context: DiagnosticsContext,
): readonly Diagnostic[] {
  const diagnostics = new Map<string, Diagnostic>();
  for (const finding of findings) {
    for (const diagnostic of atPath(path, finding, context)) {
      // Two components may share a source, and then find the same in it.
      const { start, end } = diagnostic.range;
      const key = [diagnostic.code, start.line, start.character, end.line, end.character, diagnostic.message].join(" ");
      diagnostics.set(key, diagnostic);
    }
  }
  return [...diagnostics.values()].sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
}

function atPath(path: string, finding: Finding, context: DiagnosticsContext): readonly Diagnostic[] {
  const own: RelatedFinding = { path: finding.path, span: finding.span, message: finding.message };
  const also = finding.shownAlsoAt ?? [];
  const shown = [own, ...also].filter((place) => place.path === path);
  return shown.map((place) => {
    // Seen from another place, the finding's own one need not say everything again.
    const linked = [{ ...own, message: "The code that this is about." }, ...also, ...finding.related].filter(
      (other) => !isSamePlace(other, place),
    );
    const related = context.relatedInformation ? relatedInformation(linked, context) : [];
    const data: DiagnosticData = { rule: finding.rule, path: finding.path, start: finding.span.start };
    return {
      range: rangeIn(place, context.files),
      severity: lspSeverity(finding.severity),
      code: finding.rule,
      source: diagnosticSource,
      message: finding.message,
      ...(related.length === 0 ? {} : { relatedInformation: [...related] }),
      data,
    };
  });
}

function relatedInformation(
  places: readonly RelatedFinding[],
  context: DiagnosticsContext,
): readonly DiagnosticRelatedInformation[] {
  const seen = new Set<string>();
  return places.flatMap((place) => {
    const key = `${place.path} ${place.span.start} ${place.span.end}`;
    if (seen.has(key)) {
      return [];
    }
    seen.add(key);
    return [
      {
        location: { uri: context.uriOf(place.path), range: rangeIn(place, context.files) },
        message: place.message,
      },
    ];
  });
}

function isSamePlace(a: RelatedFinding, b: RelatedFinding): boolean {
  return a.path === b.path && a.span.start === b.span.start;
}

function rangeIn(place: Pick<RelatedFinding, "path" | "span">, files: Files): LspRange {
  const file = files.read(place.path);
  return isProblem(file)
    ? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
    : linesOf(file).rangeOf(place.span);
}

function lspSeverity(severity: Severity): DiagnosticSeverity {
  switch (severity) {
    case "error":
      return DiagnosticSeverity.Error;
    case "warning":
      return DiagnosticSeverity.Warning;
    case "information":
      return DiagnosticSeverity.Information;
    case "hint":
      return DiagnosticSeverity.Hint;
  }
}
