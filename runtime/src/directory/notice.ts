/** What the directory says to the user about no session of its own: one line, fit to be shown. */

import type { RelayContext } from "./context.ts";
import type { Notice } from "./events.ts";
import type { KnownProcess } from "./processTable.ts";

export function notice(
  { outlet, now }: RelayContext,
  level: Notice["level"],
  text: string,
  { subject, ...about }: { readonly session?: number; readonly service?: number; readonly subject?: string } = {},
): void {
  const named = subject === undefined ? {} : { subject: printable(subject) };
  outlet.event({ kind: "notice", level, at: now(), text: printable(text), ...named, ...about });
}

/** Names come off the wire and may hold anything, escape sequences of a terminal too. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\ufffd]+/gu, "?");
}

export function who({ facts }: KnownProcess): string {
  return facts.name === "" ? `pid ${facts.pid}` : `${facts.name} (pid ${facts.pid})`;
}
