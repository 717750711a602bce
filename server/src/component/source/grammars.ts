/**
 * The tree-sitter grammars for C and C++, loaded on first need and once per process.
 *
 * In: where the three wasm files are (the build ships them beside the bundle; tests take them from the npm packages). Out: a parser
 * set to the language, or the reason why there is none: without grammars the server works on, close handlers are just unknown.
 */
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { Language, Parser } from "web-tree-sitter";
import type { SourceLanguage } from "./facts.ts";

export interface Grammars {
  /** Rejects when a wasm file is missing or broken. */
  parser(language: SourceLanguage): Promise<Parser>;
  dispose(): void;
}

/** `init` may run once per process, whatever the number of analyzers. */
let runtime: Promise<void> | undefined;

export function createGrammars(wasmPath: (fileName: string) => string): Grammars {
  const parsers = new Map<SourceLanguage, Promise<Parser>>();
  const load = async (language: SourceLanguage): Promise<Parser> => {
    runtime ??= readWasm(wasmPath("web-tree-sitter.wasm")).then((wasmBinary) => Parser.init({ wasmBinary }));
    await runtime;
    const grammar = await Language.load(await readWasm(wasmPath(`tree-sitter-${language}.wasm`)));
    return new Parser().setLanguage(grammar);
  };
  return {
    parser(language) {
      let parser = parsers.get(language);
      if (!parser) {
        parser = load(language);
        parsers.set(language, parser);
        // A failed load may be tried again: the file may be there later.
        parser.catch(() => {
          parsers.delete(language);
          runtime = undefined;
        });
      }
      return parser;
    },
    dispose() {
      for (const parser of parsers.values()) {
        parser.then((loaded) => loaded.delete()).catch(() => undefined);
      }
      parsers.clear();
    },
  };
}

/** The package ships them compressed, as `.wasm.br`: they are the larger part of the download, and unpacked in milliseconds. */
async function readWasm(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (missing) {
    const compressed = await readFile(`${file}.br`).catch(() => {
      throw missing;
    });
    return promisify(brotliDecompress)(compressed);
  }
}
