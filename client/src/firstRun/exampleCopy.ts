/**
 * A copy of the printer example in a folder of the user's.
 *
 * In: where the example lies, the folder to make the copy in. Out: where the copy is, and whether it was there already. Always holds: nothing that exists is
 * overwritten or added to; a copy that fails half-way leaves nothing behind.
 */
import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";

export const FOLDER = "legato-printer";

export interface ExampleCopy {
  readonly folder: string;
  readonly wasThere: boolean;
}

/** Throws what the file system says. */
export async function copyExample(example: string, parent: string): Promise<ExampleCopy> {
  const folder = path.join(parent, FOLDER);
  try {
    // Not asked for first: between the question and the answer somebody else could make it.
    await mkdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return { folder, wasThere: true };
    throw error;
  }
  try {
    await cp(example, folder, { recursive: true });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, wasThere: false };
}
