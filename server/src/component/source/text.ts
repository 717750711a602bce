/** Small readings of C text that several rooms need. */

const NOISE = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|\\\r?\n|\s+/g;

/** Comments removed, blanks and continued lines folded to one blank; texts in quotes stay. */
export function fold(text: string): string {
  if (!/[^\S ]| {2}|\/[/*]|^ | $/.test(text)) {
    return text;
  }
  return text.replace(NOISE, (part) => (part.startsWith('"') || part.startsWith("'") ? part : " ")).trim();
}

const CAST = /^\((?:const\s+|struct\s+)*[A-Za-z_]\w*(?:::\w+)*[\s*]*\)\s*(?=[A-Za-z_(&*:])/;

/** `(foo_t*)(bar)` to `bar`: casts and parentheses around an expression removed, `static_cast<T>(bar)` too. */
export function bare(expression: string): string {
  let text = expression.trim();
  for (;;) {
    const before = text;
    text = text.replace(CAST, "");
    text = /^(?:static|reinterpret|const)_cast\s*<[^<>]*>\s*(\([\s\S]*\))$/.exec(text)?.[1] ?? text;
    if (text.startsWith("(") && closes(text)) {
      text = text.slice(1, -1).trim();
    }
    if (text === before) {
      return text;
    }
  }
}

/** True when the parenthesis that opens the text closes at its end. */
function closes(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") {
      depth++;
    } else if (text[at] === ")" && --depth === 0) {
      return at === text.length - 1;
    }
  }
  return false;
}

/** Splits at the commas outside of parentheses and quotes. */
export function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      for (at++; at < text.length && text[at] !== character; at++) {
        if (text[at] === "\\") {
          at++;
        }
      }
    } else if ("([{".includes(character)) {
      depth++;
    } else if (")]}".includes(character)) {
      depth--;
    } else if (character === "," && depth === 0) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = text.slice(from).trim();
  return last === "" && parts.length === 0 ? [] : [...parts, last];
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** True when a text of C has the variable in it, as itself and not as a member of something else. */
export function mentions(text: string, variable: string): boolean {
  if (!isIdentifier(variable)) {
    return false;
  }
  for (let at = text.indexOf(variable); at >= 0; at = text.indexOf(variable, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    const after = text.charAt(at + variable.length);
    if (!/(?:[\w.]|->)$/.test(before) && !/\w/.test(after)) {
      return true;
    }
  }
  return false;
}

export const NO_VALUE: ReadonlySet<string> = new Set(["NULL", "nullptr", "0", ""]);
