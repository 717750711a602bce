/**
 * Facts of C and C++ files by path, and their syntax trees on loan.
 *
 * Keeps, per file, the facts of the last version read; of the trees only the recent ones (sourceTrees.ts).
 */
import { extname } from "node:path";
import { type Files, isProblem, reasonOf, type TextFile } from "../workspace/files.ts";
import { Breath } from "./breath.ts";
import type { SourceLanguage } from "./component.ts";
import type { FunctionFacts } from "./source/facts.ts";
import { createGrammars } from "./source/grammars.ts";
import { mask } from "./source/mask.ts";
import { type KnownPieces, readPieces } from "./source/sourceFacts.ts";
import { type SourceTree, SourceTrees } from "./source/sourceTrees.ts";
import { timeLimit } from "./source/timeLimit.ts";

export interface ReadSource {
  readonly path: string;
  readonly version: string;
  readonly language: SourceLanguage;
  readonly pieces: KnownPieces;
}

const CPP = new Set([".cpp", ".cc", ".cxx", ".c++", ".C", ".hpp", ".hh", ".hxx"]);
const C = new Set([".c", ".h"]);
/** More than any hand-written source; such a file is generated data, and parsing it would stall the editor. */
const MAX_CHARACTERS = 4_000_000;
const MAX_SNIPPETS = 5_000;
/** Expanded macros are short, or no C. */
const SNIPPET_MILLISECONDS = 250;

export class SourceReader {
  private readonly files: Files;
  private readonly grammars;
  private readonly trees = new SourceTrees();
  private readonly breath = new Breath();
  private readonly known = new Map<string, ReadSource>();
  /** Expanded macros, by language and text: the same few are read at every keystroke. */
  private readonly snippets = new Map<string, readonly FunctionFacts[]>();

  constructor(files: Files, wasmPath: (fileName: string) => string) {
    this.files = files;
    this.grammars = createGrammars(wasmPath);
  }

  /** A reason in words where the file cannot be read; rejects when there is no grammar. */
  async read(path: string, language: SourceLanguage): Promise<ReadSource | string> {
    const file = this.files.read(path);
    if (isProblem(file)) {
      return file === "missing" ? "does not exist" : `cannot be read (${reasonOf(file)})`;
    }
    if (file.text.length > MAX_CHARACTERS) {
      return "is too large";
    }
    const old = this.known.get(path);
    if (old && old.version === file.version && old.language === language) {
      return old;
    }
    await this.breath.take();
    await this.tree(file, language);
    await this.breath.take();
    // Kept from above, unless somebody else needed the room meanwhile.
    const tree = await this.tree(file, language);
    if (!tree) {
      return "is no C that could be read in reasonable time";
    }
    const read = {
      path,
      version: file.version,
      language,
      pieces: readPieces(tree, old?.language === language ? old.pieces : undefined),
    };
    this.known.set(path, read);
    await this.breath.take();
    return read;
  }

  /** Between two pieces of work that need no tree. */
  rest(): Promise<void> {
    return this.breath.take();
  }

  /** Facts of a text that is no file; `snippet` is parsed again only when it is new. */
  async snippetParser(language: SourceLanguage): Promise<(text: string) => readonly FunctionFacts[]> {
    const parser = await this.grammars.parser(language);
    return (text) => {
      const key = `${language} ${text}`;
      let facts = this.snippets.get(key);
      if (!facts) {
        const tree = parser.parse(mask(text), undefined, { progressCallback: timeLimit(SNIPPET_MILLISECONDS) });
        if (tree) {
          const source: SourceTree = { path: "", language, version: "", text, masked: text, root: tree.rootNode };
          facts = readPieces(source, undefined).facts.functions;
          tree.delete();
        } else {
          parser.reset();
          facts = [];
        }
        if (this.snippets.size >= MAX_SNIPPETS) {
          this.snippets.clear();
        }
        this.snippets.set(key, facts);
      }
      return facts;
    };
  }

  async tree(file: TextFile, language: SourceLanguage): Promise<SourceTree | undefined> {
    const parser = await this.grammars.parser(language);
    return this.trees.parse(file, language, parser);
  }

  /** What a file was last read as: a header does not say by its name whether it is C or C++. */
  languageOf(path: string): SourceLanguage | undefined {
    return this.known.get(path)?.language ?? languageByName(path);
  }

  forget(path: string): void {
    this.known.delete(path);
    this.trees.forget(path);
  }

  dispose(): void {
    this.known.clear();
    this.snippets.clear();
    this.trees.dispose();
    this.grammars.dispose();
  }
}

export function languageByName(path: string): SourceLanguage | undefined {
  const extension = extname(path);
  return CPP.has(extension) ? "cpp" : C.has(extension) ? "c" : undefined;
}
