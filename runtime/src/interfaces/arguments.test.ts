import { type ApiFunction, check, createCodec, parse } from "@legato-api/language";
import { describe, expect, test } from "vitest";
import { signature, valuesFromJson, valuesFromWords } from "./arguments.ts";

const { interface: iface } = check({
  uri: "x.api",
  tree: parse(`
    ENUM Colour { RED, GREEN }; BITMASK Side { LEFT, RIGHT, TOP }; REFERENCE Job; STRUCT Point { int32 x; string label[4]; };
    HANDLER Done();
    FUNCTION Text(string text[16] IN, string got[4] OUT);
    FUNCTION Numbers(int8 small IN, uint32 size IN, uint64 big IN, double real IN, bool yes IN, char letter IN);
    FUNCTION Names(Colour colour IN, Side sides IN, le_result_t result IN, le_onoff_t power IN);
    FUNCTION Refer(Job job IN);
    FUNCTION Lists(uint8 bytes[8] IN, int32 numbers[4] IN, Point points[2] IN);
    FUNCTION Place(Point point IN);
    FUNCTION Send(file data IN);
    FUNCTION Later(Done done IN, bool now IN);
    FUNCTION Build(uint8 constructor IN);`),
  dialect: "auto",
  resolveImport: () => ({ kind: "missing", searched: [] }),
});
const codec = createCodec(iface);

function fn(name: string): ApiFunction {
  const found = iface.functions.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

const openFile = (file: string) => (file === "/there" ? 9 : `${file} cannot be opened`);

describe("words of a shell", () => {
  test.each([
    ["Text", ["text=a b=c"], { text: "a b=c" }],
    ["Text", ["text="], { text: "" }],
    [
      "Numbers",
      ["small=-5", "size=0x10", "big=18446744073709551615", "real=1e3", "yes=true", "letter=A"],
      { small: -5, size: 16, big: 2n ** 64n - 1n, real: 1000, yes: true, letter: 65 },
    ],
    [
      "Names",
      ["colour=GREEN", "sides=LEFT|TOP", "result=LE_OK", "power=1"],
      { colour: "GREEN", sides: ["LEFT", "TOP"], result: "LE_OK", power: 1 },
    ],
    ["Refer", ["job=0x1001"], { job: 0x1001 }],
    [
      "Lists",
      ["bytes=hi", "numbers=1,-2", 'points=[{"x":1,"label":"a"}]'],
      { bytes: new Uint8Array(Buffer.from("hi")), numbers: [1, -2], points: [{ x: 1, label: "a" }] },
    ],
    ["Lists", ["bytes=[1,2]", "numbers=", "points=[]"], { bytes: [1, 2], numbers: [], points: [] }],
    ["Send", ["data=/there"], { data: 9 }],
    ["Later", ["now=0"], { now: false }],
    ["Build", ["constructor=1"], { constructor: 1 }],
  ])("%s %j", (name, words, values) => {
    expect(valuesFromWords(fn(name), words, openFile)).toEqual({ ok: true, value: values });
  });

  test.each([
    ["Text", ["txt=a"], "'txt=a' is no argument of Text(string text[16]): write NAME=VALUE"],
    ["Build", [], "Build(uint8 constructor): 'constructor' is missing"],
    ["Text", ["hello"], "'hello' is no argument of Text(string text[16]): write NAME=VALUE"],
    ["Text", [], "Text(string text[16]): 'text' is missing"],
    ["Text", ["text=a", "text=b"], "'text' is given twice"],
    ["Text", ["text=a", "got=b"], "'got=b' is no argument of Text(string text[16]): write NAME=VALUE"],
    ["Refer", ["job=first"], `Refer: 'job' has to be a number, not "first"`],
    ["Place", ["point=1"], "Place: 'point' has to be an object of x, label"],
    ["Place", ['point={"x":1}'], "Place: 'point' has no 'label'"],
    ["Place", ['point={"x":"a","label":""}'], `Place: 'point' .x has to be a number, not "a"`],
    ["Lists", ["bytes=[1", "numbers=", "points=[]"], /^bytes: \[1 is not JSON: /],
    ["Send", ["data=/gone"], "data: /gone cannot be opened"],
    ["Later", ["now=maybe"], `Later: 'now' has to be true or false, not "maybe"`],
  ])("%s %j is refused", (name, words, problem) => {
    const outcome = valuesFromWords(fn(name), words, openFile);
    expect(outcome.ok ? "taken" : outcome.problem).toEqual(
      problem instanceof RegExp ? expect.stringMatching(problem) : problem,
    );
  });

  test("what is given fits the codec", () => {
    const values = valuesFromWords(
      fn("Names"),
      ["colour=RED", "sides=LEFT|RIGHT", "result=-3", "power=LE_ON"],
      openFile,
    );
    if (!values.ok) throw new Error(values.problem);
    const packed = codec.encodeRequest(fn("Names").messageId, { values: values.value });
    expect(packed).toMatchObject({ ok: true });
  });
});

describe("JSON", () => {
  test("a large number may be a string", () => {
    const given = { small: 1, size: 2, big: "9007199254740993", real: "Infinity", yes: false, letter: 66 };
    expect(valuesFromJson(fn("Numbers"), given)).toMatchObject({
      ok: true,
      value: { big: 9007199254740993n, real: Number.POSITIVE_INFINITY, letter: 66 },
    });
  });

  test("a name that is none of the function's is refused", () => {
    expect(valuesFromJson(fn("Text"), { text: "a", more: 1 })).toEqual({
      ok: false,
      problem: "Text(string text[16]) has no parameter 'more'",
    });
  });
});

test("a signature names types of the interface as the .api does", () => {
  expect(signature(fn("Lists"))).toBe("Lists(uint8 bytes[8], int32 numbers[4], x.Point points[2])");
});
