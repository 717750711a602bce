/**
 * A report as workflow commands of GitHub Actions, which shows them on the lines of a pull request.
 *
 * Lines and columns are 1-based. Percent signs and line ends are escaped as the runner wants it, in properties commas and colons too.
 */
import type { Severity } from "@legato-api/language";
import type { Report } from "./report.ts";

const commands: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
};

export function githubReport(report: Report): string {
  const lines = report.files.flatMap(({ path, diagnostics }) =>
    diagnostics.map(({ rule, severity, message, range }) => {
      const properties = {
        file: path,
        line: range.start.line + 1,
        endLine: range.end.line + 1,
        col: range.start.character + 1,
        endColumn: range.end.character + 1,
        title: rule,
      };
      const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      return `::${commands[severity]} ${written.join(",")}::${escapeData(message)}\n`;
    }),
  );
  return lines.join("");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
