/**
 * The values of the two enumerations every interface has without declaring them, from Legato's `le_basics.h`.
 */
import type { BasicTypeName } from "../model/interface.ts";

const results = [
  "LE_OK",
  "LE_NOT_FOUND",
  "LE_NOT_POSSIBLE",
  "LE_OUT_OF_RANGE",
  "LE_NO_MEMORY",
  "LE_NOT_PERMITTED",
  "LE_FAULT",
  "LE_COMM_ERROR",
  "LE_TIMEOUT",
  "LE_OVERFLOW",
  "LE_UNDERFLOW",
  "LE_WOULD_BLOCK",
  "LE_DEADLOCK",
  "LE_FORMAT_ERROR",
  "LE_DUPLICATE",
  "LE_BAD_PARAMETER",
  "LE_CLOSED",
  "LE_BUSY",
  "LE_UNSUPPORTED",
  "LE_IO_ERROR",
  "LE_NOT_IMPLEMENTED",
  "LE_UNAVAILABLE",
  "LE_TERMINATED",
  "LE_IN_PROGRESS",
  "LE_SUSPENDED",
] as const;

/** Names and values; `LE_OK` is 0 and each failure one less than the one before. */
export const resultCodes: readonly (readonly [name: string, value: number])[] = results.map((name, index) => [
  name,
  index === 0 ? 0 : -index,
]);

export const onOffCodes: readonly (readonly [name: string, value: number])[] = [
  ["LE_OFF", 0],
  ["LE_ON", 1],
];

/** The named values of a built-in type; empty for all but two. */
export function standardCodes(name: BasicTypeName): readonly (readonly [name: string, value: number])[] {
  return name === "le_result_t" ? resultCodes : name === "le_onoff_t" ? onOffCodes : [];
}
