/**
 * Checks of `.api` files, kept until something they depend on changes.
 *
 * In: a path. Out: the check of its text as it is now: tree, interface, findings with the rules' own severities. A text is parsed once a version,
 * whoever imports it. A check is kept with the questions it asked the files and is made again only when an answer differs; trees and interfaces
 * of files that are not used for long are let go, what was found in them stays.
 */
import { CheckCache, type CheckResult, check, type ImportAnswer, parse, type SourceFile } from "@legato-api/language";
import type { Finding } from "../finding.ts";
import type { Settings } from "../settings.ts";
import { type FileProblem, type Files, isProblem, reasonOf, type TextFile } from "../workspace/files.ts";
import { type SearchPlaces, searchImport } from "../workspace/importSearch.ts";
import { isUri } from "../workspace/paths.ts";
import { RecordedFiles } from "../workspace/recordedFiles.ts";
import { findingsOf, findingsOfProblem } from "./apiFindings.ts";
import { ownershipCommentFindings } from "./ownershipComments.ts";
import { RecentlyUsed } from "./recentlyUsed.ts";

/** Characters of `.api` text whose trees, and whose interfaces, are kept. Both together weigh some fifty bytes a character. */
const maximumKeptCharacters = 2 * 1024 * 1024;

export interface ApiCheck extends CheckResult {
  readonly path: string;
  readonly file: TextFile;
  readonly tree: SourceFile;
}

export interface ApiChecksOptions {
  readonly files: Files;
  /** Everything about a file's surroundings that a check needs; `ask` records a question about the index. */
  readonly searchPlaces: (path: string, ask: RecordedFiles["ask"]) => SearchPlaces;
  readonly dialectOf: (path: string) => Settings["dialect"];
  /** False while a file that was not found may still turn up. */
  readonly isIndexComplete: () => boolean;
  readonly log: (line: string) => void;
}

interface Verdict {
  readonly asked: RecordedFiles;
  readonly findings: readonly Finding[];
}

export class ApiChecks {
  readonly #options: ApiChecksOptions;
  readonly #trees = new RecentlyUsed<string, { readonly version: string; readonly tree: SourceFile }>(
    maximumKeptCharacters,
  );
  readonly #checks = new RecentlyUsed<string, { readonly asked: RecordedFiles; readonly check: ApiCheck }>(
    maximumKeptCharacters,
  );
  readonly #verdicts = new Map<string, Verdict>();
  /** Place (a path, or the base name of one) to the files whose verdict asked about it. */
  readonly #askedBy = new Map<string, Set<string>>();
  /** Lets go by itself of what belongs to trees that nobody holds any more. */
  readonly #cache = new CheckCache();
  readonly #said = new Set<string>();

  constructor(options: ApiChecksOptions) {
    this.#options = options;
  }

  /** The tree of a file's text as it is now. `keep` is false for a file that nobody has open or imports: looked at once, it is let go. */
  #tree(file: TextFile, keep: boolean): SourceFile {
    const known = this.#trees.get(file.path);
    if (known?.version === file.version) {
      return known.tree;
    }
    const tree = parse(file.text);
    if (keep) {
      this.#trees.set(file.path, { version: file.version, tree }, file.text.length);
    }
    return tree;
  }

  check(path: string): ApiCheck | FileProblem {
    const known = this.#checks.get(path);
    if (known?.asked.stillHolds()) {
      return known.check;
    }
    const asked = new RecordedFiles(this.#options.files);
    const checked = this.#make(path, asked, true);
    if (!isProblem(checked)) {
      this.#checks.set(path, { asked, check: checked }, checked.file.text.length);
    }
    return checked;
  }

  /** What there is to say about a file. Of a file that nobody has open nothing else is kept: it outlives tree and interface. */
  findings(path: string): readonly Finding[] {
    const known = this.#verdicts.get(path);
    if (known?.asked.stillHolds()) {
      return known.findings;
    }
    if (this.#options.files.isOpen(path)) {
      this.check(path);
    } else {
      // Looked at before, and again now: somebody works on what it depends on.
      const keep = known !== undefined;
      this.#make(path, new RecordedFiles(this.#options.files), keep);
    }
    return this.#verdicts.get(path)?.findings ?? [];
  }

  #make(path: string, asked: RecordedFiles, keep: boolean): ApiCheck | FileProblem {
    const file = asked.read(path);
    if (isProblem(file)) {
      this.#keep(path, { asked, findings: findingsOfProblem(path, file) });
      return file;
    }
    const tree = this.#tree(file, keep);
    const result = check({
      uri: path,
      tree,
      dialect: this.#options.dialectOf(path),
      cache: this.#cache,
      resolveImport: (fileName, from) => this.#resolve(fileName, path, from, asked),
      ...(file.notUtf8At === undefined ? {} : { notUtf8At: file.notUtf8At }),
    });
    const findings = [...findingsOf(path, result.diagnostics), ...ownershipCommentFindings(path, tree)];
    this.#keep(path, { asked, findings });
    return { ...result, path, file, tree };
  }

  /** Files already checked whose check asked about one of these places: its own text, an import, a place where one was looked for. */
  askedAbout(places: Iterable<string>): ReadonlySet<string> {
    const found = new Set<string>();
    for (const place of places) {
      for (const path of this.#askedBy.get(place) ?? []) {
        found.add(path);
      }
    }
    return found;
  }

  /** Every place some check asked about. */
  places(): Iterable<string> {
    return this.#askedBy.keys();
  }

  /** The files whose check took this one in, directly or through an import. */
  dependantsOf(path: string): readonly string[] {
    return [...(this.#askedBy.get(path) ?? [])].filter((other) => other !== path);
  }

  forget(path: string): void {
    this.#trees.delete(path);
    this.#checks.delete(path);
    this.#unlink(path);
    this.#verdicts.delete(path);
  }

  /** Settings changed: everything may have another answer, only the trees are as good as before. */
  forgetChecks(): void {
    this.#checks.clear();
    this.#verdicts.clear();
    this.#askedBy.clear();
    this.#said.clear();
  }

  #resolve(fileName: string, mainPath: string, importerPath: string, asked: RecordedFiles): ImportAnswer {
    const places = this.#options.searchPlaces(mainPath, asked.ask.bind(asked));
    const answer = searchImport(fileName, mainPath, importerPath, places, asked);
    if (answer.kind === "missing") {
      if (this.#options.isIndexComplete()) {
        this.#sayOnce(`${importerPath}: ${fileName} was not found in ${answer.searched.join(", ") || "any folder"}.`);
      }
      return answer;
    }
    if (answer.outside !== undefined) {
      const others = answer.passedOver.length === 0 ? "" : `; farther away: ${answer.passedOver.join(", ")}`;
      this.#sayOnce(`${importerPath}: ${fileName} is taken from ${answer.path}, outside of the search path${others}.`);
    }
    const file = asked.read(answer.path);
    if (isProblem(file)) {
      return { kind: "missing", searched: [answer.path], problem: `${answer.path} cannot be read: ${reasonOf(file)}.` };
    }
    return {
      kind: "found",
      uri: answer.path,
      tree: this.#tree(file, true),
      ...(file.notUtf8At === undefined ? {} : { notUtf8At: file.notUtf8At }),
      ...(answer.outside === undefined ? {} : { outside: answer.outside }),
    };
  }

  #keep(path: string, verdict: Verdict): void {
    this.#unlink(path);
    this.#verdicts.set(path, verdict);
    for (const place of verdict.asked.places()) {
      const askers = this.#askedBy.get(place);
      if (askers === undefined) {
        this.#askedBy.set(place, new Set([path]));
      } else {
        askers.add(path);
      }
    }
  }

  #unlink(path: string): void {
    for (const place of this.#verdicts.get(path)?.asked.places() ?? []) {
      const askers = this.#askedBy.get(place);
      askers?.delete(path);
      if (askers?.size === 0) {
        this.#askedBy.delete(place);
      }
    }
  }

  /** A decision is said when it is made, not at every keystroke. */
  #sayOnce(line: string): void {
    if (!this.#said.has(line)) {
      this.#said.add(line);
      this.#options.log(line);
    }
  }
}

/** True for what the server can check at all: an `.api` file, or a document that has no name yet. */
export function isApiPath(path: string): boolean {
  return path.endsWith(".api") || (isUri(path) && !/\.[a-z]+$/i.test(path));
}
