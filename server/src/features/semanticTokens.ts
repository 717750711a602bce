/**
 * Semantic tokens of an `.api` file: what the grammar cannot know, namely what each name stands for, and which functions acquire or release.
 * Full and by range; positions are encoded as the protocol wants them, relative and in order.
 */
import { type Occurrence, type Ownership, occurrencesIn, type Span } from "@legato-api/language";
import type { SemanticTokens, SemanticTokensLegend } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";

const TYPES = [
  "namespace",
  "type",
  "enum",
  "struct",
  "interface",
  "enumMember",
  "property",
  "parameter",
  "variable",
  "function",
  "event",
  "class",
] as const;
const MODIFIERS = ["declaration", "readonly", "defaultLibrary", "acquires", "releases"] as const;
type TokenType = (typeof TYPES)[number];
type Modifier = (typeof MODIFIERS)[number];

export const semanticTokensLegend: SemanticTokensLegend = { tokenTypes: [...TYPES], tokenModifiers: [...MODIFIERS] };

/** `range` in 0-based UTF-16 offsets; left out: the whole file. */
export function semanticTokens(view: ApiView, ownership: ReadonlyMap<string, Ownership>, range?: Span): SemanticTokens {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const occurrence of occurrencesIn(view.interface)) {
    if (range !== undefined && (occurrence.span.end < range.start || occurrence.span.start > range.end)) continue;
    const [type, modifiers] = classify(view, ownership, occurrence);
    const at = view.lines.positionAt(occurrence.span.start);
    const deltaLine = at.line - line;
    data.push(
      deltaLine,
      deltaLine === 0 ? at.character - character : at.character,
      occurrence.span.end - occurrence.span.start,
    );
    data.push(
      TYPES.indexOf(type),
      modifiers.reduce((bits, one) => bits | (1 << MODIFIERS.indexOf(one)), 0),
    );
    line = at.line;
    character = at.character;
  }
  return { data };
}

function classify(view: ApiView, ownership: ReadonlyMap<string, Ownership>, one: Occurrence): [TokenType, Modifier[]] {
  const { symbol } = one;
  const declared: Modifier[] = one.role === "declaration" ? ["declaration"] : [];
  switch (symbol.kind) {
    case "basic":
      return ["type", ["defaultLibrary"]];
    case "interface":
      return ["namespace", declared];
    case "define":
      return ["variable", [...declared, "readonly"]];
    case "member":
      return ["enumMember", [...declared, "readonly"]];
    case "field":
      return ["property", declared];
    case "parameter":
      return ["parameter", declared];
    case "event":
      return ["event", declared];
    case "function": {
      const role = ownership.get(symbol.name)?.role;
      return [
        "function",
        role === "acquire" ? [...declared, "acquires"] : role === "release" ? [...declared, "releases"] : declared,
      ];
    }
    case "type":
      return [typeOf(view, symbol.uri, symbol.name), declared];
  }
}

function typeOf(view: ApiView, uri: string, name: string): TokenType {
  const home =
    uri === view.interface.uri ? view.interface : view.interface.imports.find((one) => one.uri === uri)?.interface;
  switch (home?.types.get(name)?.kind) {
    case "enum":
    case "bitmask":
      return "enum";
    case "struct":
      return "struct";
    case "handler":
      return "interface";
    case "reference":
      return "class";
    default:
      return "type";
  }
}
