/** A report as JSON: the public contract of `check --format json`, one object, then a line end. */
import type { Report } from "./report.ts";

export function jsonReport(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
