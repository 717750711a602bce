/**
 * Documentation comments as Markdown: the Doxygen subset that `.api` files really use.
 *
 * In: the text of a comment as the interface model keeps it (leading ` *` already removed, or not) and a way to resolve `@ref`.
 * Out: Markdown without raw HTML, safe to show untrusted: everything that could be HTML or a link is escaped unless we wrote it. What
 * is not understood is shown as it stands; nothing is lost silently but layout commands (`@file`, `@if`).
 */

export interface DocOptions {
  /** Turns the target of `@ref` into a link; undefined leaves it as code. */
  readonly link?: (target: string) => string | undefined;
}

/** Commands that begin a paragraph with a heading word of their own. */
const PARAGRAPHS: ReadonlyMap<string, string> = new Map([
  ["return", "Returns"],
  ["returns", "Returns"],
  ["result", "Returns"],
  ["note", "Note"],
  ["warning", "Warning"],
  ["attention", "Attention"],
  ["caution", "Caution"],
  ["deprecated", "Deprecated"],
  ["todo", "To do"],
  ["bug", "Bug"],
  ["see", "See also"],
  ["sa", "See also"],
  ["since", "Since"],
  ["version", "Version"],
  ["pre", "Precondition"],
  ["post", "Postcondition"],
  ["remark", "Remark"],
  ["remarks", "Remark"],
]);

/** Commands whose text runs to an end command and is shown as it stands. */
const BLOCKS: ReadonlyMap<string, string> = new Map([
  ["code", "endcode"],
  ["verbatim", "endverbatim"],
  ["startuml", "enduml"],
  ["dot", "enddot"],
  ["msc", "endmsc"],
  ["rst", "endrst"],
]);

const HEADINGS = new Set(["section", "subsection", "subsubsection", "paragraph", "page", "subpage", "mainpage"]);
/** Say something to Doxygen only. */
const DROPPED = new Set([
  "file",
  "if",
  "ifnot",
  "else",
  "elseif",
  "endif",
  "interface",
  "ingroup",
  "addtogroup",
  "brief",
  "short",
  "{",
  "}",
]);
const SHOWN_AS_SOURCE = new Set(["snippet", "include", "image", "copydoc", "copybrief", "copydetails", "dontinclude"]);

/** Renders one or several comments, each a text of lines. */
export function docToMarkdown(comments: readonly string[], options: DocOptions = {}): string {
  const lines = comments.flatMap((comment) =>
    comment.split("\n").map((line) => line.replace(/^\s*\*(?:\s|$)|^\s*\*$/, "").trimEnd()),
  );
  return new Renderer(options).render(trimmed(lines));
}

/** The first sentence, for lists and completion. */
export function docSummary(comments: readonly string[]): string {
  const text = docToMarkdown(comments);
  const paragraph = text.split(/\n\s*\n/).find((one) => !one.startsWith("#") && one.trim() !== "") ?? "";
  const sentence = /^[\s\S]*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
  return sentence.replace(/\s+/g, " ").trim();
}

function trimmed(lines: readonly string[]): readonly string[] {
  let start = 0;
  let end = lines.length;
  while (start < end && lines[start]?.trim() === "") start++;
  while (end > start && lines[end - 1]?.trim() === "") end--;
  return lines.slice(start, end);
}

/** Below the head of a table: Markdown's, which Doxygen knows too. */
const TABLE_RULE = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/;

function isTableRow(line: string): boolean {
  return /^\s*\|.*\|\s*$/.test(line);
}

class Renderer {
  readonly #options: DocOptions;
  readonly #out: string[] = [];
  /** Indentations of the list items that are open, outermost first. */
  #lists: number[] = [];

  constructor(options: DocOptions) {
    this.#options = options;
  }

  render(lines: readonly string[]): string {
    const indent = commonIndent(lines);
    for (let at = 0; at < lines.length; at++) {
      const line = (lines[at] ?? "").slice(indent);
      const block = /^\s*[@\\](\w+)(?:\{[^}]*\})?\s*(.*)$/.exec(line);
      const end = block?.[1] === undefined ? undefined : BLOCKS.get(block[1]);
      if (end !== undefined) {
        at = this.#block(lines, at, indent, end, block?.[2] ?? "");
        continue;
      }
      if (isTableRow(line) && TABLE_RULE.test(lines[at + 1] ?? "")) {
        at = this.#table(lines, at);
        continue;
      }
      this.#line(line, block?.[1], block?.[2] ?? "");
    }
    return this.#out
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim();
  }

  /** Copies lines up to the end command between fences; answers the index of the last line used. */
  #block(lines: readonly string[], from: number, indent: number, end: string, rest: string): number {
    const body: string[] = rest === "" ? [] : [rest];
    let at = from + 1;
    for (; at < lines.length; at++) {
      const line = (lines[at] ?? "").slice(indent);
      if (new RegExp(`[@\\\\]${end}\\b`).test(line)) break;
      body.push(line);
    }
    const own = commonIndent(body);
    const ticks = body.reduce((most, line) => Math.max(most, (/`+/.exec(line)?.[0].length ?? 0) + 1), 3);
    const fence = "`".repeat(ticks);
    this.#out.push("", `${fence}${end === "endcode" ? "c" : ""}`);
    for (const line of body) this.#out.push(line.slice(own));
    this.#out.push(fence, "");
    return at;
  }

  /** Copies rows, with their cells rendered, as long as they are rows; answers the index of the last line used. */
  #table(lines: readonly string[], from: number): number {
    this.#lists = [];
    this.#out.push("");
    let at = from;
    for (; isTableRow(lines[at] ?? ""); at++) {
      const row = (lines[at] ?? "").trim();
      const cells = row.slice(1, -1).split(/(?<!\\)\|/);
      // A bar in code would end the cell, too.
      const shown = cells.map((cell) => this.#inline(cell.replaceAll("\\|", "|").trim()).replace(/(?<!\\)\|/g, "\\|"));
      this.#out.push(at === from + 1 ? row : `| ${shown.join(" | ")} |`);
    }
    this.#out.push("");
    return at - 1;
  }

  #line(line: string, command: string | undefined, rest: string): void {
    const heading = command === undefined ? undefined : PARAGRAPHS.get(command.toLowerCase());
    if (command === undefined) {
      this.#text(line);
      return;
    }
    this.#lists = [];
    if (heading !== undefined) this.#out.push("", `**${heading}:** ${this.#inline(rest)}`);
    else if (command === "param" || command === "tparam" || command === "retval") this.#parameter(rest);
    else if (HEADINGS.has(command)) this.#heading(rest);
    else if (DROPPED.has(command)) this.#text(command === "brief" || command === "short" ? rest : "");
    else if (SHOWN_AS_SOURCE.has(command)) this.#out.push("", `*${escapeMarkdown(`${command} ${rest}`)}*`, "");
    else this.#text(line);
  }

  #heading(rest: string): void {
    const title = /^\S+\s+(.*)$/.exec(rest)?.[1] ?? rest;
    this.#out.push("", `**${this.#inline(title)}**`, "");
  }

  #parameter(rest: string): void {
    const parts = /^(?:\[[^\]]*\]\s*)?(\S+)\s*(.*)$/.exec(rest);
    this.#out.push(`- ${code(parts?.[1] ?? rest)} ${this.#inline(parts?.[2] ?? "")}`.trimEnd());
  }

  #text(line: string): void {
    const item = /^(\s*)([-*+]|-#|\d{1,3}[.)])\s+(.*)$/.exec(line);
    if (item !== null) {
      const marker = /^\d/.test(item[2] ?? "") ? `${Number.parseInt(item[2] ?? "1", 10)}.` : "-";
      this.#out.push(`${this.#listIndent(item[1]?.length ?? 0)}${marker} ${this.#inline(item[3] ?? "")}`);
      return;
    }
    const indent = line.length - line.trimStart().length;
    if (line.trim() !== "" && indent <= (this.#lists[0] ?? -1)) this.#lists = [];
    this.#out.push(this.#inline(line.trim()));
  }

  /** Indentation in Markdown of an item that stands at this column: its depth counts, not how far it is moved in. */
  #listIndent(column: number): string {
    while ((this.#lists.at(-1) ?? -1) > column) this.#lists.pop();
    if ((this.#lists.at(-1) ?? -1) < column) this.#lists.push(column);
    return "  ".repeat(this.#lists.length - 1);
  }

  /** Words: `@c x`, `@b x`, `@ref x`, HTML that Doxygen allows, code between single backticks. Everything else is escaped. */
  #inline(text: string): string {
    const parts: string[] = [];
    const pattern =
      /[@\\](ref|c|p|b|e|em|a|subpage)\s+("[^"]*"|[\w:.()/\-+*]*[\w)/])|<(?:c|tt|code)>([^<>`]+)<\/(?:c|tt|code)>|<\/?(b|i|em|strong|c|tt|code|br|hr|HR|p|ul|ol|li|table|tr|td|th|a)\b[^<>]*>|(?<!`)`([^`]+)`(?!`)|[@\\]([@\\&$#<>%"n])/g;
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      // An exclamation mark before a link makes it a picture.
      parts.push(escapeMarkdown(text.slice(from, match.index)).replace(/!$/, "\\!"));
      const [, command, word, tagged, tag, quoted, escaped] = match;
      const literal = tagged ?? quoted;
      parts.push(literal === undefined ? this.#word(command, word, tag?.toLowerCase(), escaped) : code(literal));
      from = match.index + match[0].length;
    }
    parts.push(escapeMarkdown(text.slice(from)));
    return parts.join("");
  }

  #word(
    command: string | undefined,
    word: string | undefined,
    tag: string | undefined,
    escaped: string | undefined,
  ): string {
    if (command !== undefined && word !== undefined) {
      const bare = word.replaceAll('"', "");
      if (command === "ref" || command === "subpage") return this.#reference(bare);
      if (command === "c" || command === "p") return code(bare);
      return command === "b" ? `**${escapeMarkdown(bare)}**` : `*${escapeMarkdown(bare)}*`;
    }
    if (tag !== undefined) return TAGS.get(tag) ?? "";
    return escapeMarkdown(escaped === undefined || escaped === "n" ? "" : escaped);
  }

  #reference(target: string): string {
    const link = this.#options.link?.(target);
    return link === undefined ? code(target) : `[${code(target)}](${link})`;
  }
}

const TAGS: ReadonlyMap<string, string> = new Map([
  ["b", "**"],
  ["strong", "**"],
  ["i", "*"],
  ["em", "*"],
  ["br", "  \n"],
  ["p", "\n\n"],
  ["hr", "\n\n---\n\n"],
  ["li", "\n- "],
  ["tr", "\n"],
  ["td", " | "],
  ["th", " | "],
]);

/** Always a pair of single backticks with text in between: a lone one would pair with another, and set free what stands between two. */
function code(text: string): string {
  const inside = text.replaceAll("`", "");
  return inside.trim() === "" ? inside : `\`${inside}\``;
}

function commonIndent(lines: readonly string[]): number {
  const widths = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  return widths.length === 0 ? 0 : widths.reduce((least, width) => Math.min(least, width));
}

/** Keeps the text as text: no emphasis, no HTML, no link, no heading of its own. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\*<>[\]~|`]|^#+/g, (found) => `\\${found}`).replace(/&(?=#?\w+;)/g, "&amp;");
}
