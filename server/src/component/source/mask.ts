/**
 * Replaces Legato macros that are no C to a parser by C of equal length, so that every position stays what it is.
 *
 * Works on the raw text: inside comments and strings a replacement changes nothing that anybody reads, because names and texts are
 * always taken from the original.
 */

/** The function name COMPONENT_INIT is masked as, before trailing blanks. */
export const INIT_FUNCTION = "c_init";
export const INIT_ONCE_FUNCTION = "c_init_once";

const MACROS =
  /\b(?:COMPONENT_INIT(?:_ONCE)?|LE_NONNULL|[A-Z][A-Z0-9]*_SHARED|LE_[SD]LS_FOREACH(?:_SAFE)?)\b(?=(\s*\()?)/g;

/**
 * A macro used alone on lines of its own, such as `DEFINE_MAILBOX(inbox)`: without a semicolon the parser would take what follows for
 * a part of it. Not when a brace follows: then it is the head of a function.
 */
const LONE_MACRO = /^([A-Z][A-Z0-9_]*[ \t]*)\(([^()\n]*)\)(?=[ \t]*(?:\/\/[^\n]*)?\r?\n\s*(?![{\s;]))/gm;

/** A `#define` with its continued lines. */
const DEFINE = /^[ \t]*#[ \t]*define\b(?:[^\n\\]|\\[\s\S])*/gm;
/** One that is never closed is taken whole, so that it is looked through once. */
const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/g;

export function mask(text: string): string {
  return text
    .replace(DEFINE, (define) => (define.includes("/*") ? define.replace(COMMENT, blank) : define))
    .replace(LONE_MACRO, (_use, name: string, values: string) => `${name} ${values};`)
    .replace(MACROS, (macro: string, parenthesis: string | undefined) => {
      switch (macro) {
        case "COMPONENT_INIT":
          // `COMPONENT_INIT { ... }` defines a function; `COMPONENT_INIT(x)` would be someone's own macro.
          return parenthesis === undefined ? fill(`void ${INIT_FUNCTION}()`, macro) : macro;
        case "COMPONENT_INIT_ONCE":
          return parenthesis === undefined ? fill(`void ${INIT_ONCE_FUNCTION}()`, macro) : macro;
        case "LE_NONNULL":
          return fill("", macro);
        default:
          if (macro.endsWith("_SHARED")) {
            return parenthesis === undefined ? fill("", macro) : macro;
          }
          return parenthesis === undefined ? macro : fill("while", macro);
      }
    });
}

/** A comment in the middle of a macro ends the macro for the grammar; its line ends and their backslashes stay. */
function blank(comment: string): string {
  if (!comment.endsWith("*/")) {
    return comment;
  }
  return comment.replace(/[^\\\r\n]|\\(?!\r?\n)/g, " ");
}

function fill(text: string, macro: string): string {
  return text.padEnd(macro.length, " ");
}
