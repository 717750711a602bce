/**
 * What the table and the diagram's tips write of a call alike: the local time of day, and values.
 *
 * Pure. A message says of a reference only that it is a number: one that its session is known to have had is written as the sessions view and a server's
 * log write it.
 */
import type { JsonValue } from "@legato-api/runtime/inspector-protocol";
import { clockText, referenceText, valueText } from "../sessions/words.ts";

/** `14:02:11.830`. */
export function timeText(iso: string): string {
  return `${clockText(iso)}.${String(new Date(iso).getMilliseconds()).padStart(3, "0")}`;
}

/** As JSON is, but for references; empty where there is nothing. */
export function valuesText(value: JsonValue, references: ReadonlySet<number>): string {
  return value === null ? "" : textOf(value, references);
}

function textOf(value: JsonValue, references: ReadonlySet<number>): string {
  if (typeof value === "number" && references.has(value)) return referenceText(value);
  if (isList(value)) return `[${value.map((one) => textOf(one, references)).join(",")}]`;
  if (typeof value !== "object" || value === null) return valueText(value);
  const members = Object.entries(value).map(([name, one]) => `${valueText(name)}:${textOf(one, references)}`);
  return `{${members.join(",")}}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
