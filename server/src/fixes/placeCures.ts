/**
 * Cures that change the very place of the finding: the checks say in `data` what to write there.
 *
 * `replaceWith`: instead of the span; `remove`: the span goes; `insert` with `at` (default: the end of the span).
 */
import type { Finding } from "../finding.ts";
import { isProblem } from "../workspace/files.ts";
import type { Cure } from "./cure.ts";

/** Longest text that is shown whole in a title. */
const LONGEST_SHOWN = 40;

export function placeCures({ data, rule }: Finding): readonly Cure[] {
  const { replaceWith, insert, remove } = data ?? {};
  const base = { isPreferred: true, isSafe: !CHANGES_MEANING.has(rule) };
  if (typeof replaceWith === "string") {
    return [
      {
        ...base,
        id: "replace",
        title: `Replace with '${shown(replaceWith)}'`,
        edits: async ({ path, span }) => one(path, span, replaceWith),
      },
    ];
  }
  if (typeof insert === "string") {
    return [
      {
        ...base,
        id: "insert",
        title: `Insert '${shown(insert)}'`,
        edits: async ({ path, span }) => {
          const at = typeof data?.["at"] === "number" ? data["at"] : span.end;
          return one(path, { start: at, end: at }, insert);
        },
      },
    ];
  }
  if (remove === true)
    return [{ ...base, id: "remove", title: "Remove it", edits: async ({ path, span }) => one(path, span, "") }];
  return [];
}

/** A guess at what was meant, or a new number on the wire: a person decides. */
const CHANGES_MEANING = new Set([
  "unknown-type",
  "unknown-constant",
  "unknown-import",
  "syntax-error",
  "missing-message-id",
  "duplicate-message-id",
  "version-pair",
  "missing-versions",
  "message-size-too-small",
  "comment-swallows-code",
  "duplicate-value",
  "string-without-size",
  "handler-output",
  "output-in-handler",
]);

export const carriageReturnCure: Cure = {
  id: "line-ends",
  title: "Convert all line ends to LF",
  isPreferred: true,
  isSafe: true,
  // VS Code keeps the kind of line end apart from the text: no edit of text can change it.
  command: "legatoApi.convertLineEnds",
  edits: async ({ path }, engine) => {
    const file = engine.files.read(path);
    if (isProblem(file)) return { problem: `${path} cannot be read` };
    // A whole line break at a time: no position of the protocol lies between the two characters of one.
    const edits = [...file.text.matchAll(/\r+\n?/g)].map((found) => ({
      start: found.index,
      end: found.index + found[0].length,
      newText: "\n",
    }));
    return { files: [{ path, edits }] };
  },
};

function one(path: string, span: { readonly start: number; readonly end: number }, newText: string) {
  return { files: [{ path, edits: [{ start: span.start, end: span.end, newText }] }] };
}

function shown(text: string): string {
  const folded = text.trim().replace(/\s+/g, " ");
  return folded.length > LONGEST_SHOWN ? `${folded.slice(0, LONGEST_SHOWN)}…` : folded;
}
