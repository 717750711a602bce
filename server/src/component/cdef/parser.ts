/**
 * Component.cdef text to tree. Never throws, never loses a character, takes time linear in the text.
 *
 * Unknown sections are read like known ones, so that a newer tool's file still gives its sources and its APIs.
 */
import { CdefScanner } from "./scanner.ts";
import type {
  ApiNode,
  CdefFile,
  CdefNode,
  CdefOption,
  CdefWord,
  DirectiveNode,
  EntryNode,
  SectionNode,
} from "./tree.ts";

/** Where a text stands: an `#include`d fragment may be the inside of a list. */
export type CdefContext = "top" | "section" | "api" | "list";

/** Deeper nesting than any definition file has; beyond it braces are reported, not followed. */
const MAX_DEPTH = 32;
const SUBSECTIONED = new Set(["provides", "requires", "bundles"]);
const DIRECTIVES: readonly DirectiveNode["name"][] = ["#if", "#elif", "#else", "#endif", "#include"];

export function parseCdef(text: string, context: CdefContext = "top"): CdefFile {
  const scanner = new CdefScanner(text);
  const items: CdefNode[] = [];
  while (!scanner.atEnd) {
    parseItems(scanner, context, 0, items);
    if (scanner.character === "}") {
      scanner.problem(scanner.offset, scanner.offset + 1, "This brace closes nothing.");
      scanner.takePunctuation("}");
    }
  }
  return { start: 0, end: text.length, text, tokens: scanner.tokens, items, problems: scanner.problems };
}

/** What the inside of a section named so is read as. */
export function contextOf(section: string, parent: CdefContext): CdefContext {
  if (SUBSECTIONED.has(section) && parent === "top") {
    return "section";
  }
  return section === "api" && parent === "section" ? "api" : "list";
}

/** Puts the items up to the next closing brace behind those there are. */
function parseItems(scanner: CdefScanner, context: CdefContext, depth: number, items: CdefNode[] = []): CdefNode[] {
  while (!scanner.atEnd && scanner.character !== "}") {
    const item = parseItem(scanner, context, depth);
    if (item) {
      items.push(item);
    } else if (context === "list" && depth < MAX_DEPTH && scanner.takePunctuation("{")) {
      // `assets:` holds groups, `name = { settings: { ... } }`; what they say is of no concern here.
      parseItems(scanner, context, depth + 1, items);
      scanner.takePunctuation("}");
    } else {
      scanner.takeUnexpected();
    }
  }
  return items;
}

function parseItem(scanner: CdefScanner, context: CdefContext, depth: number): CdefNode | undefined {
  if (scanner.character === "#") {
    return parseDirective(scanner);
  }
  if (depth < MAX_DEPTH && scanner.atSection()) {
    return parseSection(scanner, context, depth);
  }
  return context === "api" ? parseApi(scanner) : parseEntry(scanner, context);
}

function parseSection(scanner: CdefScanner, parent: CdefContext, depth: number): SectionNode | undefined {
  const name = scanner.takeName("sectionName");
  if (!name) {
    return undefined;
  }
  scanner.takePunctuation(":");
  scanner.takePunctuation("{");
  const items = parseItems(scanner, contextOf(name.text, parent), depth + 1);
  const close = scanner.takePunctuation("}");
  if (!close) {
    scanner.problem(name.start, name.end, `The section '${name.text}' is never closed: '}' is missing.`);
  }
  return {
    kind: "section",
    name,
    items,
    closed: close !== undefined,
    start: name.start,
    end: close?.end ?? scanner.offset,
  };
}

function parseApi(scanner: CdefScanner): ApiNode | undefined {
  const first = scanner.takeApiPath();
  if (!first) {
    return undefined;
  }
  const equals = scanner.takePunctuation("=");
  const path = equals ? scanner.takeApiPath() : first;
  if (!path) {
    scanner.problem(first.start, first.end, `The .api file after '${first.text} =' is missing.`);
  }
  const options = parseOptions(scanner);
  const end = options.at(-1)?.end ?? path?.end ?? equals?.end ?? first.end;
  return {
    kind: "api",
    ...(equals ? { alias: first } : {}),
    ...(path ? { path } : {}),
    options,
    start: first.start,
    end,
  };
}

function parseEntry(scanner: CdefScanner, context: CdefContext): EntryNode | undefined {
  const start = scanner.offset;
  const before = parseOptions(scanner);
  const word: CdefWord | undefined = scanner.takePath();
  if (!word && before.length === 0) {
    return undefined;
  }
  const options = [...before, ...parseOptions(scanner)];
  if (word && context !== "list") {
    scanner.problem(
      word.start,
      word.end,
      `Expected a section here, such as '${context === "top" ? "sources" : "api"}: { }'.`,
    );
  }
  const end = Math.max(word?.end ?? 0, options.at(-1)?.end ?? 0);
  return { kind: "entry", words: word ? [word] : [], options, start, end };
}

function parseOptions(scanner: CdefScanner): CdefOption[] {
  const options: CdefOption[] = [];
  for (let token = scanner.takeOption(); token; token = scanner.takeOption()) {
    options.push({
      name: scanner.text.slice(token.start + 1, token.end - 1).trim(),
      start: token.start,
      end: token.end,
    });
  }
  return options;
}

function parseDirective(scanner: CdefScanner): DirectiveNode | undefined {
  const token = scanner.takeDirective();
  if (!token) {
    return undefined;
  }
  const written = scanner.text.slice(token.start, token.end);
  const name = DIRECTIVES.find((directive) => directive === written) ?? "unknown";
  if (name === "unknown") {
    scanner.problem(token.start, token.end, `Unknown directive '${written}'; known are ${DIRECTIVES.join(", ")}.`);
  }
  scanner.skipBlanks();
  let operand: CdefWord | undefined;
  let condition = "";
  let end = token.end;
  if (name === "#include") {
    operand = scanner.takePath();
    end = operand?.end ?? end;
  } else if (name === "#if" || name === "#elif") {
    const text = scanner.takeCondition();
    condition = text ? scanner.text.slice(text.start, text.end).replace(/\s+/g, " ") : "";
    end = text?.end ?? end;
  }
  scanner.skipTrivia();
  return { kind: "directive", name, condition, ...(operand ? { operand } : {}), start: token.start, end };
}
