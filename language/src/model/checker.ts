/**
 * Tree to interface: names, types, values and the verdict of the reference compiler.
 *
 * In: a tree, and a resolver that finds imports. Out: the interface as far as it can be known, diagnostics in text order, and the
 * files it depends on. It is a pure function and never throws. An `error` is there exactly when the reference's `--gen-all` for C
 * fails on the file; a declaration that is refused is left out, and what depends on it is not blamed again.
 */
import type { Diagnostic } from "../diagnostics.ts";
import type { SourceFile } from "../syntax/tree.ts";
import { CheckCache } from "./cache.ts";
import type { CheckInput, CheckResult } from "./check.ts";
import type { CheckedImport, ImportEntry, Outcome, Step } from "./checkedImport.ts";
import { DeclarationBuilder } from "./declarations.ts";
import { docLines } from "./documentation.ts";
import { type CheckContext, fileNameOf, reportBrokenImports, reportDroppedText, resolveImport } from "./imports.ts";
import type { Import, Interface } from "./interface.ts";
import { Later } from "./later.ts";
import { reportLimits } from "./limits.ts";
import { reportLostDocumentation } from "./lostDocumentation.ts";
import { Reporter } from "./reporter.ts";
import { Scope } from "./scope.ts";
import { checkTelaf, dialectOf, refuseTelaf } from "./telaf.ts";

export function check(input: CheckInput): CheckResult {
  const context: CheckContext = {
    dialect: input.dialect,
    resolveImport: (fileName, fromUri) => input.resolveImport(fileName, fromUri),
    cache: input.cache ?? new CheckCache(),
    valid: new Map(),
    checkFile: (uri, tree, notUtf8At, path) => checkFile(uri, tree, notUtf8At, path, context),
  };
  const checked = checkFile(input.uri, input.tree, input.notUtf8At, [{ uri: input.uri }], context);
  return { interface: checked.interface, diagnostics: checked.diagnostics, dependencies: checked.dependencies };
}

function checkFile(
  uri: string,
  tree: SourceFile,
  notUtf8At: number | undefined,
  path: readonly Step[],
  context: CheckContext,
): CheckedImport {
  const reporter = new Reporter(uri);
  reportText(tree, notUtf8At, reporter);
  const dialect = dialectOf(tree, context.dialect);
  const name = interfaceNameOf(uri);
  const telaf = dialect === "telaf" ? checkTelaf(tree, name, reporter) : {};
  if (dialect === "legato") refuseTelaf(tree, reporter);

  const scope = new Scope(reporter, new Later(tree));
  const entries: ImportEntry[] = [];
  const builder = new DeclarationBuilder({ interfaceName: name, uri, text: tree.text, dialect }, scope, reporter);
  for (const item of tree.items) {
    if (item.kind === "usetypes") {
      if (item.operand.text === "") continue;
      const entry = resolveImport(item, reporter, context, path);
      reportSecondImport(entry, scope.imports.get(entry.name), reporter);
      reportDroppedText(entry, reporter);
      scope.imports.set(entry.name, entry);
      entries.push(entry);
    } else if (item.kind !== "skipped" && "name" in item) {
      builder.add(item);
    }
  }
  builder.finish();
  reportLimits(tree, path.length - 1, reporter);
  reportBrokenImports(entries, reporter);
  reportLostDocumentation(tree, reporter);

  const accepted = reporter.errors === 0;
  const result: Interface = {
    name,
    uri,
    source: tree,
    dialect,
    imports: entries.map(importOf),
    types: scope.types,
    definitions: scope.definitions,
    functions: [...scope.functions.values()],
    events: scope.events,
    doc: docLines(tree.text, tree.fileDocs),
    ...telaf,
    accepted,
  };
  const diagnostics = reporter.finish();
  return {
    interface: result,
    diagnostics,
    entries,
    circles: circlesOf(entries),
    outcome: outcomeOf(tree, diagnostics, entries),
    dependencies: dependenciesOf(entries),
    reusable: !diagnostics.some(dependsOnImporter) && entries.every((entry) => entry.checked?.reusable !== false),
  };
}

/** What the scanner and the parser found, and what the caller found when it decoded the file. */
function reportText(tree: SourceFile, notUtf8At: number | undefined, reporter: Reporter): void {
  if (notUtf8At !== undefined) {
    reporter.error(
      "not-utf8",
      { start: notUtf8At, end: Math.min(notUtf8At + 1, tree.text.length) },
      "The file is not valid UTF-8 here: the compiler stops. Save the file as UTF-8.",
    );
  }
  for (const problem of tree.problems) {
    reporter.report(problem.rule, problem.severity, problem, problem.message, {
      related: problem.related?.map((place) => reporter.here(place, place.message)) ?? [],
      ...(problem.data === undefined ? {} : { data: problem.data }),
    });
  }
}

function reportSecondImport(entry: ImportEntry, first: ImportEntry | undefined, reporter: Reporter): void {
  if (first === undefined) return;
  reporter.warning("duplicate-import", entry.node, `\`${entry.name}\` is imported already. Remove this line.`, {
    related: [reporter.here(first.node, "The first import.")],
    data: { remove: true },
  });
}

function importOf(entry: ImportEntry): Import {
  const { name, uri, node, interface: found, checked } = entry;
  const rejected = checked === undefined || checked.outcome === "null" || checked.outcome === "crash";
  return { name, uri, node, rejected, ...(found === undefined ? {} : { interface: found }) };
}

/** Errors by what they make of the file where it is imported; all others make it nothing. */
const CRASHES: ReadonlySet<string> = new Set(["redefinition", "missing-import", "import-cycle", "not-utf8"]);
const ONLY_AS_MAIN_FILE: ReadonlySet<string> = new Set(["misplaced-file", "handler-output", "string-byte-above-7f"]);
const BAD_TYPES = "file-in-struct";
const BY_IMPORT = "import-has-errors";

function outcomeOf(tree: SourceFile, diagnostics: readonly Diagnostic[], entries: readonly ImportEntry[]): Outcome {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").map((error) => error.rule);
  const crashesBelow = entries.some((entry) => entry.checked?.outcome === "crash");
  const namesNothing = tree.items.some((item) => item.kind === "usetypes" && item.operand.text === "");
  if (crashesBelow || namesNothing || errors.some((rule) => CRASHES.has(rule))) return "crash";
  const usesNothing = entries.some((entry) => entry.used && entry.checked?.outcome === "null");
  const own = errors.filter((rule) => !ONLY_AS_MAIN_FILE.has(rule) && rule !== BAD_TYPES && rule !== BY_IMPORT);
  if (usesNothing || own.length > 0) return "null";
  return errors.includes(BAD_TYPES) ? "badTypes" : "usable";
}

/** Found because of the way the file was reached: not to be kept for those who reach it another way. */
function dependsOnImporter(diagnostic: Diagnostic): boolean {
  return diagnostic.rule === "import-cycle" || diagnostic.rule === "reference-compiler-limit";
}

function circlesOf(entries: readonly ImportEntry[]): CheckedImport["circles"] {
  return [
    ...new Set(
      entries.flatMap((entry) => [
        ...(entry.checked?.circles ?? []),
        ...(entry.circle === undefined ? [] : [entry.circle]),
      ]),
    ),
  ];
}

function dependenciesOf(entries: readonly ImportEntry[]): readonly string[] {
  const all = new Set<string>();
  for (const entry of entries) {
    if (entry.uri !== "") all.add(entry.uri);
    for (const uri of entry.checked?.dependencies ?? []) all.add(uri);
  }
  return [...all];
}

/** The file's name without its extension: what its C names start with. */
function interfaceNameOf(uri: string): string {
  const fileName = fileNameOf(uri);
  const dot = fileName.lastIndexOf(".");
  return dot > 0 ? fileName.slice(0, dot) : fileName;
}
