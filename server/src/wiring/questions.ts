/**
 * From what a client asks (URIs, lines, characters) to what features work on (paths, views, offsets), and back.
 *
 * Shared by all wired features. Every question starts a turn of the engine, so that answers are about the files as they are now. A document that is
 * closed, deleted or not ours gives undefined.
 */
import type { Span } from "@legato-api/language";
import type { CancellationToken, Location, Position, Range } from "vscode-languageserver";
import { type ApiView, viewOf } from "../apiView.ts";
import { isApiPath } from "../checks/apiChecks.ts";
import type { Engine } from "../engine.ts";
import { isDefinitionFile } from "../features/definitionFiles/index.ts";
import { type SymbolAtCursor, symbolAt, type Target } from "../features/navigation.ts";
import { linesOf } from "../lines.ts";
import { isProblem } from "../workspace/files.ts";
import { pathOfUri } from "../workspace/paths.ts";
import { WorkspaceNavigator } from "../workspaceNavigator.ts";

export interface FeatureContext {
  readonly uriOf: (path: string) => string;
  readonly versionOf: (path: string) => number | null;
  readonly client: FeatureAbilities;
  /** Says what the user should know before going on. */
  readonly warn: (message: string) => void;
}

export interface FeatureAbilities {
  /** The client is our extension and has the commands that lenses call. */
  readonly lensCommands: boolean;
  /** Edits may be shown to the user for confirmation. */
  readonly changeAnnotations: boolean;
  /** Completions may hold placeholders. */
  readonly snippets: boolean;
}

export interface Place {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

export class Questions {
  readonly engine: Engine;
  readonly navigator: WorkspaceNavigator;
  readonly #context: () => FeatureContext;

  constructor(engine: Engine, context: () => FeatureContext) {
    this.engine = engine;
    this.navigator = new WorkspaceNavigator(engine);
    this.#context = context;
  }

  /** As the client is now: what it can do is known only after it introduced itself. */
  get context(): FeatureContext {
    return this.#context();
  }

  viewAt(uri: string): ApiView | undefined {
    this.engine.beginTurn();
    const iface = this.navigator.interfaceAt(pathOfUri(uri));
    return iface === undefined ? undefined : viewOf(iface);
  }

  symbolUnder({ textDocument, position }: Place): SymbolAtCursor | undefined {
    this.engine.beginTurn();
    const path = pathOfUri(textDocument.uri);
    const file = this.engine.files.read(path);
    return isProblem(file) ? undefined : symbolAt(path, linesOf(file).offsetAt(position), this.navigator);
  }

  inDefinitionFile<T>(
    { textDocument, position }: Place,
    ask: (path: string, offset: number) => T | undefined,
  ): T | undefined {
    const path = pathOfUri(textDocument.uri);
    if (!isDefinitionFile(path)) return undefined;
    this.engine.beginTurn();
    const file = this.engine.files.read(path);
    return isProblem(file) ? undefined : ask(path, linesOf(file).offsetAt(position));
  }

  /** Asks about a place in C or C++: whatever is no file of our own languages. */
  inSource<T>({ textDocument, position }: Place, ask: (path: string, offset: number) => T | undefined): T | undefined {
    const path = pathOfUri(textDocument.uri);
    if (isApiPath(path) || isDefinitionFile(path)) return undefined;
    this.engine.beginTurn();
    const file = this.engine.files.read(path);
    return isProblem(file) ? undefined : ask(path, linesOf(file).offsetAt(position));
  }

  rangeIn(path: string, span: Span): Range {
    const file = this.engine.files.read(path);
    return isProblem(file) ? emptyRange : linesOf(file).rangeOf(span);
  }

  location(target: Target): Location {
    return { uri: this.context.uriOf(target.path), range: this.rangeIn(target.path, target.span) };
  }
}

export const until = (token: CancellationToken) => (): boolean => token.isCancellationRequested;

const emptyRange: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function spanOf(view: ApiView, range: Range): Span {
  return { start: view.lines.offsetAt(range.start), end: view.lines.offsetAt(range.end) };
}
