/**
 * `legato-api diagnose`: versions, search paths, and what was decided about each component, as one Markdown report without private data.
 *
 * In: a file or folder, the current one when none is named. Out: the report on stdout, exit code 0: it tells and does not judge.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import { diagnosis, table } from "../features/diagnosis.ts";
import { machineFacts } from "../machine.ts";
import { withoutPerson } from "../privacy.ts";
import type { Command } from "./commandLine.ts";
import { importOptions, newEngine } from "./oneInterface.ts";
import { openWorkspace } from "./roots.ts";
import { Targets } from "./targets.ts";

const LOG_LINES = 100;

export const diagnoseCommand: Command = async (args, surroundings) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: importOptions });
  const log: string[] = [];
  const options = { importDirs: values["import-dir"], strictImports: values["strict-imports"] };
  const engine = newEngine(options, surroundings, (line) => log.push(line));
  try {
    const named = positionals.length === 0 ? ["."] : positionals;
    openWorkspace(engine, new Targets(named, surroundings.currentFolder, engine.files), surroundings.currentFolder);
    const workspace = await diagnosis(engine);
    const report = [
      "# Legato API: diagnosis",
      "",
      "In here are versions, settings, names of folders and files, and what was decided about them. Not in here are their contents and the environment; the home folder and the user's name are written `~`.",
      "",
      "## Versions",
      "",
      ...table(["what", "version"], await machineFacts()),
      "",
      workspace,
      ...(log.length === 0 ? [] : ["## Log", "", "```", ...log.slice(-LOG_LINES), "```", ""]),
    ].join("\n");
    surroundings.stdout(withoutPerson(report, { home: os.homedir(), name: os.userInfo().username }));
    return 0;
  } finally {
    engine.dispose();
  }
};
