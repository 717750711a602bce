/**
 * The house style of a C or C++ file, read off its own code, so that what is added looks as if its author had written it.
 *
 * In: a source. Out: how it indents, where its braces go, how its functions are commented and named. Every question is decided by what most
 * of the file does; a file that shows nothing gets Legato's own style.
 */
import { childOf, type Syntax } from "../../component/source/syntax.ts";
import {
  attachedComments,
  type CommentText,
  commentsBetween,
  endBefore,
  indentationAt,
  isFirstOnLine,
} from "../c/comments.ts";
import type { SourceText } from "../c/sourceText.ts";
import { textOf, variablesOf, walk } from "../c/syntaxQueries.ts";

export type BracePlace = "ownLine" | "sameLine";

/** How functions are commented: lines around a block, a block, line comments, or nothing. */
export interface DocStyle {
  readonly kind: "block" | "lines" | "none";
  /** `/**` or `/*`. */
  readonly open: string;
  /** A rule above and below, as written, or nothing. */
  readonly above: string | undefined;
  readonly below: string | undefined;
  /** True when short comments stand on one line: `/* Opens a job. *​/`. */
  readonly short: boolean;
}

export type Naming = "UpperCamel" | "lowerCamel" | "snake";

export interface HouseStyle {
  readonly language: "c" | "cpp";
  readonly eol: "\n" | "\r\n";
  /** One level. */
  readonly indent: string;
  readonly functionBrace: BracePlace;
  readonly controlBrace: BracePlace;
  /** Each parameter on a line of its own, the parentheses too. */
  readonly parameterLines: boolean;
  /** `///< [IN]` behind parameters. */
  readonly parameterDocs: boolean;
  readonly doc: DocStyle;
  /** `Job_t* x` or `Job_t *x`. */
  readonly star: "type" | "name";
  /** `if (` or `if(`. */
  readonly keywordBlank: boolean;
  /** `LE_OK == x`. */
  readonly constantFirst: boolean;
  readonly naming: Naming;
  /** Names of local variables and fields. */
  readonly variableNaming: "camel" | "snake";
  readonly nullText: string;
  /** How remarks inside of functions are written. */
  readonly remark: "//" | "/*";
  readonly blankLines: number;
  /** Columns that a line may have. */
  readonly width: number;
}

/** Legato's own: what a new file is written in. */
export const legatoStyle: HouseStyle = {
  language: "c",
  eol: "\n",
  indent: "    ",
  functionBrace: "ownLine",
  controlBrace: "ownLine",
  parameterLines: true,
  parameterDocs: true,
  doc: { kind: "block", open: "/**", above: `//${"-".repeat(98)}`, below: `//${"-".repeat(98)}`, short: false },
  star: "type",
  keywordBlank: true,
  constantFirst: false,
  naming: "UpperCamel",
  variableNaming: "camel",
  nullText: "NULL",
  remark: "//",
  blankLines: 1,
  width: 100,
};

export function houseStyleOf(source: SourceText): HouseStyle {
  const votes = new Votes();
  const { text } = source;
  countLines(text, votes);
  const visit = (node: Syntax, parent: Syntax): void => {
    if (node.type === "compound_statement") {
      countRemarks(source, node, votes);
    }
    switch (node.type) {
      case "function_definition":
        countFunction(source, node, parent, votes);
        break;
      case "if_statement":
      case "while_statement":
      case "for_statement":
        countControl(source, node, votes);
        break;
      case "binary_expression":
        countComparison(source, node, votes);
        break;
      case "pointer_declarator": {
        const before = text[node.start - 1] ?? "";
        const after = text[node.start + 1] ?? "";
        if (/\s/.test(before) !== /\s/.test(after)) {
          votes.add("star", /\s/.test(after) ? "type" : "name");
        }
        break;
      }
      case "nullptr":
        votes.add("null", "nullptr");
        break;
      case "null":
        votes.add("null", textOf(source, node));
        break;
      case "declaration":
      case "field_declaration":
        for (const { name } of variablesOf(source, node)) {
          countVariable(name, votes);
        }
        break;
    }
    for (const child of node.children) {
      visit(child, node);
    }
  };
  visit(source.root, source.root);
  const cpp = source.language === "cpp";
  return {
    language: source.language,
    eol: votes.most("eol", "\n") === "\r\n" ? "\r\n" : "\n",
    indent: votes.most("indent", legatoStyle.indent),
    functionBrace: votes.most("functionBrace", "ownLine") === "sameLine" ? "sameLine" : "ownLine",
    controlBrace:
      votes.most("controlBrace", votes.most("functionBrace", "ownLine")) === "sameLine" ? "sameLine" : "ownLine",
    parameterLines: votes.most("parameterLines", "yes") === "yes",
    parameterDocs: votes.most("parameterDocs", "yes") === "yes",
    doc: votes.doc(),
    star: votes.most("star", "type") === "name" ? "name" : "type",
    keywordBlank: votes.most("keywordBlank", "yes") === "yes",
    constantFirst: votes.most("constantFirst", "no") === "yes",
    naming: namingOf(votes),
    variableNaming: votes.most("variableNaming", "camel") === "snake" ? "snake" : "camel",
    nullText: votes.most("null", cpp ? "nullptr" : "NULL") === "nullptr" ? "nullptr" : "NULL",
    remark: votes.most("remark", votes.doc().open === "/*" ? "/*" : "//") === "/*" ? "/*" : "//",
    blankLines: votes.most("blankLines", "1") === "2" ? 2 : 1,
    width: Math.min(120, Math.max(80, votes.ruleWidth)),
  };
}

/** Single lower-case words fit both ways of beginning small. */
function namingOf(votes: Votes): Naming {
  const upper = votes.count("naming", "UpperCamel");
  const snake = votes.count("naming", "snake");
  const camel = votes.count("naming", "lowerCamel");
  if (upper >= snake + camel + votes.count("naming", "word")) {
    return "UpperCamel";
  }
  return snake > camel ? "snake" : "lowerCamel";
}

class Votes {
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #docs = new Map<string, { style: DocStyle; count: number }>();
  ruleWidth = 0;

  add(question: string, answer: string): void {
    const answers = this.#counts.get(question) ?? new Map<string, number>();
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    this.#counts.set(question, answers);
  }

  most(question: string, otherwise: string): string {
    const answers = [...(this.#counts.get(question) ?? [])];
    const best = answers.reduce((a, b) => (b[1] > a[1] ? b : a), [otherwise, 0] as [string, number]);
    return best[0];
  }

  count(question: string, answer: string): number {
    return this.#counts.get(question)?.get(answer) ?? 0;
  }

  addDoc(style: DocStyle): void {
    const key = [style.kind, style.open, style.above, style.below].join("\n");
    const known = this.#docs.get(key);
    this.#docs.set(key, { style: known && !known.style.short ? known.style : style, count: (known?.count ?? 0) + 1 });
  }

  doc(): DocStyle {
    const all = [...this.#docs.values()];
    const commented = all.filter(({ style }) => style.kind !== "none");
    const known = commented.length > 0 ? commented : all;
    return known.length === 0 ? legatoStyle.doc : known.reduce((a, b) => (b.count > a.count ? b : a)).style;
  }
}

function countLines(text: string, votes: Votes): void {
  let longest = 0;
  for (const line of text.split("\n")) {
    const ended = line.endsWith("\r");
    votes.add("eol", ended ? "\r\n" : "\n");
    if (/^\s*\/\/[-=*/]{20,}/.test(line)) {
      longest = Math.max(longest, line.trimEnd().length);
    }
  }
  votes.ruleWidth = longest === 0 ? legatoStyle.width : longest;
}

function countFunction(source: SourceText, node: Syntax, parent: Syntax, votes: Votes): void {
  const { text } = source;
  const body = childOf(node, "body");
  if (!body) {
    return;
  }
  const first = body.children[0];
  if (first && isFirstOnLine(text, first.start)) {
    const own = indentationAt(text, node.start);
    const inner = indentationAt(text, first.start);
    if (inner.startsWith(own) && inner.length > own.length) {
      votes.add("indent", inner.slice(own.length));
    }
  }
  votes.add("functionBrace", isFirstOnLine(text, body.start) ? "ownLine" : "sameLine");
  const previousEnd = endBefore(parent, node);
  const comments = attachedComments(source, previousEnd, node.start);
  votes.addDoc(docStyleOf(comments));
  const start = comments[0]?.start ?? node.start;
  const gap = text.slice(previousEnd, start);
  if (previousEnd > 0) {
    votes.add("blankLines", (gap.match(/\n/g)?.length ?? 0) > 2 ? "2" : "1");
  }
  const list = parameterList(node);
  if (!list) {
    return;
  }
  const naming = namingStyle(textOf(source, list.name));
  if (naming !== undefined) {
    votes.add("naming", naming);
  }
  const listText = textOf(source, list.parameters);
  if (list.parameters.children.length > 0 && listText.length > 2) {
    votes.add("parameterLines", isFirstOnLine(text, list.parameters.start) ? "yes" : "no");
    votes.add("parameterDocs", /\/\/\/<|\/\*\*</.test(listText) ? "yes" : "no");
  }
}

function parameterList(node: Syntax): { name: Syntax; parameters: Syntax } | undefined {
  let found: { name: Syntax; parameters: Syntax } | undefined;
  walk(node, (at) => {
    if (at.type === "compound_statement" || found) {
      return false;
    }
    if (at.type === "function_declarator") {
      const name = childOf(at, "declarator");
      const parameters = childOf(at, "parameters");
      found = name && parameters ? { name, parameters } : undefined;
    }
    return undefined;
  });
  return found;
}

/** Functions of an API are named by their `.api`: they say nothing, like COMPONENT_INIT. */
function namingStyle(name: string): Naming | "word" | undefined {
  const own = name.slice(name.lastIndexOf(":") + 1);
  if (!/^[A-Za-z]\w*$/.test(own) || /^[A-Z0-9_]+$/.test(own) || /^(?:[a-z][a-zA-Z0-9]*_)+[A-Z]/.test(own)) {
    return undefined;
  }
  if (/^[A-Z]/.test(own)) {
    return "UpperCamel";
  }
  if (own.includes("_")) {
    return "snake";
  }
  return /[A-Z]/.test(own) ? "lowerCamel" : "word";
}

function countVariable(name: string, votes: Votes): void {
  if (/^[a-z0-9]+(?:_[a-z0-9]+)+$/.test(name)) {
    votes.add("variableNaming", "snake");
  } else if (/^[a-z]+[A-Z]/.test(name)) {
    votes.add("variableNaming", "camel");
  }
}

/** Comments on lines of their own between the statements of a block. */
function countRemarks(source: SourceText, block: Syntax, votes: Votes): void {
  let from = block.start + 1;
  for (const child of [...block.children, { start: block.end - 1, end: block.end }]) {
    for (const comment of commentsBetween(source, from, child.start)) {
      votes.add("remark", comment.text.slice(0, 2));
    }
    from = child.end;
  }
}

function countControl(source: SourceText, node: Syntax, votes: Votes): void {
  const { text } = source;
  const block = childOf(node, "consequence") ?? childOf(node, "body");
  if (block?.type === "compound_statement") {
    votes.add("controlBrace", isFirstOnLine(text, block.start) ? "ownLine" : "sameLine");
  }
  const after = /^\w+( ?)\(/.exec(textOf(source, node));
  if (after) {
    votes.add("keywordBlank", after[1] === "" ? "no" : "yes");
  }
}

function countComparison(source: SourceText, node: Syntax, votes: Votes): void {
  const left = childOf(node, "left");
  const right = childOf(node, "right");
  if (left && right && /^\s*[=!]=/.test(source.text.slice(left.end, right.start))) {
    const constant = (at: Syntax) => at.type === "null" || /^LE_[A-Z_]+$/.test(textOf(source, at));
    if (constant(left) !== constant(right)) {
      votes.add("constantFirst", constant(left) ? "yes" : "no");
    }
  }
}

function docStyleOf(comments: readonly CommentText[]): DocStyle {
  const block = comments.find((comment) => comment.text.startsWith("/*"));
  if (!block) {
    const kind = comments.length === 0 ? "none" : "lines";
    return { kind, open: "//", above: undefined, below: undefined, short: true };
  }
  const index = comments.indexOf(block);
  const rule = (comment: CommentText | undefined) =>
    comment && /^\/\/\s?[-=*/#]{8,}$/.test(comment.text.trimEnd()) ? comment.text.trimEnd() : undefined;
  return {
    kind: "block",
    open: block.text.startsWith("/**") ? "/**" : "/*",
    above: rule(comments[index - 1]),
    below: rule(comments[index + 1]),
    short: !block.text.includes("\n"),
  };
}
