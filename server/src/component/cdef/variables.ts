/**
 * `$VAR`, `${VAR}` and `$CURDIR` in definition files.
 *
 * Legato's tools take an unset variable for an empty text, because the build sets them all; an editor knows few of them, so here an
 * unset one is said (`unset`) and the caller decides. `LEGATO_ROOT` is the environment's, else the setting's, else the nearest folder
 * upwards that holds `interfaces/` and `framework/`.
 */
import { dirname, join } from "node:path";
import type { Files } from "../../workspace/files.ts";

export interface Variables {
  /** Value of a variable as seen from a definition file; undefined when unset. */
  valueOf(name: string, definitionFile: string): string | undefined;
}

export interface Expansion {
  readonly text: string;
  /** Variables without a value; their text stays as written. */
  readonly unset: readonly string[];
}

const VARIABLE = /\$(?:\{([^}]*)\}?|([A-Za-z_][A-Za-z0-9_]*))/g;

export function expand(text: string, definitionFile: string, variables: Variables): Expansion {
  const unset: string[] = [];
  const expanded = text.replace(VARIABLE, (written: string, braced: string | undefined, bare: string | undefined) => {
    const name = (braced ?? bare ?? "").trim();
    const value = variables.valueOf(name, definitionFile);
    if (value === undefined) {
      unset.push(name);
      return written;
    }
    return value;
  });
  return { text: expanded, unset };
}

export function createVariables(
  files: Files,
  variable: (name: string) => string | undefined,
  legatoRoot: () => string | undefined,
): Variables {
  return {
    valueOf(name, definitionFile) {
      if (name === "CURDIR") {
        return dirname(definitionFile);
      }
      if (name === "LEGATO_ROOT") {
        return legatoRoot() ?? legatoRootAbove(definitionFile, files);
      }
      return variable(name);
    },
  };
}

function legatoRootAbove(path: string, files: Files): string | undefined {
  for (const folder of ancestors(path)) {
    if (files.isDirectory(join(folder, "interfaces")) && files.isDirectory(join(folder, "framework"))) {
      return folder;
    }
  }
  return undefined;
}

/** The folders a path lies in, nearest first, up to the file system's root. */
export function* ancestors(path: string): Generator<string> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    yield folder;
    if (dirname(folder) === folder) {
      return;
    }
  }
}
