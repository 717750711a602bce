/** The files a Component.cdef names: where each entry leads, for links and for going to the definition. */
import type { Span } from "@legato-api/language";
import type { ComponentDefinition } from "../../component/cdef/definition.ts";

export interface NamedFile {
  /** The entry in the definition file. */
  readonly span: Span;
  /** Absolute path of the file it names. */
  readonly path: string;
}

/** `apiNamed` finds the `.api` of a reference as seen from a definition file. Entries that lead nowhere are left out. */
export function namedFiles(
  file: string,
  definition: ComponentDefinition,
  apiNamed: (reference: string, definitionFile: string) => string | undefined,
): readonly NamedFile[] {
  const apis = [...definition.provides, ...definition.requires].flatMap((entry): NamedFile[] => {
    if (entry.place.path !== file || entry.unset.length > 0) return [];
    const path = apiNamed(entry.text, file);
    return path === undefined ? [] : [{ span: entry.place.span, path }];
  });
  const sources = definition.sources.flatMap((entry): NamedFile[] =>
    entry.place.path !== file || entry.path === undefined ? [] : [{ span: entry.place.span, path: entry.path }],
  );
  return [...apis, ...sources].sort((a, b) => a.span.start - b.span.start);
}
