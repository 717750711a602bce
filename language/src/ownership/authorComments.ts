/**
 * The author's own word on a function: a plain comment line before it, `// legato-api: acquires Job`, `// legato-api: releases Job` or
 * `// legato-api: neutral`. Every other tool skips it. It may stand before or after the doc comment; the nearest counts.
 */
import type { DeclarationNode, SourceFile, Span, Token } from "../syntax/tree.ts";
import type { Role } from "./ownership.ts";

export interface AuthorComment extends Span {
  readonly role: Role;
  readonly resource?: string;
  readonly text: string;
}

export interface MisreadComment extends Span {
  readonly message: string;
}

const MARK = /^\/\/+\s*legato-api\s*:\s*(.*?)\s*$/;
const WORDS = /^(?:(acquires|releases)\s+([A-Za-z]\w*(?:\.[A-Za-z]\w*)?)|neutral)(?:\s*[:;,.(-].*)?$/;

/** Comments by the keyword offset of the declaration they stand before. */
export function authorComments(source: SourceFile): ReadonlyMap<number, AuthorComment> {
  const comments = new Map<number, AuthorComment>();
  if (!source.text.includes("legato-api")) {
    return comments;
  }
  let last: AuthorComment | undefined;
  const declarations = new Set(source.items.filter(isDeclaration).map((item) => item.keyword.start));
  for (const token of source.tokens) {
    if (token.kind === "lineComment") {
      last = read(source, token) ?? last;
    } else if (token.kind !== "whitespace" && token.kind !== "blockComment" && token.kind !== "doc") {
      if (last && declarations.has(token.start)) {
        comments.set(token.start, last);
      }
      last = undefined;
    }
  }
  return comments;
}

/** Comments with our mark that say nothing we understand, or stand before nothing they could be about. */
export function misreadComments(source: SourceFile): readonly MisreadComment[] {
  if (!source.text.includes("legato-api")) {
    return [];
  }
  const functions = new Set(source.items.filter((item) => item.kind === "function").map((item) => item.start));
  const before = new Map([...authorComments(source)].map(([keyword, comment]) => [comment.start, keyword]));
  const misread: MisreadComment[] = [];
  for (const token of source.tokens) {
    const said = token.kind === "lineComment" ? MARK.exec(source.text.slice(token.start, token.end)) : null;
    if (!said) {
      continue;
    }
    const place = { start: token.start, end: token.end };
    if (!WORDS.test(said[1] ?? "")) {
      misread.push({
        ...place,
        message: `'${said[1] ?? ""}' is not understood. Say 'acquires TYPE', 'releases TYPE' or 'neutral'.`,
      });
    } else if (!functions.has(before.get(token.start) ?? -1)) {
      misread.push({ ...place, message: "This comment has no effect: no FUNCTION follows it." });
    }
  }
  return misread;
}

function isDeclaration(item: SourceFile["items"][number]): item is DeclarationNode {
  return "name" in item;
}

function read(source: SourceFile, token: Token): AuthorComment | undefined {
  const lineStart = source.text.lastIndexOf("\n", token.start - 1) + 1;
  if (source.text.slice(lineStart, token.start).trim() !== "") {
    // Behind code on the same line: about that code, not about what follows.
    return undefined;
  }
  const text = source.text.slice(token.start, token.end).trimEnd();
  const words = WORDS.exec(MARK.exec(text)?.[1] ?? "");
  if (!words) {
    return undefined;
  }
  const resource = words[2];
  const role: Role = words[1] === "acquires" ? "acquire" : words[1] === "releases" ? "release" : "neutral";
  return { role, ...(resource === undefined ? {} : { resource }), text, start: token.start, end: token.end };
}
