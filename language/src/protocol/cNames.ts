/**
 * The names that the declarations of an `.api` file have in C.
 *
 * In: types and names of the model. Out: C identifiers and type names, as the reference compiler writes them. Types are named after the
 * file they are declared in; functions, and this interface's own types in the client and server headers, after the prefix of the
 * component's alias where there is one.
 */
import type { BasicTypeName, EventReferenceType, Interface, NamedType, Type } from "../model/interface.ts";

const basicTypes: Readonly<Record<BasicTypeName, string>> = {
  uint8: "uint8_t",
  uint16: "uint16_t",
  uint32: "uint32_t",
  uint64: "uint64_t",
  int8: "int8_t",
  int16: "int16_t",
  int32: "int32_t",
  int64: "int64_t",
  bool: "bool",
  char: "char",
  double: "double",
  size: "size_t",
  string: "char*",
  file: "int",
  le_result_t: "le_result_t",
  le_onoff_t: "le_onoff_t",
};

/** An interface and the prefix its functions have: the alias of the component's `api:` entry, else the file's base name. */
export interface CNaming {
  readonly iface: Interface;
  readonly prefix: string;
}

export function cNaming(iface: Interface, prefix: string = iface.name): CNaming {
  return { iface, prefix };
}

/** `foo_Open`. */
export function cFunctionName({ prefix }: CNaming, name: string): string {
  return `${prefix}_${name}`;
}

/** A type as written in C, `void` for none. Only types declared in the interface itself follow its prefix. */
export function cType(naming: CNaming, type: Type | undefined): string {
  if (type === undefined) {
    return "void";
  }
  switch (type.kind) {
    case "basic":
      return basicTypes[type.name];
    case "error":
      return type.name;
    default: {
      const own = type.uri === naming.iface.uri && type.interfaceName === naming.iface.name;
      return cTypeName(own ? naming.prefix : type.interfaceName, type);
    }
  }
}

/** `foo_Job` + what its kind ends in. */
export function cTypeName(prefix: string, type: NamedType | EventReferenceType): string {
  switch (type.kind) {
    case "reference":
    case "eventReference":
      return `${prefix}_${type.name}Ref_t`;
    case "handler":
      return `${prefix}_${type.name}Func_t`;
    default:
      return `${prefix}_${type.name}_t`;
  }
}

/** The constant of an ENUM or BITMASK member, or of a DEFINE: `FOO_NAME`. The type's name is no part of it. */
export function cConstantName(interfaceName: string, name: string): string {
  return `${interfaceName.toUpperCase()}_${name}`;
}

/** A parameter or field name; keywords of C and C++ get an underscore in front. */
export function cIdentifier(name: string): string {
  return keywords.has(name) ? `_${name}` : name;
}

/** The reference compiler's list: C++20's keywords, without the ones C alone has. */
const keywords: ReadonlySet<string> = new Set(
  `alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case catch char char16_t char32_t
   class compl concept const constexpr const_cast continue co_await co_return co_yield decltype default delete do double dynamic_cast else
   enum explicit export extern false float for friend goto if import inline int long module mutable namespace new noexcept not not_eq
   nullptr operator or or_eq private protected public register reinterpret_cast requires return short signed sizeof static static_assert
   static_cast struct switch synchronized template this thread_local throw true try typedef typeid typename union unsigned using virtual
   void volatile wchar_t while xor xor_eq`.split(/\s+/),
);
