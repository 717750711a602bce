import { expect, test } from "vitest";
import { Backend } from "./backend.ts";

interface Result {
  readonly code: number;
  readonly error?: Error;
}

test("a backend that goes away is said once, and once when it is back, with what was lost", () => {
  const lines: string[] = [];
  const backend = new Backend("http://lab:4318", (line) => lines.push(line));
  let answer: Result = { code: 0 };
  const told: Result[] = [];
  const exporter = backend.watch({
    export(_spans: readonly number[], done: (result: Result) => void) {
      done(answer);
    },
  });
  const send = (...spans: readonly number[]) => exporter.export(spans, (result) => told.push(result));
  send(1);
  expect(lines).toEqual([]);
  answer = { code: 1, error: new Error("connect ECONNREFUSED 127.0.0.1:4318") };
  send(1, 2);
  send(3);
  expect(lines).toEqual([
    "warning: http://lab:4318 does not take what is exported: connect ECONNREFUSED 127.0.0.1:4318. The runtime goes on, and goes on trying",
  ]);
  answer = { code: 0 };
  send(4);
  send(5);
  expect(lines.slice(1)).toEqual(["http://lab:4318 takes what is exported again; 3 spans were lost until now"]);
  expect(told.map(({ code }) => code)).toEqual([0, 1, 1, 0, 0]);
  backend.sayLost();
  expect(lines.at(-1)).toBe("warning: 3 spans never reached http://lab:4318");
});

test("what was never answered did not arrive either", () => {
  const lines: string[] = [];
  const backend = new Backend("http://lab:4318", (line) => lines.push(line));
  const silent = backend.watch({ export(_spans: readonly number[], _done: (result: Result) => void) {} });
  silent.export([1, 2], () => {});
  backend.sayLost();
  expect(lines).toEqual(["warning: 2 spans never reached http://lab:4318"]);
});
