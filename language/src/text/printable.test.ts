import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test.each([
  ["printer.api", "printer.api"],
  ["größe 文件 👩‍🔧.api", "größe 文件 👩‍🔧.api"],
  ["\u001b[31mred", "?[31mred"],
  ["\u009b31mred", "?31mred"],
  ["a\n::error::b\r\tc", "a?::error::b??c"],
  ["a\u2028b", "a?b"],
  ["gpj.\u202eexe", "gpj.?exe"],
  ["\u2066a\u2069\u200f", "?a??"],
])("%j is shown as %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
});
