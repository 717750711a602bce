/**
 * OUT strings and arrays cut to the room that the caller has for them, as `le_utf8_Copy` and a careful C server do.
 *
 * In: an implementation's values and what the request wants. Out: values that fit. What is longer than the interface allows is left as it is: that
 * is the implementation's mistake, and the codec says so.
 */
import type { ApiFunction, ResponseValues, WantedOutputs, WireValue } from "@legato-api/language";

export function fitting(fn: ApiFunction, response: ResponseValues, outputs: WantedOutputs): ResponseValues {
  let values = response.values;
  for (const { name, count = 0 } of fn.parameters) {
    const room = outputs[name];
    const value = values[name];
    if (typeof room !== "number" || room >= count || value === undefined) continue;
    const length = lengthOf(value);
    if (length > room && length <= count) values = { ...values, [name]: cut(value, room) };
  }
  return { ...response, values };
}

function lengthOf(value: WireValue): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  return typeof value === "object" && "length" in value && typeof value.length === "number" ? value.length : 0;
}

function cut(value: WireValue, room: number): WireValue {
  if (typeof value === "string") return cutText(value, room);
  if (value instanceof Uint8Array) return value.subarray(0, room);
  return Array.isArray(value) ? value.slice(0, room) : value;
}

/** Never in the middle of a character. */
function cutText(text: string, room: number): string {
  const bytes = Buffer.from(text);
  let end = room;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
