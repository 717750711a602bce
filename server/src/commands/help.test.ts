import { describe, expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { run } from "../testing/run.ts";
import { COMMAND_NAMES } from "./help.ts";

const nothing = (): Fixture => new Fixture("//- empty.api\n");
const helpOf = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(nothing(), args);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
};

test.each(["help", "--help", "-h"])("%s lists every command", async (word) => {
  const text = await helpOf(word);
  expect(text).toMatch(/^Usage: legato-api COMMAND/);
  for (const name of [...COMMAND_NAMES, "runtime", "sessions", "call", "crash", "run", "peers"]) {
    expect(text).toMatch(new RegExp(`^ {2}${name} `, "m"));
  }
});

describe.each(COMMAND_NAMES)("%s --help", (name) => {
  test("prints the command's own usage with an example, wherever it stands", async () => {
    const text = await helpOf(name, "--help");
    expect(text).toMatch(new RegExp(`^legato-api ${name} `));
    expect(text).toMatch(new RegExp(`^Examples?:\n {2}legato-api ${name} `, "m"));
    expect(await helpOf(name, "-h")).toBe(text);
    expect(await helpOf(name, "some.api", "--help")).toBe(text);
  });
});

// `lsp --stdio` would not end.
describe.each(COMMAND_NAMES.filter((name) => name !== "lsp"))("%s --help", (name) => {
  test("names options that the command understands", async () => {
    const text = await helpOf(name, "--help");
    for (const [, option = "", argument] of text.matchAll(/^ {2}(--[a-z-]+)( [A-Z])?/gm)) {
      const { stderr } = await run(nothing(), [name, argument === undefined ? option : `${option}=x`, "missing"]);
      expect(stderr).not.toMatch(/Unknown option|does not take an argument|argument missing/);
    }
  });
});

test("a mistake leads to the page of the command", async () => {
  const { code, stderr } = await run(nothing(), ["types", "--oops", "a.api"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^legato-api types: Unknown option '--oops'[\s\S]*'legato-api help types' explains it\.\n$/);
});

test("there is no page for a command that does not exist", async () => {
  const { code, stderr } = await run(nothing(), ["nonsense", "--help"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^legato-api: there is no command 'nonsense'\./);
});
