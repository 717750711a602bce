/** Colours for a terminal, and their absence everywhere else. Whether to use them is decided by `stylesFor` alone. */
import type { Severity } from "@legato-api/language";

type Style = (text: string) => string;

export interface Styles extends Readonly<Record<Severity, Style>> {
  readonly bold: Style;
  readonly dim: Style;
}

const plain: Styles = {
  bold: (text) => text,
  dim: (text) => text,
  error: (text) => text,
  warning: (text) => text,
  information: (text) => text,
  hint: (text) => text,
};

const code =
  (on: number, off: number): Style =>
  (text) =>
    `\u001b[${on}m${text}\u001b[${off}m`;

const coloured: Styles = {
  bold: code(1, 22),
  dim: code(2, 22),
  error: code(31, 39),
  warning: code(33, 39),
  information: code(36, 39),
  hint: code(36, 39),
};

/** Colours only on a terminal, and not for a user who set NO_COLOR (no-color.org). */
export function stylesFor(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Styles {
  return isTerminal && !environment["NO_COLOR"] && environment["TERM"] !== "dumb" ? coloured : plain;
}
