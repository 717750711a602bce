/**
 * Cures about imports: the type or the interface that is meant is in a file that is not imported yet; a folder is missing in the search path.
 */
import path from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import { viewOf } from "../apiView.ts";
import type { Engine } from "../engine.ts";
import type { Finding } from "../finding.ts";
import { isProblem } from "../workspace/files.ts";
import { ancestorsOf, isWithin } from "../workspace/paths.ts";
import { projectFileName } from "../workspace/projectFile.ts";
import type { Cure, CureAnswer } from "./cure.ts";
import { usetypesEdit } from "./usetypesEdit.ts";

const MOST_OFFERED = 5;

export function importCures(finding: Finding, engine: Engine): readonly Cure[] {
  switch (finding.rule) {
    case "unknown-type":
      return typeImports(finding, engine);
    case "unknown-import":
      return interfaceImport(finding, engine);
    case "import-outside-search-path":
      return folderCure(finding);
    default:
      return [];
  }
}

/** Files that could be imported and declare a type of that name. */
function typeImports(finding: Finding, engine: Engine): readonly Cure[] {
  const name = textAt(finding, engine);
  if (name === undefined || !/^\w+$/.test(name)) return [];
  const cures: Cure[] = [];
  for (const api of engine.importableFrom(finding.path)) {
    const checked = engine.check(api);
    if (isProblem(checked) || !checked.interface.types.has(name)) continue;
    const scope = checked.interface.name;
    cures.push({
      id: `import ${scope}`,
      title: `Use '${scope}.${name}' (USETYPES ${scope})`,
      isPreferred: false,
      isSafe: false,
      edits: async ({ path: file, span }) =>
        withImport(file, scope, engine, [{ ...span, newText: `${scope}.${name}` }]),
    });
    if (cures.length === MOST_OFFERED) break;
  }
  return cures;
}

/** `a.T` without `USETYPES a`. */
function interfaceImport(finding: Finding, engine: Engine): readonly Cure[] {
  const name = finding.data?.["import"];
  if (typeof name !== "string") return [];
  const isThere = engine.importableFrom(finding.path).some((api) => path.basename(api) === `${name}.api`);
  if (!isThere) return [];
  return [
    {
      id: "usetypes",
      title: `Add 'USETYPES ${name}'`,
      isPreferred: true,
      isSafe: true,
      edits: async ({ path: file }) => withImport(file, name, engine, []),
    },
  ];
}

function withImport(
  file: string,
  name: string,
  engine: Engine,
  more: readonly { start: number; end: number; newText: string }[],
): CureAnswer {
  const checked = engine.check(file);
  if (isProblem(checked)) return { problem: `${file} cannot be read` };
  const view = viewOf(checked.interface);
  const isImported = checked.interface.imports.some((one) => one.name === name);
  const added = isImported ? [] : [usetypesEdit(view, name)];
  return { files: [{ path: file, edits: [...added, ...more].sort((a, b) => a.start - b.start) }] };
}

/** Puts the folder into `importPaths` of the `legato-api.json` above the file, or makes one at the top of the workspace. */
function folderCure(finding: Finding): readonly Cure[] {
  const found = finding.data?.["found"];
  if (typeof found !== "string" || !path.isAbsolute(found)) return [];
  const folder = path.dirname(found);
  return [
    {
      id: "import-path",
      title: `Add '${path.basename(folder)}' to importPaths in ${projectFileName}`,
      isPreferred: true,
      isSafe: false,
      edits: async ({ path: file }, engine) => addFolder(folder, file, engine),
    },
  ];
}

function addFolder(folder: string, file: string, engine: Engine): CureAnswer {
  const existing = ancestorsOf(path.dirname(file))
    .map((one) => path.join(one, projectFileName))
    .find((one) => engine.files.isFile(one));
  const top = engine.folders.find((one) => isWithin(file, one)) ?? path.dirname(file);
  const target = existing ?? path.join(top, projectFileName);
  const relative = path.relative(path.dirname(target), folder).split(path.sep).join("/") || ".";
  if (existing === undefined) {
    return {
      files: [],
      newFiles: [{ path: target, text: `${JSON.stringify({ importPaths: [relative] }, null, 2)}\n` }],
    };
  }
  const text = engine.files.read(existing);
  if (isProblem(text)) return { problem: `${existing} cannot be read` };
  const changes = modify(text.text, ["importPaths", -1], relative, {
    isArrayInsertion: true,
    formattingOptions: { insertSpaces: true, tabSize: 2 },
  });
  const edits = changes.map(({ offset, length, content }) => ({
    start: offset,
    end: offset + length,
    newText: content,
  }));
  // The library answers nothing for a file it cannot parse.
  if (applyEdits(text.text, changes) === text.text) return { problem: `${existing} cannot be changed: mend it first` };
  return { files: [{ path: existing, edits }] };
}

function textAt({ path: file, span }: Finding, engine: Engine): string | undefined {
  const read = engine.files.read(file);
  return isProblem(read) ? undefined : read.text.slice(span.start, span.end);
}
