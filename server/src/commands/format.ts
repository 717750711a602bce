/**
 * `legato-api format`: lays `.api` files out in the one style; with `--check` it only tells which are not.
 *
 * A file is replaced in one step, so that an interrupted run leaves either the old or the new text. A file with a syntax error is left alone and
 * named. Exit code: 0 all is well (now); 1 with `--check` a file would change, or a file was refused or could not be written; 2 usage.
 */
import { parseArgs } from "node:util";
import { applyEdits, format, parse } from "@legato-api/language";
import type { Engine } from "../engine.ts";
import { linesOf } from "../lines.ts";
import { count } from "../output/text.ts";
import { isProblem, reasonOf, type TextFile } from "../workspace/files.ts";
import type { Command } from "./commandLine.ts";
import { newEngine } from "./oneInterface.ts";
import { replaceFile } from "./replaceFile.ts";
import { openWorkspace, sayUnreadable } from "./roots.ts";
import { Targets } from "./targets.ts";

type Outcome =
  | { readonly kind: "same" }
  | { readonly kind: "changed" }
  | { readonly kind: "refused"; readonly why: string };

export const formatCommand: Command = async (args, surroundings) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { check: { type: "boolean", default: false } },
  });
  const { stdout, stderr, currentFolder } = surroundings;
  const engine = newEngine({ importDirs: [], strictImports: false }, surroundings);
  try {
    const targets = new Targets(positionals, currentFolder, engine.files);
    openWorkspace(engine, targets, currentFolder);
    sayUnreadable(engine, targets, stderr);
    let changed = 0;
    let refused = 0;
    const files = filesOf(targets, engine);
    for (const file of files) {
      const outcome = formatFile(file, engine, !values.check);
      if (outcome.kind === "changed") {
        changed++;
        stdout(`${targets.shownNameOf(file)}\n`);
      } else if (outcome.kind === "refused") {
        refused++;
        stderr(`${targets.shownNameOf(file)}${outcome.why}\n`);
      }
    }
    const did = values.check ? "would change" : "changed";
    stderr(`${count(files.length, "file")}: ${changed} ${did}, ${refused} refused.\n`);
    return refused > 0 || (values.check && changed > 0) ? 1 : 0;
  } finally {
    engine.dispose();
  }
};

function filesOf(targets: Targets, engine: Engine): readonly string[] {
  const found = engine.index.apis().filter((file) => targets.includes(file));
  const named = targets.files().filter((file) => file.endsWith(".api"));
  return [...new Set([...found, ...named])].sort();
}

function formatFile(file: string, engine: Engine, write: boolean): Outcome {
  const read = engine.files.read(file);
  // What is listed and not there is a link that leads nowhere, such as the one by which Emacs marks a file as being edited.
  if (read === "missing") return { kind: "same" };
  if (isProblem(read)) return { kind: "refused", why: `: cannot be read: ${reasonOf(read)}.` };
  if (read.notUtf8At !== undefined) return { kind: "refused", why: ": is not UTF-8, so it was left alone." };
  const answer = format(parse(read.text));
  if (answer.kind === "refused") return { kind: "refused", why: `${placeOf(read, answer.at.start)}: ${answer.reason}` };
  if (answer.edits.length === 0) return { kind: "same" };
  const problem = write ? replaceFile(file, applyEdits(read.text, answer.edits)) : undefined;
  return problem === undefined ? { kind: "changed" } : { kind: "refused", why: `: could not be written: ${problem}` };
}

function placeOf(file: TextFile, offset: number): string {
  const { line, character } = linesOf(file).positionAt(offset);
  return `:${line + 1}:${character + 1}`;
}
