import { expect, test } from "vitest";
import { splitWords } from "./words.ts";

test.each([
  ["Open name=abc", ["Open", "name=abc"]],
  ["  Open\t name=abc ", ["Open", "name=abc"]],
  ['Open name="a b"', ["Open", "name=a b"]],
  ["Open name='a \"b\"'", ["Open", 'name=a "b"']],
  ['Open name="a \\"b"', ["Open", 'name=a "b']],
  ["Open name=a\\ b", ["Open", "name=a b"]],
  ["Open name=''", ["Open", "name="]],
  ["Open name='\\'", ["Open", "name=\\"]],
  ["", []],
  ['Open "name', 'a " is missing'],
])("%s", (text, words) => {
  expect(splitWords(text)).toEqual(words);
});
