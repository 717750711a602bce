/**
 * From the path of a Component.cdef to the component: reads, links, judges; and knows when an answer still holds.
 *
 * An answer is kept with the version of every file it was made from and the interfaces it was made with, and given again while all of these are
 * the same. Sources are read only when a provided API hands something out.
 */
import { basename, dirname, relative } from "node:path";
import { type Files, isProblem } from "../workspace/files.ts";
import type { ComponentAnalyzer, ComponentAnalyzerOptions } from "./analysis.ts";
import { type ComponentDefinition, readDefinition } from "./cdef/definition.ts";
import { ancestors, createVariables, type Variables } from "./cdef/variables.ts";
import type { ApiAnswer, Component, ComponentProblem, ResolveApi } from "./component.ts";
import { readSources, type SourcesRead } from "./componentSources.ts";
import { Program } from "./program.ts";
import { registrationsOf } from "./registrations.ts";
import { type ProvidedService, provided, serviceOf } from "./services.ts";
import type { ParsedSource } from "./source/sourceTrees.ts";
import { SourceReader } from "./sourceReader.ts";

interface Answer {
  readonly component: Component;
  /** Version of each dependency, or undefined where there was no readable file. */
  readonly versions: ReadonlyMap<string, string | undefined>;
  readonly apis: readonly ApiAnswer[];
}

const TEST_FOLDER =
  /^(?:unit)?(?:tests?|stubs?|mocks?|fakes?)$|unit_?tests?$|^(?:test|stub|mock)s?_|_(?:test|stub|mock)s?$|(?:Test|Stub|Mock)s?$/;

export class Analyzer implements ComponentAnalyzer {
  private readonly files: Files;
  private readonly variables: Variables;
  private readonly reader: SourceReader;
  private readonly log: (line: string) => void;
  private readonly answers = new Map<string, Answer>();

  constructor(options: ComponentAnalyzerOptions) {
    this.files = options.files;
    this.log = options.log;
    this.variables = createVariables(options.files, options.variable, options.legatoRoot);
    this.reader = new SourceReader(options.files, options.wasmPath);
  }

  async analyze(cdefPath: string, resolveApi: ResolveApi): Promise<Component> {
    const kept = this.answers.get(cdefPath);
    if (kept && this.holds(kept, resolveApi)) {
      return kept.component;
    }
    const definition = readDefinition(cdefPath, this.files, this.variables);
    if (typeof definition === "string") {
      return unreadable(cdefPath, definition);
    }
    const services = definition.provides.map((entry) => {
      const known = entry.unset.length === 0;
      return provided(entry, known ? resolveApi(entry.text, entry.place.path) : { kind: "missing", searched: [] });
    });
    const answer = await this.examine(definition, services);
    this.answers.set(cdefPath, answer);
    return answer.component;
  }

  define(cdefPath: string): ComponentDefinition | string {
    return readDefinition(cdefPath, this.files, this.variables);
  }

  async withSource<T>(path: string, use: (source: ParsedSource) => T): Promise<T | undefined> {
    const file = this.files.read(path);
    const language = this.reader.languageOf(path);
    if (isProblem(file) || !language) {
      return undefined;
    }
    try {
      const tree = await this.reader.tree(file, language);
      return tree && use(tree);
    } catch (error) {
      this.noGrammar(error);
      return undefined;
    }
  }

  forget(path: string): void {
    this.answers.delete(path);
    this.reader.forget(path);
  }

  dispose(): void {
    this.answers.clear();
    this.reader.dispose();
  }

  private async examine(definition: ComponentDefinition, services: readonly ProvidedService[]): Promise<Answer> {
    const acquires = services.some((service) => service.acquisitions.length > 0);
    // Before the first wait: what changes from here on was not looked at.
    const versions = new Map<string, string | undefined>(
      [
        ...definition.files.keys(),
        ...definition.missing,
        // Also those that cannot be read: they may be, one day.
        ...(acquires ? definition.sources.flatMap((source) => source.path ?? []) : []),
        ...services.flatMap(({ answer }) => (answer.kind === "found" ? [answer.path] : [])),
      ].map((path) => [path, this.versionOf(path)]),
    );
    const read = acquires ? await this.read(definition) : undefined;
    const program = read && read.sources.length > 0 ? await this.link(read) : undefined;
    await this.reader.rest();
    const registrations = program ? registrationsOf(program) : [];
    const exempt = this.exemption(definition.path);
    const facts = {
      definition,
      ...(program ? { program } : {}),
      registrations,
      gaps: gapsOf(definition, read),
      ...(exempt === undefined ? {} : { exempt }),
    };
    const problems: ComponentProblem[] = [
      ...definition.problems.map(({ place, message }) => ({ kind: "cdef" as const, ...place, message })),
      ...(read?.problems ?? []),
    ];
    for (const source of definition.sources) {
      if (source.guessed !== undefined) {
        this.log(`${definition.path}: took '${source.written}' for ${source.guessed}`);
      }
    }
    for (const { path, version } of read?.sources ?? []) versions.set(path, version);
    for (const path of read?.missing ?? []) versions.set(path, undefined);
    const component: Component = {
      definition,
      ...(program ? { program } : {}),
      path: definition.path,
      name: basename(dirname(definition.path)),
      services: services.map((service) => serviceOf(service, facts)),
      sources: sourcesOf(read, program),
      registrations,
      problems,
      dependencies: [...versions.keys()],
    };
    return { component, versions, apis: services.map((service) => service.answer) };
  }

  private async read(definition: ComponentDefinition): Promise<SourcesRead> {
    try {
      return await readSources(definition, this.files, this.reader);
    } catch (error) {
      this.noGrammar(error);
      const gap = "the grammar for C could not be loaded";
      // Said where everybody sees it: a broken installation must not look like a tree without mistakes.
      const message = `Nothing is known about the close handlers of this component: ${gap}. Install the tool anew.`;
      const place = { path: definition.path, span: { start: 0, end: 0 } };
      return { sources: [], gaps: [gap], problems: [{ ...place, kind: "source", message }], missing: [] };
    }
  }

  private noGrammar(error: unknown): void {
    this.log(`The C grammar could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }

  private async link(read: SourcesRead): Promise<Program> {
    const cpp = read.sources.some((source) => source.language === "cpp");
    const parse = await this.reader.snippetParser(cpp ? "cpp" : "c");
    return new Program(
      read.sources.map((source) => ({ path: source.path, facts: source.pieces.facts })),
      parse,
    );
  }

  private holds(answer: Answer, resolveApi: ResolveApi): boolean {
    for (const [path, version] of answer.versions) {
      if (this.versionOf(path) !== version) {
        return false;
      }
    }
    const entries = answer.component.definition?.provides ?? [];
    return entries.every((entry, index) => {
      const before = answer.apis[index];
      if (entry.unset.length > 0 || !before) {
        return entry.unset.length > 0;
      }
      const now = resolveApi(entry.text, entry.place.path);
      return before.kind === "found"
        ? now.kind === "found" && now.path === before.path && now.interface === before.interface
        : now.kind === "missing";
    });
  }

  private versionOf(path: string): string | undefined {
    const file = this.files.read(path);
    return isProblem(file) ? undefined : file.version;
  }

  /** Test code need not free anything. Judged by the folders inside the repository, not by where that lies. */
  private exemption(cdefPath: string): string | undefined {
    let root: string | undefined;
    for (const folder of ancestors(cdefPath)) {
      if (this.files.isDirectory(`${folder}/.git`) || this.files.isFile(`${folder}/.git`)) {
        root = folder;
        break;
      }
    }
    const folder = dirname(cdefPath);
    const segments = root === undefined ? [basename(folder)] : relative(root, folder).split("/");
    const test = segments.find((segment) => TEST_FOLDER.test(segment));
    return test === undefined ? undefined : `it is test code (folder '${test}')`;
  }
}

function gapsOf(definition: ComponentDefinition, read: SourcesRead | undefined): readonly string[] {
  const other = definition.otherLanguage;
  return [...(other === undefined ? [] : [`the component is built from ${other}`]), ...(read?.gaps ?? [])];
}

function sourcesOf(read: SourcesRead | undefined, program: Program | undefined): Component["sources"] {
  return (read?.sources ?? []).map(({ path, language, isHeader, version }) => ({
    path,
    language,
    isHeader,
    version,
    functions: program?.functions.filter((fn) => fn.path === path) ?? [],
  }));
}

function unreadable(path: string, problem: string): Component {
  const span = { start: 0, end: 0 };
  const message = `The definition cannot be read (${problem}).`;
  return {
    path,
    name: basename(dirname(path)),
    services: [],
    sources: [],
    registrations: [],
    problems: [{ kind: "cdef", path, span, message }],
    dependencies: [path],
  };
}
