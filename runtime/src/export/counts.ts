/**
 * The numbers that a backend is told of every few seconds. Kept here and only read when they are sent, so that a call costs an addition.
 */
import type { Attributes, Meter } from "@opentelemetry/api";

const INSTRUMENTS = {
  open: { name: "legato.sessions.open", description: "Sessions that are open.", grows: false },
  leaks: { name: "legato.leaks", description: "Sessions that ended while they held something.", grows: true },
  calls: { name: "legato.calls", description: "Calls and events.", grows: true },
  notExported: { name: "legato.calls.not_exported", description: "Calls without a span of their own.", grows: true },
} as const;

/** Different attributes of one instrument: interface names come from whoever advertises. */
const MOST = 1000;

export type Count = keyof typeof INSTRUMENTS;

export class Counts {
  readonly #values = new Map<Count, Map<string, { readonly attributes: Attributes; value: number }>>();

  add(count: Count, attributes: Attributes, by: number): void {
    const values = this.#values.get(count) ?? new Map<string, { readonly attributes: Attributes; value: number }>();
    this.#values.set(count, values);
    const key = Object.values(attributes).join("\0");
    const known = values.get(key);
    if (known !== undefined) known.value += by;
    else if (values.size < MOST) values.set(key, { attributes, value: by });
  }

  observe(meter: Meter): void {
    for (const [count, { name, description, grows }] of Object.entries(INSTRUMENTS)) {
      const instrument = grows
        ? meter.createObservableCounter(name, { description })
        : meter.createObservableUpDownCounter(name, { description });
      instrument.addCallback((result) => {
        for (const [key, values] of this.#values) {
          if (key === count) for (const { attributes, value } of values.values()) result.observe(value, attributes);
        }
      });
    }
  }
}
