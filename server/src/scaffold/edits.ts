/**
 * Changes to files as the scaffold plans them: the least text at the exact place, every other byte untouched.
 *
 * Positions are 0-based UTF-16 offsets into the text that was analysed. Edits of one file never overlap; two insertions at one place keep
 * the order in which they were made.
 */
import type { Span } from "@legato-api/language";

export interface TextEdit extends Span {
  readonly newText: string;
}

export interface FileEdits {
  /** Absolute path. */
  readonly path: string;
  /** Sorted by position. */
  readonly edits: readonly TextEdit[];
}

/** A file that does not exist yet. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** Collects the edits of several files. */
export class EditCollector {
  readonly #byPath = new Map<string, TextEdit[]>();

  insert(path: string, at: number, newText: string): void {
    this.replace(path, { start: at, end: at }, newText);
  }

  replace(path: string, span: Span, newText: string): void {
    const edits = this.#byPath.get(path) ?? [];
    edits.push({ start: span.start, end: span.end, newText });
    this.#byPath.set(path, edits);
  }

  /**
   * The edits by file, in the order the files were first touched. Insertions at one place become one. Undefined where two edits want the same
   * text: a sign that the source was not understood.
   */
  finish(): FileEdits[] | undefined {
    const files = [...this.#byPath].map(([path, edits]) => ({ path, edits: joined(edits) }));
    return files.some(({ edits }) => edits.some((edit, index) => edit.start < (edits[index - 1]?.end ?? 0)))
      ? undefined
      : files;
  }
}

function joined(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order)
    .map(({ edit }) => edit);
  const result: TextEdit[] = [];
  for (const edit of sorted) {
    const last = result.at(-1);
    if (last && last.start === edit.start && last.end === last.start && edit.end === edit.start) {
      result[result.length - 1] = { ...edit, newText: last.newText + edit.newText };
    } else {
      result.push(edit);
    }
  }
  return result;
}

/** The text after the edits; for tests and for the command line's `--fix`. Edits must be sorted and must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.newText;
    at = edit.end;
  }
  return result + text.slice(at);
}
