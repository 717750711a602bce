/**
 * Files that remember what they were asked, so that a result can be kept until one of the answers changes.
 *
 * A result is a function of the answers it got. `stillHolds` asks them all again (a `stat` each at most); `paths` are the places whose
 * change can change the result, also those where nothing was found, so that a file created there is noticed.
 */
import path from "node:path";
import { type FileProblem, type Files, isProblem, type TextFile } from "./files.ts";

/** The questions of `Files`, each with its answer as a text that is equal when the answer is. */
const questions = {
  read: (files: Files, path: string): string => versionOf(files.read(path)),
  isFile: (files: Files, path: string): string => String(files.isFile(path)),
  isDirectory: (files: Files, path: string): string => String(files.isDirectory(path)),
  list: (files: Files, path: string): string => namesIn(files.list(path)),
};

type Question = keyof typeof questions;

interface Asked {
  readonly place: string;
  readonly ask: () => string;
  readonly answer: string;
}

export class RecordedFiles implements Files {
  readonly #files: Files;
  /** By question and place. */
  readonly #asked = new Map<string, Asked>();

  constructor(files: Files) {
    this.#files = files;
  }

  read(path: string): TextFile | FileProblem {
    this.#record("read", path);
    return this.#files.read(path);
  }

  isFile(path: string): boolean {
    this.#record("isFile", path);
    return this.#files.isFile(path);
  }

  isDirectory(path: string): boolean {
    this.#record("isDirectory", path);
    return this.#files.isDirectory(path);
  }

  list(folder: string): readonly { readonly name: string; readonly directory: boolean }[] {
    this.#record("list", folder);
    return this.#files.list(folder);
  }

  isOpen(path: string): boolean {
    return this.#files.isOpen(path);
  }

  /** Any other question, known by `name`, for example which files of a name the workspace has; `place` is what it is about. */
  ask(name: string, place: string, question: () => readonly string[]): readonly string[] {
    const answer = question();
    this.#remember(name, place, () => question().join("\n"), answer.join("\n"));
    return answer;
  }

  stillHolds(): boolean {
    return [...this.#asked.values()].every(({ ask, answer }) => ask() === answer);
  }

  places(): ReadonlySet<string> {
    return new Set([...this.#asked.values()].map(({ place }) => place));
  }

  #record(question: Question, path: string): void {
    this.#remember(question, path, () => questions[question](this.#files, path));
  }

  #remember(question: string, place: string, ask: () => string, known?: string): void {
    const key = `${question} ${place}`;
    if (!this.#asked.has(key)) {
      this.#asked.set(key, { place, ask, answer: known ?? ask() });
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
