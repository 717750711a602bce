/**
 * `// legato-api-ignore rule-id: reason` in `.api`, C and C++ files.
 *
 * In: the text of a file. Out: the lines for which a rule is to be silent, and findings about comments that give no reason or stand where they
 * mean nothing. A comment speaks for its own line, or, alone on its line, for the declaration or statement that follows it; `legato-api-ignore-file`
 * speaks for the file and stands before the first code. What the compiler rejects cannot be silenced.
 */
import type { Span } from "@legato-api/language";
import type { Finding } from "../finding.ts";
import { linesOf } from "../lines.ts";
import type { TextFile } from "../workspace/files.ts";

export const ignoreCommentRule = "ignore-comment";

export interface Ignores {
  readonly isSilent: (rule: string, offset: number) => boolean;
  readonly findings: readonly Finding[];
}

const nothing: Ignores = { isSilent: () => false, findings: [] };
const known = new WeakMap<TextFile, Ignores>();

export function ignoresIn(file: TextFile, isKnownRule: (id: string) => boolean): Ignores {
  if (!file.text.includes("legato-api-ignore")) {
    return nothing;
  }
  let ignores = known.get(file);
  if (ignores === undefined) {
    ignores = readIgnores(file, isKnownRule);
    known.set(file, ignores);
  }
  return ignores;
}

interface Silence {
  readonly rule: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

function readIgnores(file: TextFile, isKnownRule: (id: string) => boolean): Ignores {
  const lines = linesOf(file);
  const silences: Silence[] = [];
  const findings: Finding[] = [];
  const say = (message: string, span: Span): void => {
    findings.push({ rule: ignoreCommentRule, severity: "warning", message, path: file.path, span, related: [] });
  };
  const comments = commentsOf(file.text);
  const [firstCode = 0, ...codeBehind] = codeAround(file.text, comments);
  const headEnds = new Map<number, number>();
  const lastLineOfHead = (code: number): number => {
    const known = headEnds.get(code) ?? lines.lineAt(endOfHead(file.text, code));
    headEnds.set(code, known);
    return known;
  };
  for (const [index, comment] of comments.entries()) {
    for (const { wholeFile, rules, reason, span } of marksIn(file.text, comment)) {
      if (rules.length === 0) {
        say("Say which rule is to be ignored: 'legato-api-ignore rule-id: reason'.", span);
      } else if (reason === "") {
        say("Say why, so that the next reader knows: 'legato-api-ignore rule-id: reason'.", span);
      }
      for (const rule of rules.filter((id) => !isKnownRule(id))) {
        say(`There is no rule '${rule}', so nothing is ignored.`, span);
      }
      if (wholeFile && comment.start > firstCode) {
        say("'legato-api-ignore-file' must stand before the first code of the file.", span);
      } else {
        const range = wholeFile
          ? { firstLine: 0, lastLine: Number.POSITIVE_INFINITY }
          : {
              firstLine: lines.lineAt(comment.start),
              lastLine: isAlone(file.text, comment)
                ? lastLineOfHead(codeBehind[index] ?? comment.end)
                : lines.lineAt(comment.start),
            };
        for (const rule of rules) {
          silences.push({ rule, ...range });
        }
      }
    }
  }
  return {
    isSilent: (rule, offset) => {
      const line = lines.lineAt(offset);
      return silences.some((silence) => silence.rule === rule && silence.firstLine <= line && line <= silence.lastLine);
    },
    findings,
  };
}

/** Nothing but blanks stands before it on its line. */
function isAlone(text: string, comment: Span): boolean {
  return /(?:^|\n)[^\S\n]*$/.test(text.slice(Math.max(0, comment.start - LONGEST_INDENT), comment.start));
}

/** More blanks before a comment than anybody writes. */
const LONGEST_INDENT = 1_000;

/** The name of what follows may stand lines below its type, but always before the first bracket or semicolon. */
function endOfHead(text: string, code: number): number {
  const end = text.slice(code).search(/[({;]/);
  return end === -1 ? code : code + end;
}

const mark = /legato-api-ignore(-file)?(?![\w-])[ \t]*([^:\r\n*]*)(:[^\r\n]*)?/g;

function marksIn(text: string, comment: Span): { wholeFile: boolean; rules: string[]; reason: string; span: Span }[] {
  return [...text.slice(comment.start, comment.end).matchAll(mark)].map((found) => {
    const start = comment.start + found.index;
    const [whole, file, rules = "", reason = ""] = found;
    return {
      wholeFile: file !== undefined,
      rules: rules.split(/[\s,]+/).filter((rule) => rule !== ""),
      reason: reason.slice(1).replace(/\*\/$/, "").trim(),
      span: { start, end: start + whole.trimEnd().length },
    };
  });
}

/** Strings and character constants end with their line at the latest, so that one stray quote does not hide the rest of the file. */
const lexeme = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\r\n])*"?|'(?:\\.|[^'\\\r\n])*'?/g;

/** All comments, in order. C, C++ and `.api` agree on them closely enough for marks that people write. */
function commentsOf(text: string): readonly Span[] {
  return [...text.matchAll(lexeme)]
    .filter(([found]) => found.startsWith("/"))
    .map((found) => ({ start: found.index, end: found.index + found[0].length }));
}

/** Offsets of the first code (neither blank nor in a comment) in the text, then behind each comment. From the last to the first: in one pass. */
function codeAround(text: string, comments: readonly Span[]): readonly number[] {
  const ends = [0, ...comments.map((comment) => comment.end)];
  const found: number[] = [];
  for (let index = ends.length - 1; index >= 0; index--) {
    let at = ends[index] ?? 0;
    while (at < text.length && /\s/.test(text.charAt(at))) {
      at++;
    }
    found[index] = comments[index]?.start === at ? (found[index + 1] ?? at) : at;
  }
  return found;
}
