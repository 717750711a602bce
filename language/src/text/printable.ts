/**
 * Text from elsewhere, fit for one line that people read: in a terminal, a log, a label.
 *
 * In: any text. Out: the same, with `?` for each character that steers a terminal, breaks the line or turns the direction in which it is read. Names of
 * files and processes may hold any of them, so that the line says something else than it seems to.
 */

/** Control characters; line and paragraph separators; marks, overrides and isolates of the reading direction. */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

export function printable(text: string): string {
  return text.replace(STEERING, "?");
}
