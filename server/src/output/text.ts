/**
 * A report for people and for problem matchers: `file:line:column: severity: message [rule]`, 1-based, related places indented below.
 *
 * Names come from the files that are checked; escape sequences, and lines that a CI system takes for commands, are not passed on.
 */
import { printable } from "@legato-api/language";
import type { Report, ReportedPlace } from "./report.ts";
import type { Styles } from "./styles.ts";

export function textReport(report: Report, styles: Styles): string {
  const lines: string[] = [];
  for (const { path, diagnostics } of report.files) {
    for (const { rule, severity, message, range, related } of diagnostics) {
      const place = styles.bold(at({ path, range }));
      lines.push(`${place}: ${styles[severity](severity)}: ${printable(message)} ${styles.dim(`[${rule}]`)}`);
      lines.push(...related.map((other) => `  ${styles.dim(`${at(other)}: ${printable(other.message)}`)}`));
    }
  }
  lines.push(summary(report));
  return `${lines.join("\n")}\n`;
}

/** `1 file`, `2 files`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function at({ path, range }: Pick<ReportedPlace, "path" | "range">): string {
  return `${printable(path)}:${range.start.line + 1}:${range.start.character + 1}`;
}

function summary({ summary: { files, errors, warnings } }: Report): string {
  return `${count(files, "file")} checked: ${count(errors, "error")}, ${count(warnings, "warning")}.`;
}
