/**
 * Components for tests, written as text: several files after `//- /path` lines, expected findings as `//^^^ severity[rule]: text` under the code they
 * are about.
 *
 * The files live in memory and can be changed; the grammars are the real ones. Not part of the product.
 */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { check, type Interface, parse } from "@legato-api/language";
import type { Finding } from "../../finding.ts";
import type { FileProblem, Files, TextFile } from "../../workspace/files.ts";
import type { ApiAnswer, Component } from "../component.ts";
import { type ComponentAnalyzer, createComponentAnalyzer } from "../index.ts";

export interface Expectation {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly severity: string;
  readonly rule: string;
  /** Part of the message; may be empty. */
  readonly text: string;
}

export interface Fixture {
  readonly files: ReadonlyMap<string, string>;
  readonly expected: readonly Expectation[];
}

const MARKER = /^(\s*)\/\/(\^+)\s+(\w+)\[([\w-]+)\](?::\s*(.*))?$/;

export function readFixture(text: string): Fixture {
  const files = new Map<string, string>();
  const expected: Expectation[] = [];
  for (const part of `\n${text}`.split(/\n\/\/- /).slice(1)) {
    const [path = "", ...lines] = part.split("\n");
    const kept: string[] = [];
    let length = 0;
    let lineStart = 0;
    for (const line of lines) {
      const marker = MARKER.exec(line);
      if (marker) {
        const start = lineStart + (marker[1]?.length ?? 0) + 2;
        const end = start + (marker[2]?.length ?? 0);
        expected.push({ path, start, end, severity: marker[3] ?? "", rule: marker[4] ?? "", text: marker[5] ?? "" });
      } else {
        kept.push(line);
        lineStart = length;
        length += line.length + 1;
      }
    }
    files.set(path.trim(), kept.join("\n"));
  }
  return { files, expected };
}

/** Files in memory; `set` is a keystroke, `delete` a deleted file. */
export class MemoryFiles implements Files {
  private readonly texts = new Map<string, TextFile>();
  private changes = 0;

  constructor(files: Iterable<readonly [string, string]> = []) {
    for (const [path, text] of files) {
      this.set(path, text);
    }
  }

  set(path: string, text: string): void {
    this.texts.set(path, { path, text, version: String(++this.changes) });
  }

  delete(path: string): void {
    this.texts.delete(path);
  }

  read(path: string): TextFile | FileProblem {
    return this.texts.get(path) ?? (this.isDirectory(path) ? "directory" : "missing");
  }

  isFile(path: string): boolean {
    return this.texts.has(path);
  }

  isDirectory(path: string): boolean {
    return [...this.texts.keys()].some((file) => file.startsWith(path.endsWith("/") ? path : `${path}/`));
  }

  paths(): readonly string[] {
    return [...this.texts.keys()];
  }

  list(): readonly [] {
    return [];
  }

  isOpen(): boolean {
    return false;
  }
}

/** A component in memory with a real analyzer around it. */
export class Bench {
  readonly files: MemoryFiles;
  readonly analyzer: ComponentAnalyzer;
  readonly log: string[] = [];
  private readonly interfaces = new Map<string, { version: string; value: Interface }>();
  private readonly variables: ReadonlyMap<string, string>;

  constructor(files: ReadonlyMap<string, string>, variables: Readonly<Record<string, string>> = {}) {
    this.files = new MemoryFiles(files);
    this.variables = new Map(Object.entries(variables));
    this.analyzer = createComponentAnalyzer({
      files: this.files,
      wasmPath,
      log: (line) => this.log.push(line),
      legatoRoot: () => this.variables.get("LEGATO_ROOT"),
      variable: (name) => this.variables.get(name),
    });
  }

  cdefs(): readonly string[] {
    return this.files.paths().filter((path) => path.endsWith("/Component.cdef"));
  }

  analyze(cdefPath = this.cdefs()[0] ?? ""): Promise<Component> {
    return this.analyzeWith(this.analyzer, cdefPath);
  }

  analyzeWith(analyzer: ComponentAnalyzer, cdefPath = this.cdefs()[0] ?? ""): Promise<Component> {
    return analyzer.analyze(cdefPath, (reference, from) => this.resolve(reference, from));
  }

  private resolve(reference: string, from: string): ApiAnswer {
    const candidates = [resolve(dirname(from), reference), join("/", reference), join("/interfaces", reference)];
    for (const path of candidates) {
      const file = this.files.read(path);
      if (typeof file !== "string") {
        return { kind: "found", path, interface: this.interface(file) };
      }
    }
    return { kind: "missing", searched: candidates };
  }

  private interface(file: TextFile): Interface {
    const kept = this.interfaces.get(file.path);
    if (kept?.version === file.version) {
      return kept.value;
    }
    const value = check({
      uri: file.path,
      tree: parse(file.text),
      dialect: "auto",
      resolveImport: (fileName, fromUri) => {
        const path = resolve(dirname(fromUri), fileName);
        const imported = this.files.read(path);
        return typeof imported === "string"
          ? { kind: "missing", searched: [dirname(fromUri)] }
          : { kind: "found", uri: path, tree: parse(imported.text) };
      },
    }).interface;
    this.interfaces.set(file.path, { version: file.version, value });
    return value;
  }
}

/** Findings as markers say them, for comparison; the places where a finding is shown again count as findings. */
export function said(findings: readonly Finding[]): Expectation[] {
  return findings
    .flatMap((finding) => [
      finding,
      ...(finding.shownAlsoAt ?? []).map((place) => ({ ...finding, path: place.path, span: place.span })),
    ])
    .map(({ path, span, severity, rule, message }) => ({ path, ...span, severity, rule, text: message }));
}

export function wasmPath(fileName: string): string {
  const folder = fileName.replace(/\.wasm$/, "");
  return join(dirname(fileURLToPath(import.meta.url)), "../../../../node_modules", folder, fileName);
}
