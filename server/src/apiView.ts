/**
 * What a feature gets to see of one `.api` file: its checked interface and its line table, both of the same text.
 *
 * Features are pure functions of views; the engine makes the views and keeps them per version of the text.
 */
import type { Interface } from "@legato-api/language";
import { type Lines, linesOf } from "./lines.ts";

export interface ApiView {
  /** Absolute path, or the document's URI where it is not a file. */
  readonly path: string;
  readonly interface: Interface;
  readonly lines: Lines;
}

export function viewOf(iface: Interface): ApiView {
  return { path: iface.uri, interface: iface, lines: linesOf(iface.source) };
}
