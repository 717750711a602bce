/** What a check asks of whoever knows the files, and what it is told: types only. */
import type { SourceFile } from "../syntax/tree.ts";

/** `auto`: each file is TelAF's if it uses TelAF's syntax. */
export type Dialects = "auto" | "legato" | "telaf";

/** Finds an imported file; `fromUri` is the file with the USETYPES. */
export type ResolveImport = (fileName: string, fromUri: string) => ImportAnswer;

export type ImportAnswer =
  | {
      readonly kind: "found";
      readonly uri: string;
      readonly tree: SourceFile;
      readonly notUtf8At?: number;
      /** Why the build would not find this file: set when it lies outside of the compiler's own search path. */
      readonly outside?: string;
    }
  | {
      readonly kind: "missing";
      /** The folders searched, in order. */
      readonly searched: readonly string[];
      /** Why a file of that name cannot be used: a folder, no permission. */
      readonly problem?: string;
    };
