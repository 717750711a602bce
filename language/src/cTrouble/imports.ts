/**
 * Imports whose types the code generator overlooks: its walk leaves a file's list of imports at the first name it has seen anywhere
 * before, and what comes behind has no functions that pack it.
 */
import type { Interface, Type } from "../model/interface.ts";
import type { Span } from "../syntax/tree.ts";
import type { Trouble } from "./trouble.ts";

export function checkOverlookedImports(checked: Interface, trouble: Trouble): void {
  if (checked.imports.length < 2) return;
  const seen = importsTheGeneratorSees(checked);
  const told = new Set<string>();
  const visit = (type: Type, span: Span): void => {
    if (type.kind !== "enum" && type.kind !== "bitmask" && type.kind !== "struct") return;
    if (type.uri === checked.uri || seen.has(type.uri) || told.has(type.uri)) return;
    told.add(type.uri);
    const { interfaceName, name } = type;
    trouble.report(
      "import",
      span,
      `The code generator overlooks the import \`${interfaceName}\`, because an import before it was reached through another one, and leaves out what packs \`${name}\`. Put \`USETYPES ${interfaceName};\` first.`,
    );
  };
  for (const made of checked.functions) {
    for (const { type, node } of made.parameters) visit(type, node?.type ?? made.node.name);
    if (made.returnType !== undefined) visit(made.returnType, made.node.name);
  }
  for (const type of checked.types.values()) {
    if (type.kind === "struct") for (const field of type.fields) visit(field.type, field.node.type);
    if (type.kind === "handler")
      for (const each of type.parameters) visit(each.type, each.node?.type ?? type.node.name);
  }
}

/** uris of the imports that the walk comes to. */
function importsTheGeneratorSees(checked: Interface): ReadonlySet<string> {
  const names = new Set<string>();
  const uris = new Set<string>();
  const walk = (from: Interface): void => {
    for (const used of new Map(from.imports.map((each) => [each.name, each])).values()) {
      if (names.has(used.name)) return;
      names.add(used.name);
      uris.add(used.uri);
      if (used.interface !== undefined) walk(used.interface);
    }
  };
  walk(checked);
  return uris;
}
