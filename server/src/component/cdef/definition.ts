/**
 * What a Component.cdef says: the APIs it provides and requires, its sources, include folders and macros.
 *
 * In: the path of the file. Out: plain data with the place of every entry. All branches of `#if` are taken together, each entry
 * carrying its conditions; `#include`d fragments are read where they stand. Variables are expanded; an entry that
 * depends on one without a value keeps it in `unset`, and only there: what else the file says stays usable.
 */
import { dirname, extname, join, resolve } from "node:path";
import type { Span } from "@legato-api/language";
import { type Files, isProblem, reasonOf } from "../../workspace/files.ts";
import { type CdefContext, contextOf, parseCdef } from "./parser.ts";
import type { ApiNode, CdefFile, CdefNode, CdefWord, DirectiveNode, EntryNode } from "./tree.ts";
import { ancestors, type Expansion, expand, type Variables } from "./variables.ts";

export interface DefinitionPlace {
  readonly path: string;
  readonly span: Span;
}

interface Entry extends Expansion {
  /** As in the file. */
  readonly written: string;
  readonly place: DefinitionPlace;
  /** `#if` conditions around it, outermost first; an `#else` is `not (…)`. */
  readonly conditions: readonly string[];
}

export interface ApiEntry extends Entry {
  readonly alias?: string;
  /** What generated C names start with: the alias, else the base name of the `.api`. */
  readonly prefix: string;
  readonly options: readonly string[];
}

export interface SourceEntry extends Entry {
  /** Absolute path of the file; absent when it was not found. */
  readonly path?: string;
  /** Set when the path was found by trying folders above for a leading variable without a value. */
  readonly guessed?: string;
}

export interface ComponentDefinition {
  readonly path: string;
  readonly provides: readonly ApiEntry[];
  readonly requires: readonly ApiEntry[];
  readonly sources: readonly SourceEntry[];
  /** Absolute folders of `-I` in cflags and cxxflags that could be resolved. */
  readonly includeFolders: readonly string[];
  /** Names given by `-D`, with their values. */
  readonly defines: ReadonlyMap<string, string>;
  /** True when it builds Java, Python or by an external build: what it does cannot be read from C. */
  readonly otherLanguage?: string;
  /** The files read: the .cdef and what it includes, with their trees. */
  readonly files: ReadonlyMap<string, CdefFile>;
  /** Paths that were looked for and do not exist: the answer changes when one appears. */
  readonly missing: readonly string[];
  readonly problems: readonly { readonly place: DefinitionPlace; readonly message: string }[];
}

const MAX_INCLUDE_DEPTH = 16;

export function readDefinition(path: string, files: Files, variables: Variables): ComponentDefinition | string {
  const text = files.read(path);
  if (isProblem(text)) {
    return reasonOf(text);
  }
  const reader = new Reader(path, files, variables);
  reader.readFile(path, text.text, "top", [], 0);
  return reader.definition();
}

class Reader {
  private readonly provides: ApiEntry[] = [];
  private readonly requires: ApiEntry[] = [];
  private readonly sources: SourceEntry[] = [];
  private readonly includeFolders = new Set<string>();
  private readonly defines = new Map<string, string>();
  private readonly trees = new Map<string, CdefFile>();
  private readonly missing = new Set<string>();
  private readonly problems: { place: DefinitionPlace; message: string }[] = [];
  private otherLanguage: string | undefined;
  private readonly path: string;
  private readonly files: Files;
  private readonly variables: Variables;

  constructor(path: string, files: Files, variables: Variables) {
    this.path = path;
    this.files = files;
    this.variables = variables;
  }

  definition(): ComponentDefinition {
    return {
      path: this.path,
      provides: this.provides,
      requires: this.requires,
      sources: this.sources,
      includeFolders: [...this.includeFolders],
      defines: this.defines,
      ...(this.otherLanguage === undefined ? {} : { otherLanguage: this.otherLanguage }),
      files: this.trees,
      missing: [...this.missing],
      problems: this.problems,
    };
  }

  readFile(path: string, text: string, context: CdefContext, section: readonly string[], depth: number): void {
    const tree = parseCdef(text, context);
    this.trees.set(path, tree);
    for (const problem of tree.problems) {
      this.problems.push({
        place: { path, span: { start: problem.start, end: problem.end } },
        message: problem.message,
      });
    }
    this.walk(tree.items, path, context, section, new Conditions(), depth);
  }

  private walk(
    items: readonly CdefNode[],
    path: string,
    context: CdefContext,
    section: readonly string[],
    conditions: Conditions,
    depth: number,
  ): void {
    for (const item of items) {
      switch (item.kind) {
        case "directive":
          conditions.pass(item);
          if (item.name === "#include") {
            this.include(item, path, context, section, depth);
          }
          break;
        case "section":
          this.enterSection(item.name.text);
          this.walk(
            item.items,
            path,
            contextOf(item.name.text, context),
            [...section, item.name.text],
            conditions,
            depth,
          );
          break;
        case "api":
          this.addApi(item, path, section, conditions.current());
          break;
        case "entry":
          this.addEntry(item, path, section, conditions.current());
          break;
      }
    }
  }

  private enterSection(name: string): void {
    if (name === "javaPackage") {
      this.otherLanguage = "Java";
    } else if (name === "pythonPackage") {
      this.otherLanguage = "Python";
    } else if (name === "externalBuild") {
      this.otherLanguage ??= "an external build";
    }
  }

  private include(
    node: DirectiveNode,
    path: string,
    context: CdefContext,
    section: readonly string[],
    depth: number,
  ): void {
    if (!node.operand) {
      return;
    }
    const expansion = expand(node.operand.text, path, this.variables);
    const candidates = [resolve(dirname(path), expansion.text)];
    const root = this.variables.valueOf("LEGATO_ROOT", path);
    if (root !== undefined) {
      candidates.push(resolve(root, expansion.text));
    }
    const found =
      expansion.unset.length === 0 ? candidates.find((candidate) => this.files.isFile(candidate)) : undefined;
    const text = found === undefined ? "missing" : this.files.read(found);
    const place = { path, span: { start: node.operand.start, end: node.operand.end } };
    if (found === undefined || isProblem(text)) {
      this.noteMissing(candidates);
      this.problems.push({ place, message: includeProblem(node.operand.text, expansion.unset, candidates) });
    } else if (this.trees.has(found) || depth >= MAX_INCLUDE_DEPTH) {
      this.problems.push({ place, message: `'${node.operand.text}' is included a second time; this one is not read.` });
    } else {
      this.readFile(found, text.text, context, section, depth + 1);
    }
  }

  private addApi(node: ApiNode, path: string, section: readonly string[], conditions: readonly string[]): void {
    if (!node.path) {
      return;
    }
    const expansion = expand(node.path.text, path, this.variables);
    const alias = node.alias?.text;
    const entry: ApiEntry = {
      ...expansion,
      written: node.path.text,
      place: { path, span: { start: node.path.start, end: node.path.end } },
      conditions,
      ...(alias === undefined ? {} : { alias }),
      prefix: alias ?? baseName(expansion.text),
      options: node.options.map((option) => option.name),
    };
    if (section[0] === "provides") {
      this.provides.push(entry);
    } else if (section[0] === "requires") {
      this.requires.push(entry);
    }
  }

  private addEntry(node: EntryNode, path: string, section: readonly string[], conditions: readonly string[]): void {
    const word = node.words[0];
    if (!word || section.length !== 1) {
      return;
    }
    if (section[0] === "sources") {
      this.addSource(word, path, conditions);
    } else if (section[0] === "cflags" || section[0] === "cxxflags") {
      this.addFlag(word.text, path);
    }
  }

  private addSource(word: CdefWord, path: string, conditions: readonly string[]): void {
    const expansion = expand(word.text, path, this.variables);
    const place = { path, span: { start: word.start, end: word.end } };
    const entry = { ...expansion, written: word.text, place, conditions };
    if (expansion.unset.length === 0) {
      // An empty variable is how a build leaves a source out.
      if (expansion.text === "") {
        return;
      }
      const file = resolve(dirname(this.path), expansion.text);
      if (this.files.isFile(file)) {
        this.sources.push({ ...entry, path: file });
      } else {
        this.noteMissing([file]);
        this.sources.push(entry);
      }
      return;
    }
    const guess = this.guess(expansion.text);
    this.sources.push(guess === undefined ? entry : { ...entry, path: guess, guessed: guess });
  }

  /**
   * `${MY_ROOT}/service/file.c` with MY_ROOT unset: roots of this kind are the folder of the repository or one above, so the
   * nearest folder upwards that has `service/file.c` is it. Needs a folder in the rest: a bare file name proves nothing.
   */
  private guess(text: string): string | undefined {
    const rest = /^\$(?:\{\w+\}|\w+)\/([^$]+\/[^$]+)$/.exec(text)?.[1];
    if (rest === undefined) {
      return undefined;
    }
    for (const folder of ancestors(this.path)) {
      const candidate = join(folder, rest);
      if (this.files.isFile(candidate)) {
        return candidate;
      }
    }
    return undefined;
  }

  private pendingInclude = false;

  private addFlag(flag: string, path: string): void {
    const text = expand(flag.trim(), path, this.variables);
    const include = this.pendingInclude ? text.text : text.text.startsWith("-I") ? text.text.slice(2) : undefined;
    this.pendingInclude = include === "";
    if (include !== undefined && include !== "" && text.unset.length === 0) {
      this.includeFolders.add(resolve(dirname(this.path), include));
      return;
    }
    const define = /^-D\s*(\w+)(?:=([\s\S]*))?$/.exec(text.text);
    if (define?.[1] !== undefined) {
      this.defines.set(define[1], define[2] ?? "1");
    }
  }

  private noteMissing(paths: readonly string[]): void {
    for (const path of paths) {
      this.missing.add(path);
    }
  }
}

/** The conditions that hold at a place, kept while walking past `#if` lines. */
class Conditions {
  private readonly stack: string[][] = [];

  pass(node: DirectiveNode): void {
    if (node.name === "#if") {
      this.stack.push([node.condition]);
    } else if (node.name === "#elif") {
      this.stack.at(-1)?.push(node.condition);
    } else if (node.name === "#else") {
      this.stack.at(-1)?.push("");
    } else if (node.name === "#endif") {
      this.stack.pop();
    }
  }

  current(): readonly string[] {
    return this.stack.map((branches) => {
      const last = branches.at(-1) ?? "";
      return last !== "" ? last : `not (${branches.slice(0, -1).join(" or ")})`;
    });
  }
}

function baseName(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.slice(0, name.length - extname(name).length);
}

function includeProblem(written: string, unset: readonly string[], searched: readonly string[]): string {
  return unset.length > 0
    ? `'${written}' is not read: ${unset.join(", ")} has no value here.`
    : `'${written}' was not found. Looked for ${searched.join(" and ")}.`;
}
