/**
 * `.api` files on disk, read and checked as the reference compiler would: by the language package alone, with a search path of folders.
 *
 * In: absolute paths. Out: what `check` answers. Bytes that are no UTF-8 are told to the checker, as the server does.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type CheckResult, check, type ImportAnswer, parse, type SourceFile } from "@legato-api/language";

interface Loaded {
  readonly tree: SourceFile;
  readonly notUtf8At?: number;
}

/** Never throws on any bytes. */
function loadBytes(bytes: Uint8Array): Loaded {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const isUtf8 = Buffer.compare(Buffer.from(text), bytes) === 0;
  return { tree: parse(text), ...(isUtf8 ? {} : { notUtf8At: text.indexOf("\ufffd") }) };
}

/** Absolute paths of all `.api` files below a folder, sorted. */
export function apiFilesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".api"))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/**
 * Checks bytes as if they stood at `uri`. Imports are searched in the folder of that file, then in `folders`, and nowhere else; a file
 * is read and parsed once for each `trees`.
 */
export function checkBytes(
  uri: string,
  bytes: Uint8Array,
  folders: readonly string[],
  trees: Map<string, Loaded> = new Map(),
): CheckResult {
  const searched = [path.dirname(uri), ...folders];
  const load = (file: string): Loaded => {
    const loaded = trees.get(file) ?? loadBytes(readFileSync(file));
    trees.set(file, loaded);
    return loaded;
  };
  const resolveImport = (fileName: string): ImportAnswer => {
    const found = searched.map((folder) => path.join(folder, fileName)).find((file) => existsSync(file));
    return found === undefined ? { kind: "missing", searched } : { kind: "found", uri: found, ...load(found) };
  };
  return check({ uri, dialect: "auto", resolveImport, ...loadBytes(bytes) });
}
