/** The outline of an `.api` file (also breadcrumbs): declarations in file order, with members, fields and parameters inside. */
import type { DeclarationNode, Span } from "@legato-api/language";
import { type DocumentSymbol, SymbolKind } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";

const KINDS: Readonly<Record<DeclarationNode["kind"], SymbolKind>> = {
  define: SymbolKind.Constant,
  enum: SymbolKind.Enum,
  bitmask: SymbolKind.Enum,
  reference: SymbolKind.Class,
  struct: SymbolKind.Struct,
  function: SymbolKind.Function,
  handler: SymbolKind.Interface,
  event: SymbolKind.Event,
};

export function symbolKindOf(node: DeclarationNode): SymbolKind {
  return KINDS[node.kind];
}

export function documentSymbols(view: ApiView): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  for (const item of view.interface.source.items) {
    // An unnamed declaration (half typed) has nothing to show, and an editor refuses a symbol without a name.
    if (!("name" in item) || item.name.text === "") continue;
    const node = item;
    symbols.push({
      name: node.name.text,
      detail: detailOf(node),
      kind: KINDS[node.kind],
      range: view.lines.rangeOf(withDoc(node)),
      selectionRange: view.lines.rangeOf(node.name),
      children: childrenOf(view, node),
    });
  }
  return symbols;
}

function withDoc(node: DeclarationNode): Span {
  return { start: node.doc?.start ?? node.start, end: node.end };
}

function detailOf(node: DeclarationNode): string {
  if (node.kind !== "function") return node.kind.toUpperCase();
  const type = node.returnType;
  if (type === undefined) return "FUNCTION";
  return `FUNCTION ${type.qualifier === undefined ? "" : `${type.qualifier.text}.`}${type.name.text}`;
}

function childrenOf(view: ApiView, node: DeclarationNode): DocumentSymbol[] {
  const entries =
    "members" in node
      ? node.members.map((one) => ({ one, kind: SymbolKind.EnumMember }))
      : "fields" in node
        ? node.fields.map((one) => ({ one, kind: SymbolKind.Field }))
        : "parameters" in node
          ? node.parameters.map((one) => ({ one, kind: SymbolKind.Variable }))
          : [];
  return entries.flatMap(({ one, kind }) =>
    one.name.text === ""
      ? []
      : [{ name: one.name.text, kind, range: view.lines.rangeOf(one), selectionRange: view.lines.rangeOf(one.name) }],
  );
}
