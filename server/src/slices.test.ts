import { expect, test } from "vitest";
import { Slices } from "./slices.ts";

const round = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("nothing is done before the start, and nothing after the stop", async () => {
  let done = 0;
  const slices = new Slices(async () => {
    done++;
    return false;
  });
  slices.request();
  await round();
  expect(done).toBe(0);
  slices.start();
  await slices.idle();
  expect(done).toBe(1);
  slices.request();
  slices.stop();
  await slices.idle();
  expect(done).toBe(1);
});

test("work that has more goes on in another round, so that messages come between", async () => {
  const seen: string[] = [];
  let left = 3;
  const slices = new Slices(async () => {
    seen.push("slice");
    left--;
    return left > 0;
  });
  slices.start();
  await round();
  seen.push("message");
  await slices.idle();
  expect(seen.filter((what) => what === "slice")).toHaveLength(3);
  expect(seen.indexOf("message")).toBeLessThan(seen.lastIndexOf("slice"));
});

test("changes that follow each other in every round are taken together", async () => {
  let done = 0;
  const slices = new Slices(async () => {
    done++;
    return false;
  });
  slices.start();
  await slices.idle();
  for (let press = 0; press < 20; press++) {
    slices.requestAfterBurst();
    await round();
  }
  await slices.idle();
  expect(done).toBeLessThan(5);
});

test("a slice is told to make way when a change comes, and no second one runs beside it", async () => {
  const yielded: boolean[] = [];
  let running = 0;
  const slices = new Slices(async (shouldYield) => {
    running++;
    expect(running).toBe(1);
    slices.requestAfterBurst();
    await round();
    yielded.push(shouldYield());
    running--;
    return yielded.length < 2;
  });
  slices.start();
  await slices.idle();
  expect(yielded).toEqual([true, true]);
});
