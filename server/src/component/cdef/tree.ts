/**
 * The syntax tree of a Component.cdef: what the reader of definitions and the .cdef language features (outline, diagnostics,
 * completion, definition) work from.
 *
 * Positions are 0-based UTF-16 offsets into `CdefFile.text`, half-open. The tokens cover the text without gap or overlap. A tree is
 * never changed after parsing. `#if` lines are nodes among the others, not a level of their own: whoever wants the union of all
 * branches just walks past them, and a branch that opens a brace its neighbour closes does no harm.
 */
import type { Span } from "@legato-api/language";

export type CdefTokenKind =
  | "whitespace"
  | "comment"
  /** A section or subsection name in front of its colon. */
  | "sectionName"
  | "alias"
  /** A path, a flag or a name: runs of path characters, with `${VAR}` inside. */
  | "word"
  /** `"..."` or `'...'`. */
  | "string"
  /** `[async]`, `[rx]`. */
  | "option"
  /** `#if`, `#elif`, `#else`, `#endif`, `#include`. */
  | "directive"
  /** What stands after `#if` or `#elif`. */
  | "condition"
  | "punctuation"
  /** A character that has no place in a definition file. */
  | "unexpected";

export interface CdefToken extends Span {
  readonly kind: CdefTokenKind;
}

export interface CdefWord extends Span {
  /** As written, without the quotes of a string. */
  readonly text: string;
  readonly quoted: boolean;
}

/** An entry of `provides: api:` or `requires: api:`. */
export interface ApiNode extends Span {
  readonly kind: "api";
  readonly alias?: CdefWord;
  /** Absent after `alias =` with nothing behind it. */
  readonly path?: CdefWord;
  readonly options: readonly CdefOption[];
}

export interface CdefOption extends Span {
  /** Without the brackets: `async`. */
  readonly name: string;
}

/** An entry of any other list: a source, a flag, a required component, a bundled file. */
export interface EntryNode extends Span {
  readonly kind: "entry";
  readonly words: readonly CdefWord[];
  readonly options: readonly CdefOption[];
}

export interface SectionNode extends Span {
  readonly kind: "section";
  readonly name: CdefWord;
  readonly items: readonly CdefNode[];
  /** False where the closing brace is missing. */
  readonly closed: boolean;
}

export interface DirectiveNode extends Span {
  readonly kind: "directive";
  /** `unknown`: a `#word` the mk tools would refuse. */
  readonly name: "#if" | "#elif" | "#else" | "#endif" | "#include" | "unknown";
  /** Condition of `#if` and `#elif` as written, blanks folded; empty for the others. */
  readonly condition: string;
  /** Operand of `#include`. */
  readonly operand?: CdefWord;
}

export type CdefNode = SectionNode | ApiNode | EntryNode | DirectiveNode;

export interface CdefProblem extends Span {
  readonly message: string;
}

export interface CdefFile extends Span {
  readonly text: string;
  readonly tokens: readonly CdefToken[];
  readonly items: readonly CdefNode[];
  readonly problems: readonly CdefProblem[];
}
