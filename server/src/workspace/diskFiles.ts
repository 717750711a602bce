/**
 * Files on disk behind the `Files` interface: bytes to text, errors to values, and a memory that is never trusted for longer than a turn.
 *
 * A turn is one piece of work (a request, a batch of edits, a command); `beginTurn` starts one. Inside a turn a path is looked at once,
 * so one answer is consistent; in the next turn one `stat` tells whether the remembered text still holds. So nothing here depends
 * on a watcher, and an editor without one is served as well. Texts are kept up to a total size, oldest out first.
 */
import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import { type FileProblem, type Files, isProblem, type TextFile } from "./files.ts";

/** Larger files are not read: the largest real `.api` has 112 kB, and an editor must not stall on a core dump named `.c`. */
export const maximumFileSize = 8 * 1024 * 1024;

/** Characters of text kept for files that nobody holds open. */
const maximumKeptCharacters = 16 * 1024 * 1024;

interface Entry {
  /** The turn in which `stamp` was taken. */
  turn: number;
  /** Equal stamps mean equal content; a problem where there is no file to look at. */
  stamp: string | FileProblem;
  real?: string;
  answer?: TextFile | FileProblem;
}

export class DiskFiles implements Files {
  readonly #entries = new Map<string, Entry>();
  readonly #listings = new Map<
    string,
    { turn: number; entries: readonly { readonly name: string; readonly directory: boolean }[] }
  >();
  #turn = 0;
  #keptCharacters = 0;

  /** From here on everything is looked at anew. */
  beginTurn(): void {
    this.#turn++;
  }

  read(path: string): TextFile | FileProblem {
    const entry = this.#look(path);
    if (isProblemName(entry.stamp)) {
      return entry.stamp;
    }
    if (entry.answer === undefined) {
      entry.answer = readText(path, entry.stamp);
      this.#keep(path, entry);
    }
    return entry.answer;
  }

  isFile(path: string): boolean {
    return !isProblemName(this.#look(path).stamp);
  }

  isDirectory(path: string): boolean {
    return this.#look(path).stamp === "directory";
  }

  list(folder: string): readonly { readonly name: string; readonly directory: boolean }[] {
    const known = this.#listings.get(folder);
    if (known?.turn === this.#turn) {
      return known.entries;
    }
    const answer = listFolder(folder);
    const entries = typeof answer === "string" ? [] : answer;
    this.#listings.set(folder, { turn: this.#turn, entries });
    return entries;
  }

  isOpen(): boolean {
    return false;
  }

  /** The path with all symlinks followed; the path itself where that cannot be told. */
  realPath(path: string): string {
    const entry = this.#look(path);
    entry.real ??= realPath(path);
    return entry.real;
  }

  #look(path: string): Entry {
    const known = this.#entries.get(path);
    if (known?.turn === this.#turn) {
      return known;
    }
    const stamp = stampOf(path);
    if (known !== undefined && known.stamp === stamp) {
      known.turn = this.#turn;
      return known;
    }
    if (known !== undefined) {
      this.#drop(path, known);
    }
    const entry: Entry = { turn: this.#turn, stamp };
    this.#entries.set(path, entry);
    return entry;
  }

  #keep(path: string, entry: Entry): void {
    this.#keptCharacters += sizeOf(entry);
    // A Map keeps the order of insertion: putting the newest last makes the first the oldest.
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    for (const [oldPath, old] of this.#entries) {
      if (this.#keptCharacters <= maximumKeptCharacters || old === entry) {
        break;
      }
      this.#drop(oldPath, old);
    }
  }

  #drop(path: string, entry: Entry): void {
    this.#keptCharacters -= sizeOf(entry);
    this.#entries.delete(path);
  }
}

function sizeOf(entry: Entry): number {
  return entry.answer === undefined || isProblem(entry.answer) ? 0 : entry.answer.text.length;
}

/** Every stamp of a real file has this in front, so that it can be no `FileProblem`. */
const stampPrefix = "disk:";

function isProblemName(stamp: string | FileProblem): stamp is FileProblem {
  return !stamp.startsWith(stampPrefix);
}

function stampOf(path: string): string | FileProblem {
  try {
    const stat = fs.statSync(path);
    if (stat.isDirectory()) {
      return "directory";
    }
    // A pipe or a device would block the reader for ever.
    return stat.isFile() ? `${stampPrefix}${stat.mtimeMs}:${stat.ctimeMs}:${stat.size}:${stat.ino}` : "failed";
  } catch (error) {
    return problemOf(error);
  }
}

function readText(path: string, stamp: string): TextFile | FileProblem {
  let bytes: Buffer;
  try {
    const size = fs.statSync(path).size;
    if (size > maximumFileSize) {
      return "tooLarge";
    }
    bytes = fs.readFileSync(path);
  } catch (error) {
    return problemOf(error);
  }
  const text = bytes.toString("utf8");
  return isUtf8(bytes)
    ? { path, text, version: stamp }
    : { path, text, version: stamp, notUtf8At: firstReplacedAt(bytes, text) };
}

/** 0-based UTF-16 offset of the first U+FFFD that stands for bytes which are not UTF-8. */
function firstReplacedAt(bytes: Buffer, text: string): number {
  // Written back, the text has the same bytes up to there; a genuine U+FFFD comes back as it was.
  const again = Buffer.from(text, "utf8");
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) {
    at++;
  }
  while (at > 0 && ((again[at] ?? 0) & 0xc0) === 0x80) {
    at--;
  }
  return again.subarray(0, at).toString("utf8").length;
}

function realPath(path: string): string {
  try {
    return fs.realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Entry names with their kind, sorted; symlinks count as what they point to. A problem where the folder cannot be read. */
export function listFolder(folder: string): { name: string; directory: boolean; link: boolean }[] | FileProblem {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true })
      .map((entry) => {
        const link = entry.isSymbolicLink();
        return { name: entry.name, directory: link ? isFolder(`${folder}/${entry.name}`) : entry.isDirectory(), link };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return problemOf(error);
  }
}

function isFolder(path: string): boolean {
  try {
    return fs.statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function problemOf(error: unknown): FileProblem {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "missing";
    case "EACCES":
    case "EPERM":
      return "denied";
    case "EISDIR":
      return "directory";
    case "ERR_STRING_TOO_LONG":
    case "ERR_FS_FILE_TOO_LARGE":
      return "tooLarge";
    default:
      return "failed";
  }
}
