/**
 * USETYPES: finds the file, checks it once, and says at the USETYPES what is wrong with it.
 *
 * In: the resolver the caller gives, which knows the search path; nothing here knows files. Out: an entry for each import. Cycles
 * are found by uri and told whole. As in the reference, an import with errors of its own counts as nothing, which fails the importer
 * where it is used and wherever the code generator meets it; a missing file, a cycle or a crash in an import fails all above it.
 */
import type { Diagnostic, RelatedPlace } from "../diagnostics.ts";
import type { SourceFile, UsetypesNode } from "../syntax/tree.ts";
import type { CheckCache } from "./cache.ts";
import type { CheckedImport, Circle, ImportEntry, Step } from "./checkedImport.ts";
import type { Dialects, ImportAnswer, ResolveImport } from "./importAnswer.ts";
import type { Reporter } from "./reporter.ts";

/** What one call of `check` shares among all files it visits. */
export interface CheckContext {
  readonly dialect: Dialects;
  readonly resolveImport: ResolveImport;
  readonly cache: CheckCache;
  /** Answers known to be valid in this call, by uri: a file imported along many ways is looked at once. */
  readonly valid: Map<string, CheckedImport>;
  checkFile(uri: string, tree: SourceFile, notUtf8At: number | undefined, path: readonly Step[]): CheckedImport;
}

/** The reference's stack holds that many files that import each other in a row (two more where the last one is empty). */
const DEEPEST_IMPORTS = 245;

export function resolveImport(
  node: UsetypesNode,
  reporter: Reporter,
  context: CheckContext,
  path: readonly Step[],
): ImportEntry {
  const answer = context.resolveImport(node.fileName, reporter.uri);
  const base = { name: node.importName, node, answer, used: false };
  if (answer.kind === "missing") {
    reportMissing(node, answer, reporter);
    return { ...base, uri: "", broken: true };
  }
  const here: Step[] = [
    ...path.slice(0, -1),
    { uri: reporter.uri, via: { uri: reporter.uri, span: { start: node.operand.start, end: node.operand.end } } },
  ];
  const loop = here.findIndex((step) => step.uri === answer.uri);
  if (loop !== -1) {
    const circle = here.slice(loop);
    reportCircle(node, circle, reporter);
    return { ...base, uri: answer.uri, broken: true, circle };
  }
  if (path.length > DEEPEST_IMPORTS) {
    reporter.error(
      "reference-compiler-limit",
      node.operand,
      `More than ${DEEPEST_IMPORTS} files import each other in a row: the compiler fails with "maximum recursion depth exceeded".`,
    );
    return { ...base, uri: answer.uri, broken: true };
  }
  if (answer.outside !== undefined) {
    reporter.warning(
      "import-outside-search-path",
      node.operand,
      `The compiler would not find \`${node.fileName}\` with the search path known here: ${answer.outside}. Add its folder to the import paths.`,
      { data: { found: answer.uri, import: node.importName } },
    );
  }
  const checked = checkImported(answer, context, here);
  const broken = !checked.interface.accepted;
  const found: ImportEntry = { ...base, uri: answer.uri, checked, interface: checked.interface, broken };
  const circle = checked.circles.find((each) => each.some((step) => step.uri === reporter.uri));
  if (circle === undefined) return found;
  const from = circle.findIndex((step) => step.uri === reporter.uri);
  reportCircle(node, [...circle.slice(from), ...circle.slice(0, from)], reporter);
  return { ...found, circle };
}

const FIRST = "The first: ";

/** The error at the end of a chain of imports, or a hundred files in a row would each quote the one before. */
function cause({ rule, message }: Diagnostic): string {
  return rule === "import-has-errors" ? message.slice(message.lastIndexOf(FIRST) + FIRST.length) : message;
}

/** Says at each USETYPES of a file what its import's errors mean for it. */
export function reportBrokenImports(entries: readonly ImportEntry[], reporter: Reporter): void {
  const fails = generatorFails(entries);
  for (const entry of entries) {
    if (!entry.broken || entry.checked === undefined || entry.circle !== undefined) continue;
    const errors = entry.checked.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
    const first = errors[0];
    if (first === undefined) continue;
    const related: RelatedPlace[] = errors
      .slice(0, 5)
      .map((error) => ({ uri: entry.uri, span: error.span, message: error.message }));
    const count = errors.length === 1 ? "an error" : `${errors.length} errors`;
    const { outcome } = entry.checked;
    const refused = outcome === "crash" || (outcome === "null" && entry.used) || fails;
    const what = refused ? "so nothing that uses it can be built" : "but the compiler happens not to look at it here";
    reporter.report(
      "import-has-errors",
      refused ? "error" : "warning",
      entry.node.operand,
      `\`${entry.node.fileName}\` has ${count}, ${what}. ${FIRST}${cause(first)}`,
      { related },
    );
  }
}

/** Says at a USETYPES that the compiler will print errors about the imported text, although it takes it. */
export function reportDroppedText(entry: ImportEntry, reporter: Reporter): void {
  if (entry.broken || entry.checked === undefined) return;
  const dropped = entry.checked.diagnostics.filter((diagnostic) => DROPPED_TEXT.has(diagnostic.rule));
  const first = dropped[0];
  if (first === undefined) return;
  reporter.warning(
    "import-drops-text",
    entry.node.operand,
    `The compiler prints errors about \`${entry.node.fileName}\` and drops text of it, though it goes on. ${FIRST}${cause(first)}`,
    { related: dropped.slice(0, 5).map((each) => ({ uri: entry.uri, span: each.span, message: each.message })) },
  );
}

/** What the reference's scanner prints as errors. */
const DROPPED_TEXT: ReadonlySet<string> = new Set([
  "byte-order-mark",
  "carriage-return",
  "character-above-ffff",
  "comment-swallows-code",
  "incomplete-name",
  "incomplete-number",
  "lone-dot",
  "range-without-spaces",
  "unexpected-character",
  "unterminated-comment",
  "unterminated-string",
]);

/**
 * The generator's walk over all types, which stops with a crash at the first import that is nothing. It has a quirk: it leaves a
 * file's list of imports at the first name it has seen anywhere before.
 */
function generatorFails(entries: readonly ImportEntry[]): boolean {
  const seen = new Set<string>();
  const walk = (imports: readonly ImportEntry[]): boolean => {
    for (const entry of inTableOrder(imports)) {
      if (seen.has(entry.name)) return false;
      seen.add(entry.name);
      if (entry.checked === undefined || entry.checked.outcome !== "usable") return true;
      if (walk(entry.checked.entries)) return true;
    }
    return false;
  };
  return walk(entries);
}

/** A second import of a name replaces the first, in the first one's place. */
function inTableOrder(entries: readonly ImportEntry[]): Iterable<ImportEntry> {
  return new Map(entries.map((entry) => [entry.name, entry])).values();
}

type Found = Extract<ImportAnswer, { kind: "found" }>;

function checkImported(answer: Found, context: CheckContext, path: readonly Step[]): CheckedImport {
  const known = context.valid.get(answer.uri);
  if (known !== undefined) return known;
  const key = `${context.dialect} ${answer.notUtf8At ?? ""} ${answer.uri}`;
  const kept = context.cache.get(answer.tree, key);
  const next: Step[] = [...path, { uri: answer.uri }];
  if (kept !== undefined && stillValid(kept, context, next)) {
    context.valid.set(answer.uri, kept);
    return kept;
  }
  const checked = context.checkFile(answer.uri, answer.tree, answer.notUtf8At, next);
  // In this call a file is looked at once, even if it is part of a circle: the ways through many circles are more than anyone can wait for.
  context.valid.set(answer.uri, checked);
  if (checked.reusable) context.cache.set(answer.tree, key, checked);
  return checked;
}

/** An answer holds as long as each of its imports is found where it was, unchanged. */
function stillValid(kept: CheckedImport, context: CheckContext, path: readonly Step[]): boolean {
  if (path.length > DEEPEST_IMPORTS) return false;
  return kept.entries.every((entry) => {
    const now = context.resolveImport(entry.node.fileName, kept.interface.uri);
    if (now.kind === "missing" || entry.answer.kind === "missing") return sameMiss(now, entry.answer);
    if (now.uri !== entry.answer.uri || now.tree !== entry.answer.tree) return false;
    if (now.outside !== entry.answer.outside || now.notUtf8At !== entry.answer.notUtf8At) return false;
    if (path.some((step) => step.uri === now.uri)) return false;
    return checkImported(now, context, path) === entry.checked;
  });
}

function sameMiss(now: ImportAnswer, before: ImportAnswer): boolean {
  if (now.kind !== "missing" || before.kind !== "missing") return false;
  return now.problem === before.problem && now.searched.join("\n") === before.searched.join("\n");
}

function reportMissing(
  node: UsetypesNode,
  answer: Extract<ImportAnswer, { kind: "missing" }>,
  reporter: Reporter,
): void {
  const searched =
    answer.searched.length === 0 ? "There is no folder to search." : `Searched: ${answer.searched.join(", ")}.`;
  const problem = answer.problem === undefined ? "" : ` ${answer.problem}`;
  reporter.error(
    "missing-import",
    node.operand,
    `\`${node.fileName}\` was not found.${problem} ${searched} Check the name, or add its folder to the import paths.`,
    { data: { fileName: node.fileName, import: node.importName } },
  );
}

function reportCircle(node: UsetypesNode, circle: Circle, reporter: Reporter): void {
  const names = [...circle, ...circle.slice(0, 1)].map((step) => fileNameOf(step.uri));
  const related = circle.flatMap(({ via }, index) =>
    via === undefined
      ? []
      : [{ uri: via.uri, span: via.span, message: `${names[index]} imports ${names[index + 1]} here.` }],
  );
  const message =
    circle.length === 1
      ? `\`${node.fileName}\` imports itself: the compiler never comes to an end. Remove this line.`
      : `These files import each other in a circle: ${names.join(" → ")}. The compiler never comes to an end. Move what they share to a file of its own.`;
  reporter.error("import-cycle", node.operand, message, { related: circle.length === 1 ? [] : related });
}

/** The last part of a path or URI. */
export function fileNameOf(uri: string): string {
  return uri.slice(Math.max(uri.lastIndexOf("/"), uri.lastIndexOf("\\")) + 1);
}
