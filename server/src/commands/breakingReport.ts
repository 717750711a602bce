/**
 * What `breaking` found, ready for any format.
 *
 * In: changes with the two versions of their files. Out: plain data with positions (zero-based lines, UTF-16 characters), and its four forms.
 * JSON is public: {against, files:[{path, changes:[{rule, effects, message, range, before:{path, range}}]}], summary}.
 */
import { type Change, type ChangeRule, changeRules, type Effect, printable, type Severity } from "@legato-api/language";
import type { Range } from "../lines.ts";
import { githubReport } from "../output/github.ts";
import type { Report } from "../output/report.ts";
import { sarifReport } from "../output/sarif.ts";
import type { Styles } from "../output/styles.ts";

export interface ReportedChange {
  readonly rule: ChangeRule;
  readonly effects: readonly Effect[];
  readonly message: string;
  readonly range: Range;
  readonly before: { readonly path: string; readonly range: Range };
}

export interface BreakingReport {
  /** What was compared with, as given. */
  readonly against: string;
  readonly files: readonly { readonly path: string; readonly changes: readonly ReportedChange[] }[];
  /** Files compared, and changes by effect; one change may count for several. */
  readonly summary: { readonly files: number } & Readonly<Record<Lowercase<Effect>, number>>;
}

export function summaryOf(files: BreakingReport["files"], compared: number): BreakingReport["summary"] {
  const count = (effect: Effect): number =>
    files.reduce((sum, { changes }) => sum + changes.filter(({ effects }) => effects.includes(effect)).length, 0);
  return {
    files: compared,
    source: count("SOURCE"),
    wire: count("WIRE"),
    protocol: count("PROTOCOL"),
    doc: count("DOC"),
  };
}

/** Anything but documentation. */
export function breaks({ effects }: Pick<Change, "effects">): boolean {
  return effects.some((effect) => effect !== "DOC");
}

export function breakingJson(report: BreakingReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

export function breakingText({ against, files, summary }: BreakingReport, styles: Styles): string {
  const lines = files.flatMap(({ path, changes }) =>
    changes.flatMap(({ rule, effects, message, range, before }) => [
      `${styles.bold(at(path, range))}: ${styles[severityOf(effects)](effects.join(", "))}: ${printable(message)} ${styles.dim(`[${rule}]`)}`,
      ...(isNowhere(before.range) ? [] : [`  ${styles.dim(`${at(before.path, before.range)}: before`)}`]),
    ]),
  );
  const compared = `${summary.files} file${summary.files === 1 ? "" : "s"} compared with ${printable(against)}`;
  const { source, wire, protocol, doc } = summary;
  return `${[...lines, `${compared}: ${source} SOURCE, ${wire} WIRE, ${protocol} PROTOCOL, ${doc} DOC.`].join("\n")}\n`;
}

export function breakingGithub(report: BreakingReport): string {
  return githubReport(asFindings(report));
}

export function breakingSarif(report: BreakingReport, folder: string): string {
  return sarifReport(asFindings(report), folder, (id) => {
    const summary = isRule(id) ? changeRules[id] : undefined;
    return summary === undefined ? undefined : { id, summary, why: whys };
  });
}

const whys =
  "SOURCE: C code that uses the interface must change. WIRE: built peers would misunderstand each other. " +
  "PROTOCOL: deployed peers refuse each other. DOC: documentation only.";

function isRule(id: string): id is ChangeRule {
  return Object.hasOwn(changeRules, id);
}

function asFindings({ against, files, summary }: BreakingReport): Report {
  const all = files.map(({ path, changes }) => ({
    path,
    diagnostics: changes.map(({ rule, effects, message, range, before }) => ({
      rule,
      severity: severityOf(effects),
      message: `${effects.join(", ")}: ${message}`,
      range,
      // Scanners want files that exist: the old place is told by its line in the file as it was.
      related: [{ path: before.path, range: before.range, message: `as of ${against}` }],
    })),
  }));
  const severities = all.flatMap(({ diagnostics }) => diagnostics.map(({ severity }) => severity));
  const count = (wanted: Severity): number => severities.filter((severity) => severity === wanted).length;
  return { files: all, summary: { files: summary.files, errors: count("error"), warnings: count("warning") } };
}

function severityOf(effects: readonly Effect[]): Severity {
  if (effects.includes("SOURCE") || effects.includes("WIRE")) {
    return "error";
  }
  return effects.includes("PROTOCOL") ? "warning" : "information";
}

/** The start of a file stands for what was not there, or for the file. */
function isNowhere({ start, end }: Range): boolean {
  return start.line === 0 && end.line === 0 && end.character === 0;
}

function at(path: string, { start }: Range): string {
  return `${printable(path)}:${start.line + 1}:${start.character + 1}`;
}
