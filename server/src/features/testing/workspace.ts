/**
 * A workspace in memory for the tests of features: several files in one text, a cursor and ranges in them.
 *
 * `//- /path` begins a file; `<|>` marks the cursor and is taken out. Without a `//-` line the text is `/w/test.api`.
 */
import path from "node:path";
import { check, type Interface, parse } from "@legato-api/language";
import { type ApiView, viewOf } from "../../apiView.ts";
import { type ComponentOutline, Scopes } from "../../cross/scopes.ts";
import type { Files } from "../../workspace/files.ts";
import type { Navigator } from "../navigation.ts";

export interface TestWorkspace {
  readonly files: ReadonlyMap<string, string>;
  /** Path and 0-based UTF-16 offset of `<|>`. */
  readonly cursor: { readonly path: string; readonly offset: number };
  interfaceAt(path: string): Interface;
  view(path?: string): ApiView;
  navigator(components?: readonly ComponentOutline[]): Navigator;
}

export function workspace(text: string): TestWorkspace {
  const files = new Map<string, string>();
  let cursor = { path: "", offset: -1 };
  for (const part of (text.startsWith("//- ") ? text : `//- /w/test.api\n${text}`).split(/^\/\/- /m).slice(1)) {
    const lineEnd = part.indexOf("\n");
    const file = part.slice(0, lineEnd).trim();
    const marked = part.slice(lineEnd + 1);
    const at = marked.indexOf("<|>");
    if (at !== -1) cursor = { path: file, offset: at };
    files.set(file, marked.replace("<|>", ""));
  }
  const known = new Map<string, Interface>();
  const interfaceAt = (file: string): Interface => {
    let iface = known.get(file);
    if (iface === undefined) {
      iface = check({
        uri: file,
        tree: parse(files.get(file) ?? ""),
        dialect: "auto",
        resolveImport: (name) => {
          const found = [...files.keys()].find((one) => path.basename(one) === name);
          return found === undefined
            ? { kind: "missing", searched: ["/w"] }
            : { kind: "found", uri: found, tree: parse(files.get(found) ?? "") };
        },
      }).interface;
      known.set(file, iface);
    }
    return iface;
  };
  const apis = (): readonly string[] => [...files.keys()].filter((file) => file.endsWith(".api"));
  return {
    files,
    cursor,
    interfaceAt,
    view: (file = cursor.path) => viewOf(interfaceAt(file === "" ? "/w/test.api" : file)),
    navigator: (components = []) => ({
      files: memoryFiles(files),
      scopes: new Scopes({
        revision: () => 1,
        components: () => components,
        apis,
        interfaceAt: (file) => (files.has(file) && file.endsWith(".api") ? interfaceAt(file) : undefined),
      }),
      interfaceAt: (file) => (files.has(file) && file.endsWith(".api") ? interfaceAt(file) : undefined),
      importersOf: (file) =>
        apis().filter((one) => one !== file && interfaceAt(one).imports.some((used) => used.uri === file)),
      sources: () => [...files.keys()].filter((one) => /\.(?:c|h|cpp)$/.test(one)),
    }),
  };
}

function memoryFiles(files: ReadonlyMap<string, string>): Files {
  return {
    read: (file) => {
      const text = files.get(file);
      return text === undefined ? "missing" : { path: file, text, version: "1" };
    },
    isFile: (file) => files.has(file),
    isDirectory: () => false,
    list: () => [],
    isOpen: () => false,
  };
}
