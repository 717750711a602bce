/** Words of C that cannot be, or are treated specially as, names of parameters. */

/** C and C++ keywords before which the generator puts `_`, but for the declaration of a string. */
export const KEYWORDS_THE_GENERATOR_ESCAPES: ReadonlySet<string> = new Set(
  (
    "alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case catch char char16_t " +
    "char32_t class compl concept const constexpr const_cast continue co_await co_return co_yield decltype default delete do double else " +
    "enum explicit export extern false float for friend goto if import int long module mutable namespace new noexcept not not_eq nullptr " +
    "operator or or_eq private protected public register reinterpret_cast requires return short signed sizeof static static_assert " +
    "static_cast struct switch synchronized template this thread_local throw true try typedef typeid typename union unsigned using virtual " +
    "void volatile wchar_t while xor xor_eq"
  ).split(" "),
);

/** Names that are macros, keywords or types where the generated code needs them, and that the generator does not escape. */
export const UNUSABLE_NAMES: ReadonlySet<string> = new Set([
  "NULL",
  "inline",
  "restrict",
  "size_t",
  "typeof",
  "uint8_t",
]);
