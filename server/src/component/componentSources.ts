/**
 * Reads the files a component is made of: the sources its .cdef lists and the local headers they include.
 *
 * A header is local when it lies beside a source or in the component's folder; those of the framework and of other components declare
 * much and are read only if their text has to do with close handlers. Out: the facts of all files, and the gaps: why something of the component was not seen.
 */
import { dirname, join, resolve } from "node:path";
import { type Files, isProblem } from "../workspace/files.ts";
import type { ComponentDefinition, SourceEntry } from "./cdef/definition.ts";
import type { ComponentProblem, SourceLanguage } from "./component.ts";
import { languageByName, type ReadSource, type SourceReader } from "./sourceReader.ts";

export interface SourcesRead {
  readonly sources: readonly (ReadSource & { readonly isHeader: boolean })[];
  readonly gaps: readonly string[];
  readonly problems: readonly ComponentProblem[];
  /** Paths that were looked for in vain. */
  readonly missing: readonly string[];
}

/** More than any component has; a mistaken include path must not read the world. */
const MAX_FILES = 400;

export async function readSources(
  definition: ComponentDefinition,
  files: Files,
  reader: SourceReader,
): Promise<SourcesRead> {
  const sources: (ReadSource & { isHeader: boolean })[] = [];
  const gaps: string[] = [];
  const problems: ComponentProblem[] = [];
  const missing: string[] = [];
  const seen = new Set<string>();
  const cpp = definition.sources.some((source) => languageByName(source.path ?? source.text) === "cpp");
  const folders = new Set([dirname(definition.path)]);

  const readFile = async (path: string, language: SourceLanguage, isHeader: boolean): Promise<string | undefined> => {
    seen.add(path);
    const read = await reader.read(path, language);
    if (typeof read === "string") {
      return read;
    }
    if (isGenerated(path, files)) {
      return undefined;
    }
    sources.push({ ...read, isHeader });
    for (const include of read.pieces.facts.includes) {
      const header = include.local ? localHeader(include.path, path) : undefined;
      if (header !== undefined && !seen.has(header) && seen.size < MAX_FILES) {
        await readFile(header, languageByName(header) === "cpp" || cpp ? "cpp" : "c", true);
      }
    }
    return undefined;
  };

  const localHeader = (written: string, from: string): string | undefined => {
    const beside = resolve(dirname(from), written);
    if (!files.isFile(beside)) {
      missing.push(beside);
    }
    const candidates = [beside, ...definition.includeFolders.map((folder) => join(folder, written))];
    const found = candidates.find((path) => files.isFile(path));
    return found !== undefined && (isLocal(found) || speaksOfCloseHandlers(found, files)) ? found : undefined;
  };

  const isLocal = (path: string): boolean => {
    for (const folder of folders) {
      if (path.startsWith(`${folder}/`)) {
        return true;
      }
    }
    return false;
  };

  for (const source of definition.sources) {
    if (source.path !== undefined) {
      folders.add(dirname(source.path));
    }
  }
  for (const source of definition.sources) {
    const path = source.path;
    const language = languageByName(path ?? source.text);
    const problem =
      path === undefined ? notFound(source) : seen.has(path) ? undefined : await readListed(path, language);
    if (problem !== undefined) {
      gaps.push(`the source '${source.written}' ${problem}`);
      problems.push({ kind: "source", ...source.place, message: `The source '${source.written}' ${problem}.` });
    }
  }
  return { sources, gaps, problems, missing };

  async function readListed(path: string, language: SourceLanguage | undefined): Promise<string | undefined> {
    return language === undefined ? "is neither C nor C++" : readFile(path, language, false);
  }
}

function speaksOfCloseHandlers(path: string, files: Files): boolean {
  const file = files.read(path);
  // The framework's own header declares the function; it is no news.
  return !isProblem(file) && !path.endsWith("le_messaging.h") && file.text.includes("ServiceCloseHandler");
}

function notFound(source: SourceEntry): string {
  return source.unset.length > 0 ? `names ${source.unset.join(", ")}, which has no value here` : "does not exist";
}

/** Code that a tool wrote is no evidence of what the component does. */
function isGenerated(path: string, files: Files): boolean {
  if (!/_(?:server|client|stub|messages|interface|service|common)\.[ch]$/.test(path)) {
    return false;
  }
  const file = files.read(path);
  return (
    !isProblem(file) &&
    /generated|do not (?:edit|modify)/i.test(file.text.slice(0, 600)) &&
    /ifgen|WARNING/.test(file.text.slice(0, 600))
  );
}
