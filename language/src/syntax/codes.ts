/**
 * Token codes: the small integers the scanner hands to the parser beside each token, so that the parser never compares text.
 *
 * Punctuation has its own character code, everything else a number no such character has. Trivia (what the grammar does not see)
 * has no code, for it never reaches the parser.
 */
export const Code = {
  endOfFile: 0,
  identifier: 1,
  scoped: 2,
  decimal: 3,
  hex: 4,
  string: 5,
  doc: 6,
  postDoc: 7,
  /** `..` */
  range: 8,
  openParen: 40,
  closeParen: 41,
  star: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  slash: 47,
  semicolon: 59,
  equals: 61,
  openBracket: 91,
  closeBracket: 93,
  openBrace: 123,
  closeBrace: 125,
  in: 128,
  out: 129,
  function: 130,
  handler: 131,
  event: 132,
  reference: 133,
  define: 134,
  enum: 135,
  bitmask: 136,
  struct: 137,
  usetypes: 138,
} as const;

const KEYWORDS: readonly (readonly [string, number])[] = [
  ["IN", Code.in],
  ["OUT", Code.out],
  ["ENUM", Code.enum],
  ["EVENT", Code.event],
  ["DEFINE", Code.define],
  ["STRUCT", Code.struct],
  ["HANDLER", Code.handler],
  ["BITMASK", Code.bitmask],
  ["FUNCTION", Code.function],
  ["USETYPES", Code.usetypes],
  ["REFERENCE", Code.reference],
];

/** The keywords of the language, in upper case as they must be written. */
export const KEYWORD_TEXTS: readonly string[] = KEYWORDS.map(([text]) => text);

/** Keywords by length, so that an ordinary name costs one look and no string is built for it. */
const BY_LENGTH: readonly (readonly (readonly [string, number])[])[] = Array.from({ length: 10 }, (_, length) =>
  KEYWORDS.filter(([text]) => text.length === length),
);

/** Code of the word at `start` (0-based, half-open): a keyword's own or `Code.identifier`. */
export function wordCode(text: string, start: number, end: number): number {
  const candidates = BY_LENGTH[end - start];
  if (candidates !== undefined) {
    for (const [keyword, code] of candidates) {
      if (text.startsWith(keyword, start)) return code;
    }
  }
  return Code.identifier;
}

/** Keywords that begin a declaration or an import: where the parser finds its feet again after a mistake. */
export function startsItem(code: number): boolean {
  return code >= Code.function;
}
