/**
 * Syntax trees of C and C++ files: parsed when asked for, kept while recently used, changed in place when the text changes.
 *
 * A keystroke in a big file must cost the change, not the file: the old tree is told the one differing stretch and reparsed with it.
 * Trees live in wasm memory that no garbage collector sees, so the number of characters kept is bounded and trees are freed by hand.
 */
import type { Node, Parser, Point, Tree } from "web-tree-sitter";
import { Edit } from "web-tree-sitter";
import type { TextFile } from "../../workspace/files.ts";
import { difference } from "./difference.ts";
import type { SourceLanguage } from "./facts.ts";
import { mask } from "./mask.ts";
import { timeLimit } from "./timeLimit.ts";

/** A source with its syntax tree. Valid inside the callback only: the tree lives in wasm memory and is freed or reused later. */
export interface ParsedSource {
  readonly path: string;
  readonly language: SourceLanguage;
  /** As the file is; `root`'s indices are 0-based UTF-16 offsets into this too, because masking keeps every length. */
  readonly text: string;
  /** What was parsed: COMPONENT_INIT and some LE_ macros replaced by C of equal length. `node.text` is a slice of this. */
  readonly masked: string;
  readonly root: Node;
}

export interface SourceTree extends ParsedSource {
  readonly version: string;
}

interface Kept extends SourceTree {
  readonly tree: Tree;
}

/**
 * How long a file may take, in milliseconds: far more than real code needs, also on a small ARM board, where the first file waits for the
 * grammar to be compiled. What is no code at all (a picture named `.c`) takes the square of its length,
 * minutes for a few hundred kB, in which nobody else would be served.
 */
function budgetOf(characters: number): number {
  return Math.min(1_000 + characters * 0.003, 3_000);
}

/** About 13 bytes of wasm memory per character. */
const KEPT_CHARACTERS = 3_000_000;

export class SourceTrees {
  private readonly kept = new Map<string, Kept>();
  private characters = 0;
  /** Files that took too long: their next version gets less time. */
  private readonly hopeless = new Set<string>();

  /** The tree of a text; undefined when it takes too long. */
  parse(file: TextFile, language: SourceLanguage, parser: Parser): SourceTree | undefined {
    const old = this.kept.get(file.path);
    if (old && old.version === file.version && old.language === language) {
      this.kept.delete(file.path);
      this.kept.set(file.path, old);
      return old;
    }
    const masked = mask(file.text);
    const previous = old && old.language === language ? old : undefined;
    if (previous) {
      previous.tree.edit(editOf(previous.masked, masked));
    }
    const isUsedUp = timeLimit(this.hopeless.has(file.path) ? 100 : budgetOf(masked.length));
    const tree = parser.parse(masked, previous?.tree, { progressCallback: isUsedUp });
    this.forget(file.path);
    if (!tree) {
      parser.reset();
      this.hopeless.add(file.path);
      return undefined;
    }
    this.hopeless.delete(file.path);
    const kept: Kept = {
      path: file.path,
      language,
      version: file.version,
      text: file.text,
      masked,
      root: tree.rootNode,
      tree,
    };
    this.kept.set(file.path, kept);
    this.characters += masked.length;
    this.trim();
    return kept;
  }

  forget(path: string): void {
    const kept = this.kept.get(path);
    if (kept) {
      this.kept.delete(path);
      this.characters -= kept.masked.length;
      kept.tree.delete();
    }
  }

  dispose(): void {
    this.hopeless.clear();
    for (const path of [...this.kept.keys()]) {
      this.forget(path);
    }
  }

  /** Frees the trees not used for longest; the one just parsed stays, however big. */
  private trim(): void {
    for (const path of [...this.kept.keys()]) {
      if (this.characters <= KEPT_CHARACTERS || this.kept.size <= 1) {
        return;
      }
      this.forget(path);
    }
  }
}

/** The difference of two texts as tree-sitter wants it told. */
function editOf(before: string, after: string): Edit {
  const { start, oldEnd, newEnd } = difference(before, after);
  const startPosition = pointAt(before, start, { row: 0, column: 0 }, 0);
  return new Edit({
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition,
    oldEndPosition: pointAt(before, oldEnd, startPosition, start),
    newEndPosition: pointAt(after, newEnd, startPosition, start),
  });
}

function pointAt(text: string, offset: number, from: Point, fromOffset: number): Point {
  let row = from.row;
  let column = from.column + (offset - fromOffset);
  for (let at = text.indexOf("\n", fromOffset); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    row++;
    column = offset - at - 1;
  }
  return { row, column };
}
