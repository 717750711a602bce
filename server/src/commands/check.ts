/**
 * `legato-api check`: everything the editor would say about these files, each finding once.
 *
 * Exit code 0 clean; 1 an error, or more warnings than `--max-warnings` (0 if left out); 2 a command line that makes no sense. Information and hints never
 * count. A finding counts when one of its places is in what was asked for: a close handler missing in C also for the `.api` alone.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { ruleEntry } from "../checks/ruleBook.ts";
import type { Engine } from "../engine.ts";
import { type Finding, placesOfFinding } from "../finding.ts";
import { githubReport } from "../output/github.ts";
import { jsonReport } from "../output/json.ts";
import { named, type Report, reportOf } from "../output/report.ts";
import { sarifReport } from "../output/sarif.ts";
import { stylesFor } from "../output/styles.ts";
import { count, textReport } from "../output/text.ts";
import { isWithin } from "../workspace/paths.ts";
import { withoutKnown } from "./baseline.ts";
import { type Command, type Surroundings, UsageError } from "./commandLine.ts";
import { fixAll } from "./fix.ts";
import { importOptions, newEngine } from "./oneInterface.ts";
import { openWorkspace, sayUnreadable } from "./roots.ts";
import { Targets } from "./targets.ts";

const formats = ["text", "json", "sarif", "github"] as const;
type Format = (typeof formats)[number];

export const checkCommand: Command = async (args, surroundings) => {
  const { options, paths } = readArguments(args);
  const { currentFolder, stdout, stderr } = surroundings;
  const log = options.verbose ? (line: string) => stderr(`${line}\n`) : undefined;
  const engine = newEngine(options, surroundings, log);
  try {
    const targets = new Targets(paths, currentFolder, engine.files);
    openWorkspace(engine, targets, currentFolder);
    sayExcluded(engine, targets, stderr);
    sayUnreadable(engine, targets, stderr);
    if (options.fix) {
      const cured = await fixAll({
        engine,
        find: async () => (await findAll(engine, targets)).findings,
        mayWrite: (file) => targets.includes(file),
        say: (line) => stderr(`${line}\n`),
        nameOf: (file) => targets.shownNameOf(file),
      });
      stderr(`${count(cured, "problem")} fixed.\n`);
    }
    const { findings, checkedFiles } = await findAll(engine, targets);
    const everything = reportOf(findings, checkedFiles, engine.files);
    const report =
      options.baseline === undefined
        ? everything
        : withoutKnown(everything, readBaseline(options.baseline, engine, currentFolder), (file) =>
            targets.portableNameOf(file),
          );
    stdout(written(report, options.format, targets, surroundings));
    return report.summary.errors > 0 || report.summary.warnings > options.maxWarnings ? 1 : 0;
  } finally {
    engine.dispose();
  }
};

function readBaseline(given: string, engine: Engine, currentFolder: string) {
  return { given, file: engine.files.read(path.resolve(currentFolder, given)) };
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...importOptions,
      format: { type: "string", default: "text" },
      "max-warnings": { type: "string", default: "0" },
      baseline: { type: "string" },
      fix: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
    },
  });
  const format = formats.find((name) => name === values.format);
  if (format === undefined) {
    throw new UsageError(`There is no format '${values.format}'. Write one of ${formats.join(", ")}.`);
  }
  const maxWarnings = values["max-warnings"];
  if (!/^\d+$/.test(maxWarnings)) {
    throw new UsageError(`--max-warnings needs a number, not '${maxWarnings}'.`);
  }
  return {
    paths: positionals,
    options: {
      format,
      maxWarnings: Number(maxWarnings),
      importDirs: values["import-dir"],
      strictImports: values["strict-imports"],
      baseline: values.baseline,
      fix: values.fix,
      verbose: values.verbose,
    },
  };
}

function sayExcluded(engine: Engine, targets: Targets, stderr: (text: string) => void): void {
  for (const file of targets.files()) {
    if (engine.settingsOf(file).isExcluded(file)) {
      stderr(`${targets.shownNameOf(file)} is excluded by the settings and was not checked.\n`);
    }
  }
}

async function findAll(
  engine: Engine,
  targets: Targets,
): Promise<{ findings: readonly Finding[]; checkedFiles: readonly string[] }> {
  const apis = engine.index.apis().filter((file) => targets.includes(file));
  const single = targets.files().filter((file) => file.endsWith(".api") && !engine.settingsOf(file).isExcluded(file));
  const files = [...new Set([...apis, ...single])].sort();
  const findings: Finding[] = files.flatMap((file) => [...engine.apiFindings(file)]);
  const sources = new Set<string>();
  for (const cdef of engine.index.componentDefinitions()) {
    const { component, findings: found } = await engine.component(cdef);
    // Who names a component asks about all of it, wherever its sources lie.
    const isAsked = targets.includes(cdef);
    findings.push(
      ...found.filter((finding) => isAsked || placesOfFinding(finding).some((place) => targets.includes(place))),
    );
    for (const source of [cdef, ...component.sources.map(({ path }) => path)]) {
      if (targets.includes(source)) {
        sources.add(source);
      }
    }
  }
  findings.push(...engine.projectFindings().filter(({ path: file }) => concerns(file, targets)));
  return { findings, checkedFiles: [...files, ...sources] };
}

/** A project file is of concern where it was asked for, and where it stands around what was asked for. */
function concerns(projectFile: string, targets: Targets): boolean {
  return targets.includes(projectFile) || targets.paths().some((each) => isWithin(each, path.dirname(projectFile)));
}

function written(report: Report, format: Format, targets: Targets, surroundings: Surroundings): string {
  const { isTerminal, environment, currentFolder } = surroundings;
  const clickable = named(report, (file) => targets.nameOf(file));
  switch (format) {
    case "text":
      return textReport(clickable, stylesFor(isTerminal, environment));
    case "json":
      return jsonReport(named(report, (file) => targets.portableNameOf(file)));
    case "github":
      return githubReport(clickable);
    case "sarif":
      return sarifReport(clickable, currentFolder, ruleEntry);
  }
}
