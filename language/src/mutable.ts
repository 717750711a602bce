/**
 * An object under construction: optional parts are set when they are there, and nobody else holds it yet.
 *
 * For the few places that build hundreds of thousands of objects, where spreading optional parts into a new object costs most of the time.
 */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
