/**
 * The lossless syntax tree of an `.api` file.
 *
 * What goes in: nothing, these are types. What always holds: the token list covers the text without a gap or an overlap, so
 * joining the token texts gives the file back; every node is a range of tokens; trees are never changed after parsing.
 * All offsets are 0-based UTF-16 code units into `SourceFile.text`; ranges are half-open.
 */

import type { RuleId } from "../rules.ts";

/** A half-open range of 0-based UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type TokenKind =
  | "identifier"
  /** `ident.ident`: one token, nothing may stand around the dot. */
  | "scoped"
  | "decimal"
  | "hex"
  | "string"
  | "keyword"
  /** One of `; , ( ) { } [ ] = + - * / ..` */
  | "punctuation"
  /** A documentation comment, `/** ... * /`, by the compiler's own narrow rule. */
  | "doc"
  /** `///<` to the end of the line. */
  | "postDoc"
  | "whitespace"
  | "lineComment"
  | "blockComment"
  /** Characters the reference lexer drops with a printed message. */
  | "dropped";

export interface Token extends Span {
  readonly kind: TokenKind;
}

/** A name as written. */
export interface Name extends Span {
  readonly text: string;
}

/** `T` or `import.T`. */
export interface TypeName extends Span {
  readonly qualifier?: Name;
  readonly name: Name;
}

export type Expression =
  | (Span & { readonly kind: "number"; readonly value: bigint })
  | (Span & {
      readonly kind: "string";
      readonly value: string /** Inside of the quotes as written. */;
      readonly raw: string;
    })
  | (Span & { readonly kind: "name"; readonly qualifier?: Name; readonly name: Name })
  | (Span & {
      readonly kind: "binary";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Span & { readonly kind: "parenthesized"; readonly inner: Expression })
  /** A hole left by a syntax error; evaluates to nothing and reports nothing more. */
  | (Span & { readonly kind: "missing" });

/** `[max]` or the deprecated `[min .. max]`. */
export interface ArraySize extends Span {
  readonly min?: Expression;
  readonly max: Expression;
}

export interface Direction extends Span {
  readonly value: "IN" | "OUT";
}

/** A parameter of a FUNCTION, HANDLER or EVENT. Its documentation are the `///<` tokens before and after its comma. */
export interface ParameterNode extends Span {
  readonly type: TypeName;
  readonly name: Name;
  readonly array?: ArraySize;
  readonly direction?: Direction;
  readonly docs: readonly Token[];
}

export interface MemberNode extends Span {
  readonly name: Name;
  readonly value?: Span & { readonly value: bigint };
  readonly docs: readonly Token[];
}

export interface FieldNode extends Span {
  readonly type: TypeName;
  readonly name: Name;
  readonly array?: ArraySize;
  readonly docs: readonly Token[];
}

/** TelAF: `= 7` after a FUNCTION, `= (2, 3)` after an EVENT (Add, Remove). */
export interface MessageIds extends Span {
  readonly ids: readonly (Span & { readonly value: bigint })[];
}

interface DeclarationBase extends Span {
  /** The keyword token. */
  readonly keyword: Span;
  readonly name: Name;
  /** The doc comment just before, if any. The node's span starts at the keyword, not here. */
  readonly doc?: Token;
  /** False where the parser had to repair it; checks that would only echo the syntax error stay silent. */
  readonly complete: boolean;
}

export interface DefineNode extends DeclarationBase {
  readonly kind: "define";
  readonly value: Expression;
}
export interface EnumNode extends DeclarationBase {
  readonly kind: "enum";
  readonly members: readonly MemberNode[];
}
export interface BitmaskNode extends DeclarationBase {
  readonly kind: "bitmask";
  readonly members: readonly MemberNode[];
}
export interface ReferenceNode extends DeclarationBase {
  readonly kind: "reference";
}
export interface StructNode extends DeclarationBase {
  readonly kind: "struct";
  readonly fields: readonly FieldNode[];
}
export interface FunctionNode extends DeclarationBase {
  readonly kind: "function";
  readonly returnType?: TypeName;
  readonly parameters: readonly ParameterNode[];
  readonly ids?: MessageIds;
}
export interface HandlerNode extends DeclarationBase {
  readonly kind: "handler";
  readonly parameters: readonly ParameterNode[];
}
export interface EventNode extends DeclarationBase {
  readonly kind: "event";
  readonly parameters: readonly ParameterNode[];
  readonly ids?: MessageIds;
}
export type DeclarationNode =
  | DefineNode
  | EnumNode
  | BitmaskNode
  | ReferenceNode
  | StructNode
  | FunctionNode
  | HandlerNode
  | EventNode;

export interface UsetypesNode extends Span {
  readonly kind: "usetypes";
  readonly keyword: Span;
  /** The operand as written: `x`, or `x.api`. */
  readonly operand: Name;
  /** The name the import is known by in this file: the operand without `.api`. */
  readonly importName: string;
  /** The file to look for: always ends in `.api`. */
  readonly fileName: string;
  readonly complete: boolean;
}

/** TelAF: `API_VERSION = n;`, `SERVING_VERSION = n;`, `API_MSG_SIZE = n;`. */
export interface TelafSettingNode extends Span {
  readonly kind: "apiVersion" | "servingVersion" | "messageSize";
  readonly keyword: Span;
  readonly value?: Span & { readonly value: bigint };
  readonly complete: boolean;
}

/** Text the parser could not understand and stepped over. */
export interface SkippedNode extends Span {
  readonly kind: "skipped";
}

export type ItemNode = UsetypesNode | DeclarationNode | TelafSettingNode | SkippedNode;

/** Something wrong with the text itself. `rule` and `severity` as in diagnostics.ts. */
export interface SyntaxProblem extends Span {
  readonly rule: RuleId;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** Second places in the same file, such as the brace that was never closed. */
  readonly related?: readonly (Span & { readonly message: string })[];
  /** Facts a quick fix needs. */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

export interface SourceFile extends Span {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly items: readonly ItemNode[];
  /** The leading doc comments that belong to the file, not to a declaration. */
  readonly fileDocs: readonly Token[];
  readonly problems: readonly SyntaxProblem[];
}
