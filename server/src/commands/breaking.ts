/**
 * `legato-api breaking --against DIR|GITREF PATH...`: what changed in interfaces since then, and what each change breaks.
 *
 * Exit code 0 when nothing but documentation changed; 1 when something else did, or a file has errors that it had not; 2 a command line that
 * makes no sense. Files that are new break nobody and are not told of.
 */
import { parseArgs } from "node:util";
import { compareInterfaces, type Interface, printable, withImports } from "@legato-api/language";
import type { ApiCheck } from "../checks/apiChecks.ts";
import type { Engine } from "../engine.ts";
import { linesOf, type Range } from "../lines.ts";
import { stylesFor } from "../output/styles.ts";
import { isProblem, reasonOf } from "../workspace/files.ts";
import {
  type BreakingReport,
  breakingGithub,
  breakingJson,
  breakingSarif,
  breakingText,
  breaks,
  type ReportedChange,
  summaryOf,
} from "./breakingReport.ts";
import { type Command, type Surroundings, UsageError } from "./commandLine.ts";
import { type OldVersions, openOldVersions } from "./oldVersions.ts";
import { importOptions, newEngine } from "./oneInterface.ts";
import { openWorkspace, sayUnreadable } from "./roots.ts";
import { Targets } from "./targets.ts";

const formats = ["text", "json", "sarif", "github"] as const;
type Format = (typeof formats)[number];

export const breakingCommand: Command = async (args, surroundings) => {
  const { against, format, paths, imports } = readArguments(args);
  const engine = newEngine(imports, surroundings);
  try {
    const targets = new Targets(paths, surroundings.currentFolder, engine.files);
    openWorkspace(engine, targets, surroundings.currentFolder);
    sayUnreadable(engine, targets, surroundings.stderr);
    const old = await openOldVersions(against, targets, imports, surroundings);
    try {
      const { report, failed } = compareAll(engine, old, targets, against, format, surroundings);
      surroundings.stdout(written(report, format, surroundings));
      return failed || report.files.some(({ changes }) => changes.some(breaks)) ? 1 : 0;
    } finally {
      old.engine.dispose();
    }
  } finally {
    engine.dispose();
  }
};

function readArguments(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...importOptions, against: { type: "string" }, format: { type: "string", default: "text" } },
  });
  const { against } = values;
  if (against === undefined || against === "") {
    throw new UsageError("Say what to compare with: --against FOLDER, or a git revision such as --against HEAD.");
  }
  const format = formats.find((name) => name === values.format);
  if (format === undefined) {
    throw new UsageError(`There is no format '${values.format}'. Write one of ${formats.join(", ")}.`);
  }
  const imports = { importDirs: values["import-dir"], strictImports: values["strict-imports"] };
  return { against, format, paths: positionals, imports };
}

interface Compared {
  readonly report: BreakingReport;
  /** A file has errors that it had not. */
  readonly failed: boolean;
}

function compareAll(
  engine: Engine,
  old: OldVersions,
  targets: Targets,
  against: string,
  format: Format,
  { stderr }: Surroundings,
): Compared {
  const nameOf = (file: string): string => (format === "json" ? targets.portableNameOf(file) : targets.nameOf(file));
  // Scanners want a file that exists, people want to know in which version.
  const oldNameOf = (file: string): string =>
    format === "text" || format === "json" ? old.nameOf(file) : nameOf(file);
  const files: { path: string; changes: readonly ReportedChange[] }[] = [];
  let compared = 0;
  let failed = false;
  for (const file of apisOf(engine, targets)) {
    const oldFile = old.oldOf(file);
    if (oldFile === undefined) {
      continue;
    }
    const [now, then] = [engine.check(file), old.engine.check(oldFile)];
    if (isProblem(now) || !now.interface.accepted) {
      const why = isProblem(now) ? `cannot be read: ${reasonOf(now)}` : "has errors";
      stderr(`${targets.shownNameOf(file)} ${why} and was not compared.\n`);
      // A file that was no better before, such as one that tests a compiler's errors, has not become worse.
      failed ||= !isProblem(then) && then.interface.accepted;
    } else if (isProblem(then) || !then.interface.accepted) {
      stderr(`${printable(old.nameOf(oldFile))} had errors and was not compared.\n`);
    } else {
      compared++;
      const changes = reportedChanges(then, now, oldNameOf);
      if (changes.length > 0) {
        files.push({ path: nameOf(file), changes });
      }
    }
  }
  for (const gone of old.removed()) {
    files.push({ path: nameOf(gone.now), changes: [removal(oldNameOf(gone.old))] });
  }
  return { report: { against, files, summary: summaryOf(files, compared) }, failed };
}

function apisOf(engine: Engine, targets: Targets): readonly string[] {
  const below = engine.index.apis().filter((file) => targets.includes(file));
  const named = targets.files().filter((file) => file.endsWith(".api"));
  return [...new Set([...below, ...named])].sort();
}

function reportedChanges(
  then: ApiCheck,
  now: ApiCheck,
  oldNameOf: (file: string) => string,
): readonly ReportedChange[] {
  return compareInterfaces(then.interface, now.interface).map(({ rule, effects, message, before, after }) => ({
    rule,
    effects,
    message,
    range: rangeIn(now.interface, after),
    before: { path: oldNameOf(before.uri), range: rangeIn(then.interface, before) },
  }));
}

/** In the text that was checked: of an old version there is no other. */
function rangeIn(
  iface: Interface,
  { uri, span }: { readonly uri: string; readonly span: { start: number; end: number } },
): Range {
  const file = withImports(iface).find((each) => each.uri === uri);
  return linesOf(file?.source ?? iface.source).rangeOf(span);
}

const start: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function removal(oldName: string): ReportedChange {
  return {
    rule: "interface-removed",
    effects: ["SOURCE", "PROTOCOL"],
    message: "The interface was removed",
    range: start,
    before: { path: oldName, range: start },
  };
}

function written(report: BreakingReport, format: Format, surroundings: Surroundings): string {
  const { isTerminal, environment, currentFolder } = surroundings;
  switch (format) {
    case "text":
      return breakingText(report, stylesFor(isTerminal, environment));
    case "json":
      return breakingJson(report);
    case "github":
      return breakingGithub(report);
    case "sarif":
      return breakingSarif(report, currentFolder);
  }
}
