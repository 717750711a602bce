/** The queue between the threads: order, bounds, and that the writer never waits. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DirectoryEvent, WaitEnded } from "./events.ts";
import { createQueue, QueueReader, QueueWriter } from "./queue.ts";

const SIZE = 256 << 10;
const left = (waiter: number): WaitEnded => ({ kind: "waitEnded", waiter, outcome: "left" });

function setUp(bytes = SIZE) {
  const memory = createQueue(bytes);
  const state = { wakes: 0 };
  const writer = new QueueWriter(memory, () => {
    state.wakes += 1;
  });
  const reader = new QueueReader(memory);
  const all = (): DirectoryEvent[] => {
    const events: DirectoryEvent[] = [];
    for (let event = reader.next(); event !== undefined; event = reader.next()) events.push(event);
    return events;
  };
  const record = (session: number, payload: Buffer, ticket = 0) =>
    writer.record(session, "toServer", 1.5, payload, payload.length, 0, ticket);
  return { writer, reader, state, all, record };
}

describe("what is written", () => {
  it("is read in order, records and other events alike", () => {
    const { writer, all } = setUp();
    writer.event(left(1));
    writer.record(7, "toClient", 1732337.25, Buffer.from("abcdef"), 3, 2, 99);
    writer.event(left(2));
    expect(all()).toEqual([
      left(1),
      {
        kind: "record",
        session: 7,
        direction: "toClient",
        at: 1732337.25,
        bytes: Buffer.from("abc"),
        descriptors: 2,
        ticket: 99,
      },
      left(2),
    ]);
  });

  it("belongs to the reader once read", () => {
    const { record, all } = setUp();
    record(1, Buffer.from("first"));
    const [first] = all();
    for (let count = 0; count < 5000; count++) {
      record(2, Buffer.alloc(200, 0xff));
      all();
    }
    expect(first).toMatchObject({ bytes: Buffer.from("first") });
  });

  it("of any size and in any rhythm of reading comes out as it went in", () => {
    const step = fc.oneof(
      fc.record({ write: fc.integer({ min: 0, max: 3000 }) }),
      fc.record({ tell: fc.string({ maxLength: 500 }) }),
      fc.record({ read: fc.integer({ min: 1, max: 20 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const { writer, reader, record, all } = setUp();
        const expected: string[] = [];
        const seen: string[] = [];
        const note = (event: DirectoryEvent) =>
          seen.push(
            event.kind === "record"
              ? `${event.session}:${event.bytes.length}`
              : event.kind === "notice"
                ? event.text
                : "",
          );
        for (const [index, now] of steps.entries()) {
          if ("write" in now) {
            if (record(index, Buffer.alloc(now.write, index))) expected.push(`${index}:${now.write}`);
          } else if ("tell" in now) {
            writer.event({ kind: "notice", level: "information", at: 0, text: now.tell });
            expected.push(now.tell);
          } else {
            for (let count = 0; count < now.read; count++) {
              const event = reader.next();
              if (event !== undefined) note(event);
            }
          }
        }
        for (let rest = all(); rest.length > 0; rest = all()) {
          for (const event of rest) note(event);
          writer.flush();
        }
        expect(seen).toEqual(expected);
      }),
    );
  });
});

describe("a full queue", () => {
  it("refuses copies, keeps every other event, and lets nothing overtake", () => {
    const { writer, record, all } = setUp();
    let taken = 0;
    while (record(taken, Buffer.alloc(1000))) taken += 1;
    expect(taken).toBeGreaterThan(100);
    expect(writer.hasRoom).toBe(false);
    for (let waiter = 0; waiter < 3000; waiter++) writer.event(left(waiter));
    expect(writer.hasBacklog).toBe(true);
    expect(record(0, Buffer.alloc(1))).toBe(false);

    const events = all();
    while (writer.hasBacklog) {
      writer.flush();
      events.push(...all());
    }
    expect(events.filter(({ kind }) => kind === "record")).toHaveLength(taken);
    expect(events.slice(taken)).toEqual(Array.from({ length: 3000 }, (_, waiter) => left(waiter)));
    expect(record(1, Buffer.alloc(1))).toBe(true);
  });

  it("refuses a copy larger than itself", () => {
    const { record } = setUp();
    expect(record(1, Buffer.alloc(SIZE))).toBe(false);
  });
});

describe("the reader", () => {
  it("is woken once when it sleeps and something comes, and not while it is awake", () => {
    const { writer, reader, record, state, all } = setUp();
    record(1, Buffer.alloc(1));
    writer.flush();
    expect(state.wakes).toBe(0);
    expect(reader.sleep()).toBe(false);
    all();
    expect(reader.sleep()).toBe(true);
    writer.flush();
    expect(state.wakes).toBe(0);
    record(1, Buffer.alloc(1));
    record(1, Buffer.alloc(1));
    writer.flush();
    writer.flush();
    expect(state.wakes).toBe(1);
  });
});
