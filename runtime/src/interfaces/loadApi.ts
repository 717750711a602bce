/**
 * Reads an `.api` file and what it imports from the disk.
 *
 * In: a path, and the folders in which imports are searched after the folder of the importing file and that of the main file. Out: the
 * checked interface, or one sentence that says what is wrong and where (line and column count from 1). Nothing is thrown.
 */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { check, type Diagnostic, type ImportAnswer, LineMap, parse } from "@legato-api/language";
import { type Api, createApi } from "./api.ts";

export type Loaded = { readonly ok: true; readonly api: Api; readonly files: readonly string[] } | Failed;
export interface Failed {
  readonly ok: false;
  readonly problem: string;
}

/** `files` of the answer: the file and all its imports, to be watched. */
export function loadApi(file: string, importFolders: readonly string[] = []): Loaded {
  const main = path.resolve(file);
  const text = readText(main);
  if (!text.ok) return text;
  const result = check({
    uri: main,
    tree: parse(text.text),
    dialect: "auto",
    resolveImport: (name, from) => resolveImport(name, [path.dirname(from), path.dirname(main), ...importFolders]),
  });
  const error = result.diagnostics.find(({ severity }) => severity === "error");
  if (error !== undefined || !result.interface.accepted) {
    return { ok: false, problem: error === undefined ? `${main} has errors` : describeError(main, text.text, error) };
  }
  return { ok: true, api: createApi(main, result.interface), files: [main, ...result.dependencies] };
}

function describeError(file: string, text: string, { span, message }: Diagnostic): string {
  const { line, character } = new LineMap(text).positionAt(span.start);
  return `${file}:${line + 1}:${character + 1}: ${message}`;
}

function resolveImport(name: string, folders: readonly string[]): ImportAnswer {
  for (const folder of folders) {
    const file = path.join(folder, name);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const text = readText(file);
    if (text.ok) return { kind: "found", uri: file, tree: parse(text.text) };
    return { kind: "missing", searched: folders, problem: text.problem };
  }
  return { kind: "missing", searched: folders };
}

function readText(file: string): { readonly ok: true; readonly text: string } | Failed {
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file)) };
  } catch (error) {
    const reason =
      error instanceof TypeError ? "it is not UTF-8" : error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `${file} cannot be read: ${reason}` };
  }
}
