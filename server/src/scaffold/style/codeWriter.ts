/**
 * Writes C in a house style: the scaffold says what, the style says how it is laid out.
 *
 * Lines are collected with their level; the text comes out with the file's own line ends and indentation. Every line is ended.
 */
import type { HouseStyle } from "./houseStyle.ts";

export class CodeWriter {
  readonly #style: HouseStyle;
  readonly #lines: string[] = [];
  #level: number;

  constructor(style: HouseStyle, level = 0) {
    this.#style = style;
    this.#level = level;
  }

  line(text: string): this {
    this.#lines.push(text === "" ? "" : this.#style.indent.repeat(this.#level) + text);
    return this;
  }

  /** One blank line; none at the start of a block, and never two. */
  blank(): this {
    const last = this.#lines.at(-1);
    return last === undefined || last === "" || last.endsWith("{") ? this : this.line("");
  }

  /** A block with its head: `if (x)`, `while (x)`; the keyword's blank is the style's. */
  block(head: string, inside: () => void): this {
    this.#open(this.keyword(head), this.#style.controlBrace);
    inside();
    return this.#close("}");
  }

  /** The body of a function whose head is written already. */
  body(lastLineOfHead: string, inside: () => void): this {
    this.#open(lastLineOfHead, this.#style.functionBrace);
    inside();
    return this.#close("}");
  }

  indented(inside: () => void): this {
    this.#level++;
    inside();
    this.#level--;
    return this;
  }

  keyword(head: string): string {
    return this.#style.keywordBlank ? head : head.replace(/^(\w+) \(/, "$1(");
  }

  /** A line that keeps the indentation it has: a preprocessor line, the inside of a comment. */
  verbatim(text: string): this {
    this.#lines.push(text);
    return this;
  }

  /** One call, broken after commas where the line would get too long, in the two ways the field breaks them. */
  call(head: string, values: readonly string[], tail: string): this {
    const one = `${head}(${values.join(", ")})${tail}`;
    const indent = this.#style.indent.repeat(this.#level);
    if (indent.length + one.length <= this.#style.width) {
      return this.line(one);
    }
    const under = " ".repeat(head.length + 1);
    values.forEach((value, index) => {
      const end = index + 1 < values.length ? "," : `)${tail}`;
      this.line(index === 0 ? `${head}(${value}${end}` : `${under}${value}${end}`);
    });
    return this;
  }

  /** `target = value;`, the value on a line of its own where both get too long. */
  assignment(target: string, value: string): this {
    const one = `${target} = ${value};`;
    if (this.#style.indent.length * this.#level + one.length <= this.#style.width) {
      return this.line(one);
    }
    return this.line(`${target} =`).indented(() => this.line(`${value};`));
  }

  text(): string {
    return this.#lines.map((line) => line + this.#style.eol).join("");
  }

  #open(head: string, place: "ownLine" | "sameLine"): void {
    if (place === "ownLine") {
      if (head !== "") {
        this.line(head);
      }
      this.line("{");
    } else {
      this.line(head === "" ? "{" : `${head} {`);
    }
    this.#level++;
  }

  #close(text: string): this {
    while (this.#lines.at(-1) === "") {
      this.#lines.pop();
    }
    this.#level--;
    return this.line(text);
  }
}
