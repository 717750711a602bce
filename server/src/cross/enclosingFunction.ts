/** The C function whose body an offset lies in, from the identifiers at file level and the braces behind them. */
import type { Span } from "@legato-api/language";
import { scanIdentifiers } from "./cScanner.ts";

export interface EnclosingFunction {
  readonly name: string;
  readonly nameSpan: Span;
  /** From the name to the offset asked about: enough to show where it is. */
  readonly span: Span;
}

/** `COMPONENT_INIT { ... }` counts as a function. Undefined at file level. */
export function enclosingFunction(text: string, offset: number): EnclosingFunction | undefined {
  let last: EnclosingFunction | undefined;
  for (const one of scanIdentifiers(text.slice(0, offset), () => true)) {
    if (one.kind !== "definition" && !one.text.startsWith("COMPONENT_INIT")) continue;
    last = { name: one.text, nameSpan: { start: one.start, end: one.end }, span: { start: one.start, end: offset } };
  }
  return last;
}
