/** Words that cannot name a parameter or a field in C and that the code generator does not escape. Each was tried. */

/** Macros of the system's headers and keywords that C++ does not have. */
export const UNUSABLE_WORDS: ReadonlySet<string> = new Set([
  "INT_MAX",
  "NULL",
  "errno",
  "linux",
  "restrict",
  "typeof",
  "unix",
]);

/** What the body of every generated function needs to mean something else. */
export const WORDS_OF_BODIES: ReadonlySet<string> = new Set([
  "le_msg_CreateMsg",
  "le_msg_GetPayloadPtr",
  "le_msg_MessageRef_t",
  "uint8_t",
]);

/** A local variable of the generated functions that take or call a handler. */
export const LOCAL_OF_HANDLERS = "serverDataPtr";
