/**
 * Files for a test, on a real disk, written as one text: `//- /path` starts each file.
 *
 * The folder is made below the system's temporary folder and removed when the test ends. `//^^^ error[rule-id]: text` under a line says
 * which squiggle a user sees there; such lines stay in the file, for they are comments in every language we read.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

const nobody = 65534;

export class Fixture {
  /** Absolute, symlinks followed. */
  readonly folder: string;
  #wasRoot = false;

  constructor(text = "") {
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "legato-api-")));
    onTestFinished(() => {
      if (this.#wasRoot) {
        process.seteuid?.(0);
      }
      this.#makeReadable(this.folder);
      fs.rmSync(this.folder, { recursive: true, force: true });
    });
    for (const { name, content } of filesIn(text)) {
      this.write(name, content);
    }
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  read(name: string): string {
    return fs.readFileSync(this.path(name), "utf8");
  }

  bytes(name: string): Buffer {
    return fs.readFileSync(this.path(name));
  }

  write(name: string, content: string | Uint8Array): string {
    const file = this.path(name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    return file;
  }

  remove(name: string): void {
    fs.rmSync(this.path(name), { recursive: true });
  }

  rename(from: string, to: string): void {
    fs.mkdirSync(path.dirname(this.path(to)), { recursive: true });
    fs.renameSync(this.path(from), this.path(to));
  }

  link(from: string, to: string): void {
    fs.mkdirSync(path.dirname(this.path(from)), { recursive: true });
    fs.symlinkSync(this.path(to), this.path(from));
  }

  /** Takes all permissions of a file or folder away for the rest of the test. Permissions do not hold root, so root becomes nobody meanwhile. */
  deny(...names: readonly string[]): void {
    this.#restrict(names, 0);
  }

  /** Leaves no permission but to read, in the same way. */
  protect(...names: readonly string[]): void {
    this.#restrict(names, 0o555);
  }

  #restrict(names: readonly string[], mode: number): void {
    for (const name of names) {
      fs.chmodSync(this.path(name), mode);
    }
    if (process.geteuid?.() === 0) {
      fs.chmodSync(this.folder, 0o755);
      process.seteuid?.(nobody);
      this.#wasRoot = true;
    }
  }

  #makeReadable(folder: string): void {
    fs.chmodSync(folder, 0o700);
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) {
        this.#makeReadable(path.join(folder, entry.name));
      }
    }
  }
}

function filesIn(text: string): readonly { name: string; content: string }[] {
  return text
    .split(/^[ \t]*\/\/- /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return { name: part.slice(0, end).trim(), content: withoutIndent(part.slice(end + 1)) };
    });
}

/** Removes the indentation that all lines share, so that a fixture can be indented as the test is. */
function withoutIndent(text: string): string {
  const lines = text.split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  const joined = lines.map((line) => line.slice(shared)).join("\n");
  return joined.replace(/\n[ \t]*$/, "\n");
}

/** What a test compares: one line for each squiggle, `3:8-13 error[unknown-type]: text` with 0-based line and characters. */
export interface Squiggle {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly severity: string;
  readonly rule: string;
  readonly message: string;
}

const marker = /^(.*?)\/\/\s*(\^+) (error|warning|information|hint)\[([\w-]+)\](?:: (.*))?$/;

/** The squiggles that the marker lines of a text ask for. A marker speaks of the nearest line above that is no marker. */
export function wantedSquiggles(text: string): readonly Squiggle[] {
  const wanted: Squiggle[] = [];
  let line = 0;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const found = marker.exec(content);
    if (found === null) {
      line = index;
      continue;
    }
    const [, , carets = "", severity = "", rule = "", message = ""] = found;
    const start = content.indexOf("^");
    wanted.push({ line, start, end: start + carets.length, severity, rule, message });
  }
  return wanted;
}
