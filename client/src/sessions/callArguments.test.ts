import type { ArgumentForm } from "@legato-api/server/protocol";
import { expect, test } from "vitest";
import { describeForm, exampleOf, readArgument } from "./callArguments.ts";

const byte: ArgumentForm = { kind: "integer", least: "0", most: "255" };
const long: ArgumentForm = { kind: "integer", least: "0", most: "18446744073709551615" };
const size: ArgumentForm = { kind: "choice", values: ["A4", "A5"] };
const sides: ArgumentForm = { kind: "flags", values: ["LEFT", "RIGHT"] };
const box: ArgumentForm = {
  kind: "object",
  fields: [
    { name: "height", form: byte },
    { name: "sheets", form: { kind: "list", longest: 2, of: size } },
    { name: "label", form: { kind: "text", longest: 4 } },
  ],
};

test.each<[ArgumentForm, string, unknown]>([
  [{ kind: "text", longest: 6 }, "report", "report"],
  [{ kind: "text", longest: 6 }, " as is", " as is"],
  [{ kind: "text", longest: 0 }, "", ""],
  [{ kind: "boolean" }, "true", true],
  [size, "A5", "A5"],
  [sides, "LEFT|RIGHT", ["LEFT", "RIGHT"]],
  [sides, "", []],
  [byte, " 0xff ", 255],
  [{ kind: "integer", least: "-128", most: "127" }, "-0x10", -16],
  [long, "18446744073709551615", "18446744073709551615"],
  [{ kind: "number" }, "1.5", 1.5],
  [{ kind: "reference" }, "0x1001", 0x1001],
  [{ kind: "list", longest: 3, of: byte }, "[1, 2]", [1, 2]],
  [box, '{"height": 3, "sheets": ["A4"], "label": "x"}', { height: 3, sheets: ["A4"], label: "x" }],
])("%j takes %s", (form, text, value) => {
  expect(readArgument(form, text)).toEqual({ value });
});

test.each<[ArgumentForm, string, string]>([
  [{ kind: "text", longest: 3 }, "größe", "has 7 bytes; 3 fit"],
  [{ kind: "text", longest: 3 }, "a\0", "has a NUL in it, where C's text ends"],
  [{ kind: "boolean" }, "yes", "has to be true or false"],
  [size, "A6", "has to be one of A4, A5"],
  [sides, "LEFT, UP", "has to be a list of any of LEFT, RIGHT"],
  [byte, "256", "has to be 0 to 255"],
  [byte, "1.5", "has to be an integer"],
  [byte, "", "has to be an integer"],
  [{ kind: "number" }, "much", "has to be a number"],
  [{ kind: "reference" }, "2", "has to be a reference: an odd number, or 0 for none"],
  [{ kind: "list", longest: 1, of: byte }, "[1, 2]", "has 2 elements; 1 fit"],
  [{ kind: "list", longest: 3, of: byte }, "[1, 300]", "[1] has to be 0 to 255"],
  [{ kind: "list", longest: 3, of: byte }, "7", "has to be a list in brackets"],
  [box, "[]", "has to be an object in braces"],
  [box, '{"height": 3, "sheets": [], "label": "x", "depth": 1}', 'has no field "depth"'],
  [box, '{"height": 3, "label": "x"}', 'lacks "sheets"'],
  [box, '{"height": 3, "sheets": ["A6"], "label": "x"}', ".sheets [0] has to be one of A4, A5"],
  [{ kind: "descriptor" }, "/dev/null", "is a file, which a client that is killed cannot pass"],
])("%j refuses %s", (form, text, problem) => {
  expect(readArgument(form, text)).toEqual({ problem });
});

test("what is no JSON is refused with the reason", () => {
  expect(readArgument(box, "{height}")).toEqual({ problem: expect.stringMatching(/^is no JSON: /) });
});

test("an example is accepted as it stands", () => {
  const forms: readonly ArgumentForm[] = [size, sides, byte, box, { kind: "boolean" }, { kind: "reference" }];
  for (const form of forms) {
    const example = exampleOf(form);
    const text = form.kind === "flags" ? "" : typeof example === "string" ? example : JSON.stringify(example);
    expect(readArgument(form, text)).toEqual({ value: example });
  }
  expect(describeForm(box)).toBe('JSON: {"height": …, "sheets": …, "label": …}');
});
