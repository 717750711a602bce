/**
 * What one C or C++ file says, as plain data: functions and what their bodies do, macros, includes, file-scope variables.
 *
 * Positions are 0-based UTF-16 offsets into the file's text. Texts have comments removed and blanks folded. Nothing here knows of
 * services or sessions: that is for the readers of facts.
 */
import type { Span } from "@legato-api/language";

export type SourceLanguage = "c" | "cpp";

export interface ParameterFact extends Span {
  readonly type: string;
  /** Absent for an unnamed one. */
  readonly name?: string;
}

export interface Argument extends Span {
  readonly text: string;
  /** Set when the argument, casts and parentheses aside, is a call: its place in `calls`. */
  readonly call?: number;
}

/**
 * A call; also the making of an object, which calls its constructor: `new T(...)`, `T name(...)`, `T name = { ... }`, `: member(...)`. The callee is then
 * the type, or the member.
 */
export interface Call extends Span {
  /** The function's own name: `foo_Open`, `GetInstance`, `OnClose`. Empty for a call through an expression. */
  readonly callee: string;
  /** What stands before `.`, `->` or `::`, as written: `taf_PM::GetInstance()`, `this`. */
  readonly receiver?: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Argument[];
  /** The macro that the call comes from; its spans are those of the macro's use. */
  readonly macro?: string;
}

/** `target = value`, `type target = value`, a declaration without a value; of `target++` and `target += 1` the value is all of it. */
export interface Assignment extends Span {
  readonly target: string;
  readonly valueText: string;
  readonly valueSpan: Span;
  /** Set when the value, casts and parentheses aside, is a call: its place in `calls`. */
  readonly call?: number;
  /** Type of a declaration, as written. */
  readonly declares?: string;
  readonly isStatic: boolean;
}

export interface Loop extends Span {
  readonly kind: "while" | "do" | "for";
  /** The condition, or for `for` everything between the parentheses. */
  readonly headSpan: Span;
  readonly headText: string;
  readonly bodySpan: Span;
}

/** What runs only if a condition says so: of `if`, `switch`, `? :`, and what stands behind `&&` and `||`. */
export interface Branch extends Span {
  readonly conditionText: string;
  readonly conditionSpan: Span;
  readonly thenSpan: Span;
  readonly elseSpan?: Span;
}

export interface Return extends Span {
  readonly valueText: string;
  readonly call?: number;
}

export interface FunctionFacts {
  readonly path: string;
  readonly name: string;
  /** Class or namespace: `taf_PM` of `taf_PM::Open`, or the class the body stands in. */
  readonly scope?: string;
  /** `#if` conditions around it, outermost first, as written. */
  readonly conditions: readonly string[];
  /** The macro whose text this is; then every span is that of the macro's use, because the text has no place in the file. */
  readonly macro?: string;
  readonly span: Span;
  readonly nameSpan: Span;
  /** From `{` to after `}`. */
  readonly bodySpan: Span;
  readonly isStatic: boolean;
  /** True for COMPONENT_INIT and COMPONENT_INIT_ONCE. */
  readonly isComponentInit: boolean;
  readonly returnType: string;
  readonly parameters: readonly ParameterFact[];
  /** In source order; an argument's calls come after the call they are an argument of. */
  readonly calls: readonly Call[];
  readonly assignments: readonly Assignment[];
  readonly loops: readonly Loop[];
  readonly branches: readonly Branch[];
  readonly returns: readonly Return[];
  /** `break`, `goto` and `throw`: they leave the loop they stand in. Not the `break` of a `switch`. */
  readonly leaves: readonly Span[];
  /** Every identifier in the body, each once: function names given away as pointers are among them. */
  readonly names: ReadonlySet<string>;
  /** `empty`: nothing but logging, assertions, tests of parameters and constant results; it can hold nothing. */
  readonly body: "empty" | "works";
}

export interface MacroFact extends Span {
  readonly name: string;
  /** Absent for a macro without parentheses. `...` is the last one of a variadic macro. */
  readonly parameters?: readonly string[];
  /** Without comments; line ends and their backslashes are blanks. */
  readonly body: string;
}

/** `NAME(values)` outside of any function. */
export interface MacroUse extends Span {
  readonly name: string;
  readonly arguments: readonly string[];
}

export interface IncludeFact extends Span {
  readonly path: string;
  readonly local: boolean;
}

/** What a file holds. */
export interface SourceFacts {
  readonly functions: readonly FunctionFacts[];
  readonly macros: readonly MacroFact[];
  readonly uses: readonly MacroUse[];
  readonly includes: readonly IncludeFact[];
  /** Variables of the file given a value, and tables: `Handler_t Table[] = { OnOpen }`. */
  readonly variables: readonly Assignment[];
  /** Identifiers in file-scope initializers and in what could not be parsed: functions named there are reachable from anywhere. */
  readonly names: ReadonlySet<string>;
}
