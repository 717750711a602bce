/** What the directory says to the user about no session of its own: one line, fit to be shown. */

import { printable } from "@legato-api/language";
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

export function who({ facts }: KnownProcess): string {
  return facts.name === "" ? `pid ${facts.pid}` : `${facts.name} (pid ${facts.pid})`;
}
