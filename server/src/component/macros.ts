/**
 * Macros of a component's own sources and headers, expanded as text.
 *
 * Servers hide registrations and whole API functions in macros (`LE_NAME##_GetServiceRef()`). Only macros that can matter are
 * expanded: those that touch services and sessions, paste tokens, or call the component's own functions. The result is text for the parser;
 * it has no place in a file but that of the use.
 */
import type { MacroFact } from "./source/facts.ts";
import { splitArguments } from "./source/text.ts";

const MATTERS =
  /ServiceCloseHandler|ServiceOpenHandler|Get(?:Service|ClientSession)Ref|AdvertiseService|LE_KILL_CLIENT|##/;
const TOKEN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[A-Za-z_]\w*|##|#|\.\.\.|[^A-Za-z_"'#]+?/g;
const MAX_DEPTH = 12;
const MAX_LENGTH = 200_000;

export class Macros {
  private readonly byName = new Map<string, MacroFact[]>();
  private readonly interesting = new Set<string>();

  constructor(macros: Iterable<MacroFact>, isFunction: (name: string) => boolean) {
    for (const macro of macros) {
      const known = this.byName.get(macro.name);
      if (!known) {
        this.byName.set(macro.name, [macro]);
      } else if (!known.some((other) => other.body === macro.body)) {
        known.push(macro);
      }
    }
    this.findInteresting(isFunction);
  }

  /** Definitions of a name; several where `#if` branches differ. */
  get(name: string): readonly MacroFact[] {
    return this.byName.get(name) ?? [];
  }

  matters(name: string): boolean {
    return this.interesting.has(name);
  }

  /** Text of `NAME(values)`, for each definition of NAME that takes arguments. */
  expandCall(name: string, values: readonly string[]): readonly string[] {
    return this.get(name).flatMap((macro) =>
      macro.parameters ? [this.expand(substitute(macro, values), new Set([name]), 0)] : [],
    );
  }

  /** An expression with the macros in it replaced; undefined when there is none. */
  expandText(text: string): string | undefined {
    const expanded = this.expand(text, new Set(), 0);
    return expanded === text ? undefined : expanded;
  }

  /** What an object-like macro stands for when that is one name. */
  alias(name: string): string | undefined {
    const macro = this.get(name)[0];
    return macro && !macro.parameters && /^[A-Za-z_]\w*$/.test(macro.body) ? macro.body : undefined;
  }

  private expand(text: string, active: ReadonlySet<string>, depth: number): string {
    if (depth > MAX_DEPTH || text.length > MAX_LENGTH) {
      return text;
    }
    let result = "";
    let at = 0;
    for (const match of text.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[A-Za-z_]\w*/g)) {
      const name = match[0];
      if (match.index < at || active.has(name)) {
        continue;
      }
      const macro = this.get(name)[0];
      if (!macro) {
        continue;
      }
      let end = match.index + name.length;
      let body = macro.body;
      if (macro.parameters) {
        const values = argumentsAt(text, end);
        if (!values) {
          continue;
        }
        end = values.end;
        body = substitute(macro, values.list);
      }
      result += text.slice(at, match.index) + this.expand(body, new Set([...active, name]), depth + 1);
      at = end;
      if (result.length > MAX_LENGTH) {
        return result;
      }
    }
    return result + text.slice(at);
  }

  private findInteresting(isFunction: (name: string) => boolean): void {
    const names = new Map<string, readonly string[]>();
    for (const [name, definitions] of this.byName) {
      const body = definitions.map((macro) => macro.body).join(" ");
      if (MATTERS.test(body)) {
        this.interesting.add(name);
      }
      names.set(name, body.match(/[A-Za-z_]\w*/g) ?? []);
    }
    for (let grew = true; grew; ) {
      grew = false;
      for (const [name, used] of names) {
        if (!this.interesting.has(name) && used.some((other) => this.interesting.has(other) || isFunction(other))) {
          this.interesting.add(name);
          grew = true;
        }
      }
    }
  }
}

/** The arguments of a call whose name ends at `from`. */
function argumentsAt(text: string, from: number): { list: readonly string[]; end: number } | undefined {
  const open = /^\s*\(/.exec(text.slice(from, from + 200));
  if (!open) {
    return undefined;
  }
  const start = from + open[0].length;
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === "(") {
      depth++;
    } else if (character === ")" && --depth === 0) {
      return { list: splitArguments(text.slice(start, at)), end: at + 1 };
    }
  }
  return undefined;
}

function substitute(macro: MacroFact, values: readonly string[]): string {
  const parameters = macro.parameters ?? [];
  const value = new Map<string, string>();
  parameters.forEach((parameter, index) => {
    if (parameter.endsWith("...")) {
      value.set(parameter === "..." ? "__VA_ARGS__" : parameter.slice(0, -3), values.slice(index).join(", "));
    } else {
      value.set(parameter, values[index] ?? "");
    }
  });
  let text = "";
  let quote = false;
  let paste = false;
  for (const [token] of macro.body.matchAll(TOKEN)) {
    if (token === "##") {
      text = text.trimEnd();
      paste = true;
    } else if (paste && token.trim() === "") {
      // Blanks around `##` are no part of the result.
    } else if (token === "#") {
      quote = true;
    } else if (value.has(token)) {
      const written = value.get(token) ?? "";
      text += quote ? `"${written.replace(/["\\]/g, "\\$&")}"` : written;
      quote = false;
      paste = false;
    } else {
      text += (quote ? "#" : "") + token;
      quote = false;
      paste = false;
    }
  }
  return text;
}
