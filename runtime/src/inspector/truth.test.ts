/** What the registry says against what the clients know, after a lot of traffic at once. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../peers/testing/everything.ts";
import { LiveRuntime } from "./testing/live.ts";

let live: LiveRuntime;

beforeEach(() => {
  live = new LiveRuntime();
});

afterEach(() => live.stop());

/** The same numbers in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test("each session holds what its client knows that it holds, and ended ones what they took with them", async () => {
  await live.start();
  const inspector = await live.inspect();
  await live.serve(inspector);
  const { registry } = live.observation;
  const peers = await Promise.all(
    Array.from({ length: 24 }, async (_, index) => {
      const peer = await live.client();
      const holds = new Set<number>();
      const next = random(index + 1);
      let calls = 0;
      for (let round = 0; round < 60; round++) {
        calls += 1;
        const [oldest] = holds;
        if (oldest !== undefined && next() < 0.4) {
          await peer.close({ item: oldest });
          holds.delete(oldest);
        } else if (next() < 0.3) {
          await peer.double({ value: BigInt(round) });
        } else {
          holds.add(await peer.open({ name: `n${round}` }));
        }
      }
      const ends = index % 3 === 0;
      if (ends) await peer.$close();
      return { holds, calls, ends };
    }),
  );
  const sessions = () => {
    const { services, ended } = registry.snapshot();
    return [...services.flatMap((service) => service.sessions), ...ended];
  };
  const total = peers.reduce((sum, { calls }) => sum + calls, 0);
  const settled = () =>
    sessions().reduce((sum, { calls, outstanding }) => sum + calls - outstanding, 0) === total &&
    sessions().filter(({ freed, end }) => end !== null && freed !== null).length ===
      peers.filter(({ ends }) => ends).length;
  await until(settled);

  // Which session is whose shows by what it holds: references are given out once.
  const byReferences = (references: Iterable<unknown>) => [...references].toSorted().join();
  const known = new Map(peers.map(({ holds, calls, ends }) => [byReferences(holds), { calls, ends }]));
  const seen = new Map(
    sessions().map(({ id, calls, end }) => {
      const held = registry.session(id)?.held ?? [];
      return [byReferences(held.map(({ reference }) => reference)), { calls, ends: end !== null }];
    }),
  );
  expect(seen).toEqual(known);
  for (const { freed, heldCount, leak } of sessions().filter(({ end }) => end !== null)) {
    expect([freed?.freed.length, freed?.kept.length, leak]).toEqual([heldCount, 0, "none"]);
  }
  expect(live.logged).toEqual([]);
});
