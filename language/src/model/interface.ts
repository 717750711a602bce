/**
 * The checked meaning of an `.api` file: what protocol facts, ownership, the editor's features and the runtime all work from.
 *
 * Built by the checker from a tree and its imports; never changed afterwards. Spans are 0-based UTF-16 offsets into
 * `Interface.source.text`. A declaration that was refused is absent, one with a broken part carries an `error` type there.
 */
import type {
  BitmaskNode,
  DefineNode,
  EnumNode,
  EventNode,
  FieldNode,
  FunctionNode,
  HandlerNode,
  MemberNode,
  ParameterNode,
  ReferenceNode,
  SourceFile,
  StructNode,
  UsetypesNode,
} from "../syntax/tree.ts";

export type Dialect = "legato" | "telaf";

export type BasicTypeName =
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "bool"
  | "char"
  | "double"
  | "size"
  | "string"
  | "file"
  | "le_result_t"
  | "le_onoff_t";

export interface BasicType {
  readonly kind: "basic";
  readonly name: BasicTypeName;
  readonly size: number;
}
/** Where a user-declared type lives: base name of the `.api` (C names start with it) and its uri. */
interface Declared {
  readonly interfaceName: string;
  readonly uri: string;
  readonly name: string;
  readonly doc: readonly string[];
}
export interface EnumMember {
  readonly name: string;
  readonly value: bigint;
  readonly doc: readonly string[];
  readonly node: MemberNode;
}
export interface EnumType extends Declared {
  readonly kind: "enum";
  readonly members: readonly EnumMember[];
  readonly size: number;
  readonly node: EnumNode;
}
export interface BitmaskType extends Declared {
  readonly kind: "bitmask";
  readonly members: readonly EnumMember[];
  readonly size: number;
  readonly node: BitmaskNode;
}
export interface ReferenceType extends Declared {
  readonly kind: "reference";
  readonly size: 4;
  readonly node: ReferenceNode;
}
/** Made by an EVENT; cannot be named in the language. `name` is `<Event>Handler`. */
export interface EventReferenceType extends Declared {
  readonly kind: "eventReference";
  readonly event: string;
  readonly size: 4;
  readonly node: EventNode;
}
export interface StructField {
  readonly name: string;
  readonly type: Type /** Size in characters (string) or elements (array). */;
  readonly count?: number;
  readonly node: FieldNode;
}
export interface StructType extends Declared {
  readonly kind: "struct";
  readonly fields: readonly StructField[] /** Packed bytes. */;
  readonly size: number;
  readonly node: StructNode;
}
export interface HandlerType extends Declared {
  readonly kind: "handler";
  readonly parameters: readonly Parameter[];
  readonly size: 4;
  readonly node: HandlerNode;
}
/** Stands for what could not be resolved. */
export interface ErrorType {
  readonly kind: "error";
  readonly name: string;
  readonly size: 0;
}
export type NamedType = EnumType | BitmaskType | ReferenceType | StructType | HandlerType;
export type Type = BasicType | NamedType | EventReferenceType | ErrorType;

export interface Parameter {
  /** As the compiler sees it (an old-style `handler X` parameter is called `handler`). */
  readonly name: string;
  readonly type: Type;
  readonly direction: "in" | "out";
  /** `string`: one string of at most `count` characters; `array`: at most `count` elements. */
  readonly shape: "scalar" | "string" | "array";
  readonly count?: number;
  readonly doc: readonly string[];
  /** Absent on the parameter of an event-made Remove function. */
  readonly node?: ParameterNode;
}

/** One entry of the function table; its place there is the wire id (TelAF: `messageId`). */
export interface ApiFunction {
  readonly kind: "function" | "addHandler" | "removeHandler";
  readonly name: string;
  readonly returnType?: Type;
  readonly parameters: readonly Parameter[];
  readonly doc: readonly string[];
  /** The number written in a TelAF file, else the 0-based place in the table. */
  readonly messageId: number;
  readonly event?: string;
  readonly node: FunctionNode | EventNode;
}

export interface ApiEvent {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly doc: readonly string[];
  readonly referenceType: EventReferenceType;
  readonly node: EventNode;
}

export interface Definition {
  readonly name: string;
  readonly value: bigint | string;
  /** Python 2 holds it as a `long`, which the protocol id shows: the number, or one on the way to it, is beyond 64 bits. */
  readonly isLong: boolean;
  readonly doc: readonly string[];
  readonly node: DefineNode;
}

export interface Import {
  /** The name it is known by in this file. */
  readonly name: string;
  readonly uri: string;
  readonly node: UsetypesNode;
  /** As far as it is known, errors or not; absent where the file is missing, unreadable, or closes a circle. */
  readonly interface?: Interface;
  /** The compiler takes the file for nothing, because of its errors. */
  readonly rejected: boolean;
}

export interface Interface {
  /** Base name of the file without `.api`: C names of types start with it. */
  readonly name: string;
  readonly uri: string;
  readonly source: SourceFile;
  readonly dialect: Dialect;
  readonly imports: readonly Import[];
  readonly types: ReadonlyMap<string, NamedType>;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** In message order, event-made functions in place. */
  readonly functions: readonly ApiFunction[];
  readonly events: ReadonlyMap<string, ApiEvent>;
  readonly doc: readonly string[];
  /** TelAF's version pair, when both were given and are usable. */
  readonly versions?: { readonly api: number; readonly serving: number };
  /** TelAF's API_MSG_SIZE. */
  readonly declaredMessageSize?: number;
  /** True when the reference compiler would generate code: no diagnostic of severity error, here or in an import. */
  readonly accepted: boolean;
}
