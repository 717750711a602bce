/**
 * `check --fix`: applies the cures that cannot change what the code means to anybody else, until none is left.
 *
 * In: a way to find. Out: the files on disk, better, and how many findings were cured; what could not be written is said. Each round applies edits that do not
 * touch each other, then everything is looked at anew, so that no cure works on a text it has not seen. Only files that were asked for are written.
 */
import type { Engine } from "../engine.ts";
import type { Finding } from "../finding.ts";
import { curesOf } from "../fixes/index.ts";
import { applyEdits, type FileEdits } from "../scaffold/index.ts";
import { isProblem, reasonOf } from "../workspace/files.ts";
import { replaceFile } from "./replaceFile.ts";

/** Cures that bring each other back must not keep the command busy for ever. */
const maximumRounds = 10;

export interface FixOptions {
  readonly engine: Engine;
  readonly find: () => Promise<readonly Finding[]>;
  readonly mayWrite: (path: string) => boolean;
  readonly say: (line: string) => void;
  /** A file as it is called for people. */
  readonly nameOf: (path: string) => string;
}

/** The number of findings cured. */
export async function fixAll({ engine, find, mayWrite, say, nameOf }: FixOptions): Promise<number> {
  const refused = new Set<string>();
  let cured = 0;
  for (let round = 0; round < maximumRounds; round++) {
    const { edits, cures } = await plan(await find(), engine, (path) => mayWrite(path) && !refused.has(path));
    if (edits.size === 0) {
      break;
    }
    for (const [path, changes] of edits) {
      const file = engine.files.read(path);
      const problem = isProblem(file) ? reasonOf(file) : replaceFile(path, applyEdits(file.text, changes));
      if (problem !== undefined) {
        say(`${nameOf(path)} could not be fixed: ${problem}`);
        refused.add(path);
      }
    }
    cured += cures.filter((files) => files.every((file) => !refused.has(file))).length;
    engine.beginTurn();
  }
  return cured;
}

type Edits = FileEdits["edits"];

/** The edits of one round by file, sorted, none touching another; of each finding that they cure, the files its cure changes. */
async function plan(found: readonly Finding[], engine: Engine, mayWrite: (path: string) => boolean) {
  const edits = new Map<string, Edits>();
  const cures: (readonly string[])[] = [];
  for (const finding of found) {
    const cure = curesOf(finding, engine).find(({ isPreferred, isSafe }) => isPreferred && isSafe);
    const answer = await cure?.edits(finding, engine);
    if (answer === undefined || "problem" in answer || (answer.newFiles ?? []).length > 0) {
      continue;
    }
    const fits = answer.files.every(
      (file) => mayWrite(file.path) && isWhole(file.path, engine) && !touches(edits.get(file.path) ?? [], file.edits),
    );
    if (!fits || answer.files.length === 0) {
      continue;
    }
    cures.push(answer.files.map((file) => file.path));
    for (const file of answer.files) {
      const all = [...(edits.get(file.path) ?? []), ...file.edits];
      edits.set(
        file.path,
        all.sort((a, b) => a.start - b.start || a.end - b.end),
      );
    }
  }
  return { edits, cures };
}

function touches(some: Edits, others: Edits): boolean {
  return some.some((a) => others.some((b) => a.start <= b.end && b.start <= a.end));
}

/** Written back, a text whose bytes were not UTF-8 would lose them. */
function isWhole(path: string, engine: Engine): boolean {
  const file = engine.files.read(path);
  return !isProblem(file) && file.notUtf8At === undefined;
}
