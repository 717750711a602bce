/**
 * What stands between two neighbouring pieces of an `.api` file in the one style, decided from the grammar alone.
 *
 * In: the pieces (tokens and comments, no white space) of a file without syntax errors, one after the other. Out: for each piece whether
 * it begins a line, at which depth, or what stands before it on its line. The style is that of the reference interfaces: the list of
 * a declaration has its brackets on lines of their own and one parameter, member or field a line.
 */
/** How a piece is set off from the one before. */
export type Setting =
  | {
      readonly kind: "line";
      readonly indent: number /** Blank lines before it are the author's and stay. */;
      readonly keepBlank: boolean;
    }
  | { readonly kind: "space" }
  | { readonly kind: "joined" };

const INDENT = 4;
const LISTED = new Set(["FUNCTION", "HANDLER", "EVENT", "ENUM", "BITMASK", "STRUCT"]);

const atLine = (indent: number, keepBlank: boolean): Setting => ({ kind: "line", indent, keepBlank });
const SPACE: Setting = { kind: "space" };
const JOINED: Setting = { kind: "joined" };

export class Spacing {
  /** Keyword of the declaration being written; empty between declarations. */
  #keyword = "";
  #inList = false;
  #listDone = false;
  #struct = false;
  /** The piece before that is no comment. */
  #before = "";
  #beforeThat = "";

  /** Indentation of a line that begins here, in columns. */
  get indent(): number {
    return this.#inList ? INDENT : 0;
  }

  /** True inside of the brackets of a declaration's list, where `///<` comments are aligned. */
  get inList(): boolean {
    return this.#inList;
  }

  /** Takes the next token that is no comment; answers how it is set off from the token before it. */
  next(text: string): Setting {
    const setting = this.#settingOf(text);
    this.#advance(text);
    return setting;
  }

  #settingOf(text: string): Setting {
    const before = this.#before;
    if (this.#keyword === "") return text === ";" ? JOINED : atLine(0, true);
    if (text === ";" || text === "," || text === "]" || text === "[") return JOINED;
    if (this.#opensList(text)) return atLine(0, false);
    if (this.#inList) {
      if (text === ")" || text === "}") return atLine(0, false);
      if (before === "(" || before === "{") return atLine(INDENT, false);
      if (before === "," || (this.#struct && before === ";")) return atLine(INDENT, true);
    }
    if (text === ")" || before === "(" || before === "[") return JOINED;
    if ((before === "-" || before === "+") && isSignAfter(this.#beforeThat)) return JOINED;
    return SPACE;
  }

  #opensList(text: string): boolean {
    return (text === "(" || text === "{") && !this.#inList && !this.#listDone && LISTED.has(this.#keyword);
  }

  #advance(text: string): void {
    if (this.#keyword === "") {
      // TelAF's settings begin with a plain word: whatever stands first names the declaration.
      this.#keyword = text === ";" ? "" : text;
      this.#struct = text === "STRUCT";
    } else if (this.#opensList(text)) {
      this.#inList = true;
    } else if (this.#inList && (text === ")" || text === "}")) {
      this.#inList = false;
      this.#listDone = true;
    } else if (text === ";" && !this.#inList) {
      this.#keyword = "";
      this.#listDone = false;
    }
    this.#beforeThat = this.#before;
    this.#before = text;
  }
}

/** A `+` or `-` is a sign, not an operator, when nothing stands before it that it could add to. */
function isSignAfter(before: string): boolean {
  return before === "=" || before === "(" || before === "+" || before === "-" || before === "*" || before === "/";
}
