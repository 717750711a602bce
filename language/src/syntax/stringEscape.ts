/**
 * What a quoted string stands for: the reference decodes it with Python 2's `string_escape`.
 *
 * In: the text between the quotes. Out: its value, one character (U+0000 to U+00FF) for each byte, and the first thing wrong with it.
 * An unknown escape keeps its backslash. Offsets are 0-based UTF-16 from the opening quote's end.
 */
export interface Unescaped {
  readonly value: string;
  readonly problem?: { readonly kind: "hexEscape" | "notAscii" | "trailingBackslash"; readonly at: number };
}

const SIMPLE: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\n": "",
};

export function unescapeString(raw: string): Unescaped {
  const foreign = raw.search(/[^\0-\x7f]/);
  if (foreign !== -1) return { value: raw, problem: { kind: "notAscii", at: foreign } };
  if (!raw.includes("\\")) return { value: raw };
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const backslash = raw.indexOf("\\", at);
    if (backslash === -1) {
      parts.push(raw.slice(at));
      return { value: parts.join("") };
    }
    parts.push(raw.slice(at, backslash));
    const next = raw.charAt(backslash + 1);
    if (next === "") return { value: parts.join(""), problem: { kind: "trailingBackslash", at: backslash } };
    const simple = Object.hasOwn(SIMPLE, next) ? SIMPLE[next] : undefined;
    if (simple !== undefined) {
      parts.push(simple);
      at = backslash + 2;
    } else if (next === "x") {
      const digits = raw.slice(backslash + 2, backslash + 4);
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) {
        return { value: parts.join(""), problem: { kind: "hexEscape", at: backslash } };
      }
      parts.push(String.fromCharCode(Number.parseInt(digits, 16)));
      at = backslash + 4;
    } else if (next >= "0" && next <= "7") {
      const digits = /^[0-7]{1,3}/.exec(raw.slice(backslash + 1, backslash + 4))?.[0] ?? next;
      // Three digits can name more than a byte holds; Python keeps the low eight bits.
      parts.push(String.fromCharCode(Number.parseInt(digits, 8) & 0xff));
      at = backslash + 1 + digits.length;
    } else {
      parts.push("\\", next);
      at = backslash + 2;
    }
  }
}
