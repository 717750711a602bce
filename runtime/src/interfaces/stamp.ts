/** What tells that a file is another one than before, without reading it. */
import { statSync } from "node:fs";

/** Empty where there is none. A file that was put in the place of another has another inode. */
export function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}
