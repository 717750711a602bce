/**
 * The names a file has at one point of it: the declarations above, and what its imports offer.
 *
 * In: declarations in file order. Out: what a name means there, or a diagnostic that says why it means nothing: misspelt, declared
 * further down, found in an import only. The tables are four, as in the reference: types, definitions, functions, events.
 */
import { closestName } from "../syntax/spelling.ts";
import type { Name, Span, TypeName } from "../syntax/tree.ts";
import { BASIC_TYPES, FOREIGN_TYPES, OLD_HANDLER } from "./basicTypes.ts";
import type { ImportEntry } from "./checkedImport.ts";
import type { ApiEvent, ApiFunction, BasicType, Definition, ErrorType, NamedType } from "./interface.ts";
import type { Later } from "./later.ts";
import type { Extra, Reporter } from "./reporter.ts";

/** So many misspelt names of a file get a suggestion; finding one takes time with the number of names there are. */
const MOST_SUGGESTIONS = 50;

/** `handler` where a type is expected: the parameter's name is the type. */
export interface OldHandlerType {
  readonly kind: "oldHandler";
}

export type ResolvedType = BasicType | NamedType | ErrorType | OldHandlerType;

export class Scope {
  readonly types = new Map<string, NamedType>();
  readonly definitions = new Map<string, Definition>();
  readonly functions = new Map<string, ApiFunction>();
  readonly events = new Map<string, ApiEvent>();
  readonly imports = new Map<string, ImportEntry>();
  /** Names of DEFINEs without a value: using them is no further mistake. */
  readonly refused = new Set<string>();
  readonly #reporter: Reporter;
  readonly #later: Later;
  #suggestions = 0;

  constructor(reporter: Reporter, later: Later) {
    this.#reporter = reporter;
    this.#later = later;
  }

  /** The type a name means; an error type, with a diagnostic unless there is one already, where it means none. */
  resolveType(written: TypeName): ResolvedType {
    if (written.qualifier !== undefined) return this.#importedType(written.qualifier, written.name, written);
    return this.resolveLocalType(written.name);
  }

  resolveLocalType(name: Name): ResolvedType {
    if (name.text === "") return errorType("");
    if (name.text === OLD_HANDLER) return { kind: "oldHandler" };
    const known = BASIC_TYPES.get(name.text) ?? this.types.get(name.text);
    if (known !== undefined) return known;
    if (!this.#later.isLost(name.text, "type", name.start)) this.#unknownType(name);
    return errorType(name.text);
  }

  /** The definition a name means, undefined (with a diagnostic unless there is one already) where it means none. */
  resolveDefinition(qualifier: Name | undefined, name: Name, span: Span): Definition | undefined {
    if (qualifier === undefined) {
      const known = this.definitions.get(name.text);
      const silent = this.refused.has(name.text) || this.#later.isLost(name.text, "definition", name.start);
      if (known === undefined && !silent) this.#unknownDefinition(name);
      return known;
    }
    const found = this.#import(qualifier, span);
    if (found?.interface === undefined) return undefined;
    const known = found.interface.definitions.get(name.text);
    if (known !== undefined || found.broken) return known;
    const meant = this.#suggest(name.text, found.interface.definitions.keys(), `${qualifier.text}.`);
    this.#reporter.error(
      "unknown-constant",
      span,
      `\`${qualifier.text}\` has no DEFINE \`${name.text}\`.${meant.text}${this.#nested(name.text, found)}`,
      meant.extra,
    );
    return undefined;
  }

  #importedType(qualifier: Name, name: Name, span: Span): ResolvedType {
    const found = this.#import(qualifier, span);
    if (found?.interface === undefined) return errorType(`${qualifier.text}.${name.text}`);
    const known = found.interface.types.get(name.text);
    if (known !== undefined) return known;
    if (found.broken) return errorType(`${qualifier.text}.${name.text}`);
    const meant = this.#suggest(name.text, found.interface.types.keys());
    const builtIn = BASIC_TYPES.has(name.text)
      ? ` \`${name.text}\` is built in: write it without \`${qualifier.text}.\`.`
      : "";
    this.#reporter.error(
      "unknown-type",
      name,
      `\`${qualifier.text}\` has no type \`${name.text}\`.${builtIn || meant.text}`,
      builtIn === "" ? meant.extra : {},
    );
    return errorType(`${qualifier.text}.${name.text}`);
  }

  #import(qualifier: Name, span: Span): ImportEntry | undefined {
    const found = this.imports.get(qualifier.text);
    if (found !== undefined) {
      found.used = true;
      return found;
    }
    const below = this.#later.usetypes(qualifier.text);
    if (below !== undefined) {
      this.#reporter.error(
        "used-before-declaration",
        span,
        `\`${qualifier.text}\` is imported further down, and a name is known only below its USETYPES. Move the USETYPES up.`,
        { related: [this.#reporter.here(below, `USETYPES ${qualifier.text}`)] },
      );
      return undefined;
    }
    if (this.#later.isImportLost(qualifier.text, span.start) || this.#isBeingWritten(qualifier.text)) return undefined;
    const through = [...this.imports.values()].find((entry) => importsTransitively(entry, qualifier.text));
    const hint =
      through === undefined
        ? this.#suggest(qualifier.text, this.imports.keys()).text || ` Add \`USETYPES ${qualifier.text};\`.`
        : ` \`${through.name}\` imports it, but imports do not pass on: add \`USETYPES ${qualifier.text};\`.`;
    this.#reporter.error("unknown-import", qualifier, `There is no import \`${qualifier.text}\` in this file.${hint}`, {
      data: { import: qualifier.text },
    });
    return undefined;
  }

  /** A USETYPES that finds no file may be the one that is meant: it has its error, and each key changes its name. */
  #isBeingWritten(name: string): boolean {
    const wanted = name.toLowerCase();
    return [...this.imports.values()].some((entry) => {
      if (entry.answer.kind !== "missing") return false;
      const there = entry.name.toLowerCase();
      return wanted.startsWith(there) || there.startsWith(wanted) || closestName(name, [entry.name]) !== undefined;
    });
  }

  #unknownType(name: Name): void {
    const below = this.#later.type(name.text);
    if (below !== undefined) {
      this.#reporter.error("used-before-declaration", name, laterMessage(name.text), {
        related: [this.#reporter.here(below, `\`${name.text}\` is declared here.`)],
      });
      return;
    }
    const foreign = FOREIGN_TYPES.get(name.text);
    if (foreign !== undefined) {
      this.#reporter.error("unknown-type", name, `Unknown type \`${name.text}\`. Here it is written \`${foreign}\`.`, {
        data: { replaceWith: foreign },
      });
      return;
    }
    if (name.text === "void") {
      this.#reporter.error(
        "unknown-type",
        name,
        "There is no type `void`. Leave it out: a function without a result has no type.",
        {
          data: { remove: true },
        },
      );
      return;
    }
    const elsewhere = [...this.imports.values()].filter((entry) => entry.interface?.types.has(name.text) === true);
    const first = elsewhere[0];
    if (first !== undefined) {
      this.#reporter.error(
        "unknown-type",
        name,
        `Unknown type \`${name.text}\`. Types of an import need its name in front: \`${first.name}.${name.text}\`.`,
        { data: { replaceWith: `${first.name}.${name.text}` } },
      );
      return;
    }
    const event = /^(.+)Handler$/.exec(name.text)?.[1];
    if (event !== undefined && this.events.has(event)) {
      this.#reporter.error(
        "unknown-type",
        name,
        `Unknown type \`${name.text}\`. The reference type that EVENT \`${event}\` makes has no name in the language.`,
      );
      return;
    }
    const meant = this.#suggest(name.text, [...this.types.keys(), ...BASIC_TYPES.keys()]);
    this.#reporter.error("unknown-type", name, `Unknown type \`${name.text}\`.${meant.text}`, meant.extra);
  }

  #unknownDefinition(name: Name): void {
    const below = this.#later.definition(name.text);
    if (below !== undefined) {
      this.#reporter.error("used-before-declaration", name, laterMessage(name.text), {
        related: [this.#reporter.here(below, `\`${name.text}\` is declared here.`)],
      });
      return;
    }
    const member = this.#memberOwner(name.text);
    if (member !== undefined) {
      this.#reporter.error(
        "unknown-constant",
        name,
        `\`${name.text}\` is a member of \`${member}\`; only names of DEFINEs stand for numbers. Write the number, or a DEFINE.`,
      );
      return;
    }
    const first = [...this.imports.values()].find((entry) => entry.interface?.definitions.has(name.text) === true);
    if (first !== undefined) {
      this.#reporter.error(
        "unknown-constant",
        name,
        `There is no DEFINE \`${name.text}\`. Names of an import need its name in front: \`${first.name}.${name.text}\`.`,
        { data: { replaceWith: `${first.name}.${name.text}` } },
      );
      return;
    }
    const meant = this.#suggest(name.text, this.definitions.keys());
    this.#reporter.error("unknown-constant", name, `There is no DEFINE \`${name.text}\`.${meant.text}`, meant.extra);
  }

  #suggest(written: string, names: Iterable<string>, prefix = ""): Suggestion {
    this.#suggestions++;
    if (this.#suggestions > MOST_SUGGESTIONS) return NO_SUGGESTION;
    const meant = closestName(written, names);
    if (meant === undefined) return NO_SUGGESTION;
    return { text: ` Did you mean \`${prefix}${meant}\`?`, extra: { data: { replaceWith: `${prefix}${meant}` } } };
  }

  #memberOwner(name: string): string | undefined {
    for (const type of this.types.values()) {
      if ((type.kind === "enum" || type.kind === "bitmask") && type.members.some((member) => member.name === name)) {
        return type.name;
      }
    }
    return undefined;
  }

  /** The language's own documentation says that imports of imports are visible; the compiler says otherwise. */
  #nested(name: string, entry: ImportEntry): string {
    const nested = entry.interface?.imports.find((inner) => inner.interface?.definitions.has(name) === true);
    if (nested === undefined) return "";
    return ` It is in \`${nested.name}\`, which \`${entry.name}\` imports, but imports do not pass on: add \`USETYPES ${nested.name};\` and write \`${nested.name}.${name}\`.`;
  }
}

function importsTransitively(entry: ImportEntry, name: string): boolean {
  const open = [entry.interface];
  const seen = new Set(open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const inner of next.imports) {
      if (inner.name === name) return true;
      if (inner.interface === undefined || seen.has(inner.interface)) continue;
      seen.add(inner.interface);
      open.push(inner.interface);
    }
  }
  return false;
}

export function errorType(name: string): ErrorType {
  return { kind: "error", name, size: 0 };
}

function laterMessage(name: string): string {
  return `\`${name}\` is declared further down: a name must be declared before it is used. Move its declaration up.`;
}

interface Suggestion {
  /** Empty where nothing comes close. */
  readonly text: string;
  readonly extra: Extra;
}

const NO_SUGGESTION: Suggestion = { text: "", extra: {} };
