/**
 * Files that remember what they were asked, so that a result can be kept until one of the answers changes.
 *
 * A result is a function of the answers it got. `stillHolds` asks them all again (a `stat` each at most); `paths` are the places whose
 * change can change the result, also those where nothing was found, so that a file created there is noticed.
 */
import path from "node:path";
import { type FileProblem, type Files, isProblem, type TextFile } from "./files.ts";

type Ask = () => string;

export class RecordedFiles implements Files {
  readonly #files: Files;
  readonly #answers = new Map<string, { readonly ask: Ask; readonly answer: string; readonly place: string }>();

  constructor(files: Files) {
    this.#files = files;
  }

  read(path: string): TextFile | FileProblem {
    this.#record(`read ${path}`, path, () => versionOf(this.#files.read(path)));
    return this.#files.read(path);
  }

  isFile(path: string): boolean {
    this.#record(`file ${path}`, path, () => String(this.#files.isFile(path)));
    return this.#files.isFile(path);
  }

  isDirectory(path: string): boolean {
    this.#record(`folder ${path}`, path, () => String(this.#files.isDirectory(path)));
    return this.#files.isDirectory(path);
  }

  list(folder: string): readonly { readonly name: string; readonly directory: boolean }[] {
    this.#record(`list ${folder}`, folder, () => namesIn(this.#files.list(folder)));
    return this.#files.list(folder);
  }

  isOpen(path: string): boolean {
    return this.#files.isOpen(path);
  }

  /** Any other question, for example which files of a name are known; `place` is what it is about. */
  ask(place: string, question: () => readonly string[]): readonly string[] {
    this.#record(`ask ${place}`, place, () => question().join("\n"));
    return question();
  }

  stillHolds(): boolean {
    for (const { ask, answer } of this.#answers.values()) {
      if (ask() !== answer) {
        return false;
      }
    }
    return true;
  }

  places(): ReadonlySet<string> {
    return new Set([...this.#answers.values()].map(({ place }) => place));
  }

  #record(key: string, place: string, ask: Ask): void {
    if (!this.#answers.has(key)) {
      this.#answers.set(key, { ask, answer: ask(), place });
    }
  }
}

/** The place under which a question about all files of a name is recorded: a created file answers for its path and for its name. */
export function placesOf(file: string): readonly string[] {
  return [file, path.basename(file)];
}

function versionOf(file: TextFile | FileProblem): string {
  return isProblem(file) ? file : file.version;
}

function namesIn(entries: readonly { readonly name: string; readonly directory: boolean }[]): string {
  return entries.map(({ name, directory }) => (directory ? `${name}/` : name)).join("\n");
}
