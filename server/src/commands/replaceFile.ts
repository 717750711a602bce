/**
 * Replaces a file in one step, so that an interrupted run leaves either the old or the new text.
 *
 * The text goes to a neighbour that then takes the file's place; permissions stay, and a symlink stays one. Gives the reason where that cannot be done.
 */
import fs from "node:fs";
import path from "node:path";

export function replaceFile(file: string, text: string): string | undefined {
  let neighbour: string | undefined;
  try {
    const real = fs.realpathSync(file);
    // A folder one may write to lets any file in it be replaced; a file that is read-only is so on purpose.
    fs.accessSync(real, fs.constants.W_OK);
    neighbour = path.join(path.dirname(real), `.${path.basename(real)}.${process.pid}.tmp`);
    fs.writeFileSync(neighbour, text, { mode: fs.statSync(real).mode });
    fs.renameSync(neighbour, real);
    return undefined;
  } catch (error) {
    if (neighbour !== undefined) {
      fs.rmSync(neighbour, { force: true });
    }
    return error instanceof Error ? error.message : String(error);
  }
}
