/** The outline of a Component.cdef: its sections, and in them what they list. */
import { type DocumentSymbol, SymbolKind } from "vscode-languageserver";
import type { CdefNode } from "../../component/cdef/tree.ts";
import type { Lines } from "../../lines.ts";

export function definitionOutline(items: readonly CdefNode[], lines: Lines): DocumentSymbol[] {
  return items.flatMap((item) => symbolsOf(item, lines));
}

function symbolsOf(item: CdefNode, lines: Lines): DocumentSymbol[] {
  const range = lines.rangeOf(item);
  switch (item.kind) {
    case "section":
      if (item.name.text === "") return [];
      return [
        {
          name: item.name.text,
          kind: SymbolKind.Namespace,
          range,
          selectionRange: lines.rangeOf(item.name),
          children: definitionOutline(item.items, lines),
        },
      ];
    case "api": {
      const name = item.path?.text ?? item.alias?.text ?? "";
      const detail = [
        item.alias === undefined ? "" : `as ${item.alias.text}`,
        ...item.options.map((one) => `[${one.name}]`),
      ];
      return name === ""
        ? []
        : [{ name, detail: detail.join(" ").trim(), kind: SymbolKind.Interface, range, selectionRange: range }];
    }
    case "entry": {
      const name = item.words.map((word) => word.text).join(" ");
      return name === "" ? [] : [{ name, kind: SymbolKind.File, range, selectionRange: range }];
    }
    case "directive":
      return [];
  }
}
