/**
 * The JavaScript values that stand for values on the wire, and the outcome of packing and unpacking.
 *
 * | type of the `.api` | value |
 * |---|---|
 * | uint8 .. uint32, int8 .. int32, size, char (a byte, 0..255) | number |
 * | uint64, int64 | bigint; a safe integer is taken too |
 * | bool, double | boolean, number |
 * | string | string; UTF-8 on the wire, no NUL |
 * | ENUM, le_result_t, le_onoff_t | the member's name; a number where none has the value (bigint if the type is 64 bits wide). Both are taken |
 * | BITMASK | number (bigint if 64 bits wide); a member's name or a list of them is taken too |
 * | REFERENCE, the reference of an EVENT, a handler's context | number: odd, or 0 for none |
 * | file | number: the descriptor, -1 for none |
 * | STRUCT | object of its fields |
 * | array | array of elements; Uint8Array for uint8 and char (an array of numbers is taken too) |
 */
export type WireValue =
  | number
  | bigint
  | boolean
  | string
  | Uint8Array
  | readonly WireValue[]
  | { readonly [field: string]: WireValue };

/** Values by parameter name. */
export type WireValues = Readonly<Record<string, WireValue>>;

/** A value, or why there is none, in words for the person whose call or packet it was. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failed(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

/** Own properties only: a parameter may be called `constructor`. */
export function own(values: object, name: string): unknown {
  return Object.hasOwn(values, name) ? Object.getOwnPropertyDescriptor(values, name)?.value : undefined;
}
