import { describe, expect, it } from "vitest";
import { scan } from "./scanner.ts";

/** Tokens without white space, each as `kind text`. */
function tokens(text: string): readonly string[] {
  const { tokens: all } = scan(text);
  return all
    .filter((token) => token.kind !== "whitespace")
    .map((token) => `${token.kind} ${text.slice(token.start, token.end)}`);
}

function problems(text: string): readonly string[] {
  return scan(text)
    .problems.finish()
    .map(({ severity, rule, start, end }) => `${severity} ${rule} ${JSON.stringify(text.slice(start, end))}`);
}

describe("words and numbers", () => {
  it("knows keywords in capital letters only", () => {
    expect(tokens("FUNCTION function FUNCTIONS IN in")).toEqual([
      "keyword FUNCTION",
      "identifier function",
      "identifier FUNCTIONS",
      "keyword IN",
      "identifier in",
    ]);
  });

  it("takes import.name for one token, without anything around the dot", () => {
    expect(tokens("base.TEN")).toEqual(["scoped base.TEN"]);
    expect(tokens("base.TEN..20")).toEqual(["scoped base.TEN", "punctuation ..", "decimal 20"]);
    expect(tokens("IN.x")).toEqual(["scoped IN.x"]);
  });

  it("cuts a number with leading zeros into pieces, as the compiler does", () => {
    expect(tokens("007")).toEqual(["decimal 0", "decimal 0", "decimal 7"]);
    expect(tokens("0x1Fg")).toEqual(["hex 0x1F", "identifier g"]);
    expect(tokens("12ab")).toEqual(["decimal 12", "identifier ab"]);
  });

  it("drops what the compiler drops, and says so", () => {
    expect(tokens("[MIN..MAX]")).toEqual(["punctuation [", "dropped MIN..", "identifier MAX", "punctuation ]"]);
    expect(tokens("[1.5]")).toEqual(["punctuation [", "decimal 1", "dropped .5", "punctuation ]"]);
    expect(tokens("_f")).toEqual(["dropped _", "identifier f"]);
    expect(tokens("0x;")).toEqual(["dropped 0x", "punctuation ;"]);
    expect(problems("a.b.c")).toEqual(['warning lone-dot ".c"']);
    expect(problems("a. b")).toEqual(['warning incomplete-name "a. "']);
    expect(problems("a.\nb")).toEqual(['warning incomplete-name "a."']);
    expect(problems("a.")).toEqual(['warning incomplete-name "a."']);
  });

  it("reports a run of strange characters once and carriage returns once for the file", () => {
    expect(problems("é##_ x\r\ny\r\n")).toEqual([
      'warning unexpected-character "é##_"',
      'warning carriage-return "\\r"',
    ]);
    expect(problems("\ufeffx\ufeff")).toEqual([
      'warning byte-order-mark "\ufeff"',
      'warning unexpected-character "\ufeff"',
    ]);
  });

  it("shows a hundred strange characters of a binary file and is content with that", () => {
    expect(problems("# ".repeat(5_000))).toHaveLength(100);
  });
});

describe("comments", () => {
  it.each([
    ["/* */", "blockComment"],
    ["/* x **/", "blockComment"],
    ["/*/ x */", "blockComment"],
    ["/*** x */", "blockComment"],
    ["/** x **/", "blockComment"],
    ["/**x*/", "blockComment"],
    ["/** */", "blockComment"],
    ["/**xy*/", "doc"],
    ["/** x*/", "doc"],
    ["/** a ** b */", "doc"],
    ["/** a */", "doc"],
    ["/**\n * a\n */", "doc"],
    ["// x", "lineComment"],
    ["/// x", "lineComment"],
    ["////< x", "lineComment"],
    ["///< x", "postDoc"],
    ["///<", "postDoc"],
  ])("%j is a %s", (text, kind) => {
    expect(tokens(`${text}\n;`)).toEqual([`${kind} ${text}`, "punctuation ;"]);
    expect(problems(text)).toEqual([]);
  });

  it("does not nest", () => {
    expect(tokens("/* a /* b */ c")).toEqual(["blockComment /* a /* b */", "identifier c"]);
  });

  it("takes the comment that looks empty for the start of documentation", () => {
    expect(tokens("/**/ a; /* b */ c")).toEqual(["doc /**/ a; /* b */", "identifier c"]);
    expect(tokens("/**/ a; /* b **/ c")).toEqual(["dropped /**/ a; /* b **/", "identifier c"]);
    expect(tokens("/**/ a;")).toEqual(["dropped /**/ a;"]);
    expect(problems("/**/ a;")).toEqual(['warning comment-swallows-code "/**/"']);
    expect(problems("/**/")).toEqual(['warning comment-swallows-code "/**/"']);
  });

  it.each(["/***/", "/****/", "/*****/"])("%j is none: the compiler reads its stars as operators", (text) => {
    expect(problems(text)).toEqual([`error empty-comment ${JSON.stringify(text)}`]);
  });

  it("accepts a plain comment without end, which hides the rest of the file", () => {
    expect(tokens("a /* b\nFUNCTION c();")).toEqual(["identifier a", "dropped /* b\nFUNCTION c();"]);
    expect(problems("a /* b")).toEqual(['warning unterminated-comment "/* "']);
    expect(problems("a /* b *")).toEqual(['warning unterminated-comment "/* "']);
    expect(problems("a /* b **")).toEqual(['error unterminated-comment "/* "']);
  });

  it("ends documentation without end before the next declaration, so that the rest is understood", () => {
    expect(tokens("/** a\n b\nFUNCTION c();")).toEqual([
      "blockComment /** a\n b",
      "keyword FUNCTION",
      "identifier c",
      "punctuation (",
      "punctuation )",
      "punctuation ;",
    ]);
    expect(problems("/** a\nFUNCTION c();")).toEqual(['error unterminated-comment "/**"']);
    expect(problems("/*")).toEqual(['error unterminated-comment "/*"']);
    expect(problems("/**")).toEqual(['error unterminated-comment "/**"']);
  });

  it("crashes the compiler when documentation is longer than its look-ahead", () => {
    const doc = (length: number) => `/** ${"x".repeat(length - 7)} */`;
    expect(doc(49_999)).toHaveLength(49_999);
    expect(problems(doc(49_999))).toEqual([]);
    expect(problems(doc(50_000))).toEqual(['error reference-compiler-limit "/**"']);
    expect(problems(`/*${" ".repeat(60_000)}*/`)).toEqual([]);
    expect(problems(`///<${"x".repeat(49_994)}`)).toEqual([]);
    expect(problems(`///<${"x".repeat(49_995)}`)).toHaveLength(1);
    expect(problems("x".repeat(49_998))).toEqual([]);
    expect(problems("x".repeat(49_999))).toHaveLength(1);
  });
});

describe("characters above U+FFFF", () => {
  it("end a line comment, and what follows is code", () => {
    expect(tokens("// a 😀 b\nc")).toEqual(["lineComment // a ", "dropped 😀", "identifier b", "identifier c"]);
    expect(tokens("///< a 😀 b")).toEqual(["postDoc ///< a ", "dropped 😀", "identifier b"]);
    expect(problems("// 😀😀")).toEqual(['warning character-above-ffff "😀😀"']);
  });

  it("are an error where what follows can only be one", () => {
    expect(tokens("/** a 😀 b */ c")).toEqual(["doc /** a 😀 b */", "identifier c"]);
    expect(problems("/** a 😀 b */")).toEqual(['error character-above-ffff "😀"']);
    expect(problems("/* a 😀 b */")).toEqual(['error character-above-ffff "😀"']);
    expect(problems('DEFINE A = "😀";')).toEqual(['error character-above-ffff "😀"']);
  });

  it("leave a comment in a comment that still closes", () => {
    expect(tokens("/* 😀 /* b */ c")).toEqual(["dropped /* 😀", "blockComment /* b */", "identifier c"]);
  });

  it("are no lone surrogates", () => {
    expect(problems("// \ud83d x")).toEqual([]);
  });
});

describe("strings", () => {
  it("may hold the other quote, line breaks and escapes", () => {
    expect(tokens(`"it's" '"' "a\nb" "\\"" ;`)).toEqual([
      `string "it's"`,
      `string '"'`,
      `string "a\nb"`,
      `string "\\""`,
      "punctuation ;",
    ]);
  });

  it("without end swallow the rest where the file may end, as the compiler has it", () => {
    expect(tokens("FUNCTION f(); 'tis\nx")).toContain("dropped 'tis\nx");
    expect(problems("FUNCTION f(); 'tis\nx")).toEqual(['warning unterminated-string "\'tis"']);
  });

  it("without end stop at the line's end inside of a declaration", () => {
    expect(tokens('DEFINE A = "abc;\nx')).toEqual([
      "keyword DEFINE",
      "identifier A",
      "punctuation =",
      'string "abc;',
      "identifier x",
    ]);
    expect(problems('DEFINE A = "abc;\nx')).toEqual(['error unterminated-string "\\"abc;"']);
  });
});

describe("cost", () => {
  it.each([
    ["openings of comments", "/* ".repeat(200_000)],
    ["openings of documentation", "/** x\nENUM ".repeat(50_000)],
    ["quotes escaped in vain", `ENUM ${'\\"\n'.repeat(200_000)}`],
    ["strings broken by emoji", "'😀".repeat(100_000)],
    ["comments broken by emoji", "/* 😀".repeat(100_000)],
    ["documentation broken by emoji", "/** 😀".repeat(100_000)],
    ["empty documentation", "/**/ **/".repeat(100_000)],
    ["stars", `/*${"*".repeat(1_000_000)}`],
    ["carriage returns", "\r\n".repeat(300_000)],
    ["control characters", "\u0001 ".repeat(300_000)],
  ])("grows with the length of the text only: %s", (_, text) => {
    const { tokens: all } = scan(text);
    expect(all.at(-1)?.end).toBe(text.length);
  });
});
