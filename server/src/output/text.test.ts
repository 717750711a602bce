/** What the text report makes of names that somebody else has chosen. */
import { expect, test } from "vitest";
import type { Report, ReportedPlace } from "./report.ts";
import { stylesFor } from "./styles.ts";
import { textReport } from "./text.ts";

test("control characters of file names and messages reach no terminal, and start no line", () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const path = "e\u001b[31m\n::error::y.api";
  const related: ReportedPlace[] = [{ path, range, message: "here\r\u009b2J" }];
  const report: Report = {
    files: [{ path, diagnostics: [{ rule: "a-rule", severity: "error", message: "not\u0007 so\n", range, related }] }],
    summary: { files: 1, errors: 1, warnings: 0 },
  };
  expect(textReport(report, stylesFor(false, {})).split("\n")).toEqual([
    "e?[31m?::error::y.api:1:1: error: not? so? [a-rule]",
    "  e?[31m?::error::y.api:1:1: here??2J",
    "1 file checked: 1 error, 0 warnings.",
    "",
  ]);
});
