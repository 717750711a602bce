/**
 * What a rename would break: the file as it would be, checked before anything is changed.
 *
 * In: the interface that declares the name, and the edits in its own text. Out: why the compiler would refuse the new text, or the C made of it would
 * not be the same; undefined when nothing is wrong that was not wrong before. Reads no file: imports are those of the interface.
 */
import {
  applyEdits,
  check,
  type Diagnostic,
  type Interface,
  interfaceWithUri,
  parse,
  type Span,
} from "@legato-api/language";

export function troubleOfRename(iface: Interface, spans: readonly Span[], newName: string): string | undefined {
  const { text } = iface.source;
  const before = new Map<string, number>();
  for (const { rule } of troubleIn(iface, text)) before.set(rule, (before.get(rule) ?? 0) + 1);
  const renamed = applyEdits(
    text,
    [...spans].sort((a, b) => a.start - b.start).map((span) => ({ span, newText: newName })),
  );
  const after = troubleIn(iface, renamed);
  // Messages name what was renamed, so only their number can be compared.
  return after.find(({ rule }) => after.filter((one) => one.rule === rule).length > (before.get(rule) ?? 0))?.message;
}

const IN_C: ReadonlySet<string> = new Set(["generated-c-does-not-compile", "duplicate-constant"]);

function troubleIn(iface: Interface, text: string): readonly Diagnostic[] {
  const { diagnostics } = check({
    uri: iface.uri,
    tree: parse(text),
    dialect: iface.dialect,
    resolveImport: (fileName, fromUri) => {
      const importer = interfaceWithUri(iface, fromUri) ?? iface;
      const found = importer.imports.find(({ name }) => `${name}.api` === fileName)?.interface;
      return found === undefined
        ? { kind: "missing", searched: [] }
        : { kind: "found", uri: found.uri, tree: found.source };
    },
  });
  return diagnostics.filter(({ rule, severity }) => severity === "error" || IN_C.has(rule));
}
