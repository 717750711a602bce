/**
 * Wires the features of `.api` files and of API names in C to the connection: from LSP's positions to offsets, and back.
 *
 * In: a connection, the engine, how the client spells URIs. Out: the capabilities that are really answered. Every request survives any document: one that is
 * closed, deleted or not ours gets null or an empty list. In C only names of an indexed interface are answered, and hover, definition,
 * implementation and references alone, so nothing appears twice beside a C language server.
 */
import { declarationOf, format, type Interface, ownershipOf, type Span } from "@legato-api/language";
import {
  type CancellationToken,
  type Connection,
  type Location,
  type Position,
  type Range,
  type ServerCapabilities,
  SymbolKind,
  type TextEdit,
} from "vscode-languageserver";
import { cNamesOf } from "./cross/apiNames.ts";
import { identifierAt } from "./cross/cUses.ts";
import type { Engine } from "./engine.ts";
import { type ApiView, viewOf } from "./features/apiView.ts";
import { callersOf, serversOf } from "./features/callHierarchy.ts";
import {
  type ComponentUse,
  type LensData,
  type LensTargets,
  referenceLenses,
  serviceLenses,
} from "./features/codeLenses.ts";
import { completion, type Importable } from "./features/completion.ts";
import { DefinitionFileFeatures, isDefinitionFile } from "./features/definitionFiles/index.ts";
import { documentLinks } from "./features/documentLinks.ts";
import { documentSymbols } from "./features/documentSymbols.ts";
import { foldingRanges } from "./features/foldingRanges.ts";
import { closeHandlerContract, describeDeclaration, hover } from "./features/hover.ts";
import { inlayHints } from "./features/inlayHints.ts";
import {
  definition,
  highlights,
  implementations,
  references,
  type SymbolAtCursor,
  symbolAt,
  type Target,
  typeDefinition,
} from "./features/navigation.ts";
import { prepareRename } from "./features/rename.ts";
import { renameEdit } from "./features/renameEdit.ts";
import { selectionRanges } from "./features/selectionRanges.ts";
import { semanticTokens, semanticTokensLegend } from "./features/semanticTokens.ts";
import { workspaceSymbols } from "./features/workspaceSymbols.ts";
import { linesOf } from "./lines.ts";
import { isProblem } from "./workspace/files.ts";
import { displayPath, pathOfUri } from "./workspace/paths.ts";
import { WorkspaceNavigator } from "./workspaceNavigator.ts";

export interface FeatureContext {
  readonly uriOf: (path: string) => string;
  readonly versionOf: (path: string) => number | null;
  readonly client: FeatureAbilities;
  /** Says what the user should know before going on. */
  readonly warn: (message: string) => void;
}

export interface FeatureAbilities {
  /** The client has the commands that lenses call. */
  readonly lensCommands: boolean;
  /** Edits may be shown to the user for confirmation. */
  readonly changeAnnotations: boolean;
}

/** Opens a list of places; the editor's side implements it. */
export const SHOW_PLACES_COMMAND = "legatoApi.showPlaces";

export const featureCapabilities: ServerCapabilities = {
  hoverProvider: true,
  definitionProvider: true,
  typeDefinitionProvider: true,
  implementationProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  semanticTokensProvider: { legend: semanticTokensLegend, full: true, range: true },
  inlayHintProvider: true,
  documentLinkProvider: {},
  completionProvider: { triggerCharacters: [".", "[", "*"] },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  codeLensProvider: { resolveProvider: true },
  callHierarchyProvider: true,
};

export interface LanguageFeatures {
  /** A file changed, in the editor or on disk. */
  readonly changed: (path: string) => void;
}

export function registerLanguageFeatures(
  connection: Connection,
  context: () => FeatureContext,
  engine: Engine,
): LanguageFeatures {
  const navigator = new WorkspaceNavigator(engine);
  const definitionFiles = new DefinitionFileFeatures(engine);
  const hoverContext = {
    ownershipOf,
    link: (iface: Interface, target: string): string | undefined => linkTo(iface, target, context().uriOf),
  };
  const viewAt = (uri: string): ApiView | undefined => {
    engine.beginTurn();
    const iface = navigator.interfaceAt(pathOfUri(uri));
    return iface === undefined ? undefined : viewOf(iface);
  };
  const symbolUnder = (params: {
    readonly textDocument: { readonly uri: string };
    readonly position: Position;
  }): SymbolAtCursor | undefined => {
    engine.beginTurn();
    const path = pathOfUri(params.textDocument.uri);
    const file = engine.files.read(path);
    return isProblem(file) ? undefined : symbolAt(path, linesOf(file).offsetAt(params.position), navigator);
  };
  const inDefinitionFile = <T>(
    { textDocument, position }: { readonly textDocument: { readonly uri: string }; readonly position: Position },
    ask: (path: string, offset: number) => T | undefined,
  ): T | undefined => {
    const path = pathOfUri(textDocument.uri);
    if (!isDefinitionFile(path)) return undefined;
    engine.beginTurn();
    const file = engine.files.read(path);
    return isProblem(file) ? undefined : ask(path, linesOf(file).offsetAt(position));
  };
  const rangeIn = (path: string, span: Span): Range => {
    const file = engine.files.read(path);
    return isProblem(file) ? emptyRange : linesOf(file).rangeOf(span);
  };
  const location = (target: Target): Location => ({
    uri: context().uriOf(target.path),
    range: rangeIn(target.path, target.span),
  });
  const until = (token: CancellationToken) => () => token.isCancellationRequested;

  connection.onHover((params) => {
    const view = viewAt(params.textDocument.uri);
    if (view !== undefined) return hover(view, view.lines.offsetAt(params.position), hoverContext);
    return hoverInC(params.textDocument.uri, params.position);
  });
  const hoverInC = (uri: string, position: Position) => {
    const path = pathOfUri(uri);
    const file = engine.files.read(path);
    if (isProblem(file)) return null;
    const offset = linesOf(file).offsetAt(position);
    const identifier = identifierAt(file.text, offset);
    if (identifier === undefined) return null;
    const range = linesOf(file).rangeOf(identifier);
    const contract = closeHandlerContract(identifier.text);
    if (contract !== undefined) return { contents: { kind: "markdown" as const, value: contract }, range };
    const scoped = navigator.scopes.resolve(path, identifier.text);
    const declared = scoped === undefined ? undefined : declarationOf(scoped.interface, scoped.symbol);
    return declared === undefined
      ? null
      : { contents: { kind: "markdown" as const, value: describeDeclaration(declared, hoverContext) }, range };
  };

  const oneTarget = (found: Target | undefined): Location | null => (found === undefined ? null : location(found));
  connection.onDefinition((params) => {
    const named = inDefinitionFile(params, (path, offset) => definitionFiles.definition(path, offset));
    if (named !== undefined) return location(named);
    const at = symbolUnder(params);
    return at === undefined ? null : oneTarget(definition(at));
  });
  connection.onTypeDefinition((params) => {
    const at = symbolUnder(params);
    return at === undefined ? null : oneTarget(typeDefinition(at));
  });
  connection.onImplementation(async (params, token) => {
    const at = symbolUnder(params);
    return at === undefined ? null : (await implementations(at, navigator, until(token))).map(location);
  });
  connection.onReferences(async (params, token) => {
    const at = symbolUnder(params);
    if (at === undefined) return null;
    const { includeDeclaration } = params.context;
    return (await references(at, navigator, { includeDeclaration, isCancelled: until(token) })).map(location);
  });
  connection.onDocumentHighlight(({ textDocument, position }) => {
    const view = viewAt(textDocument.uri);
    if (view === undefined) return null;
    return highlights(view.interface, view.lines.offsetAt(position)).map(({ span, write }) => ({
      range: view.lines.rangeOf(span),
      kind: write ? 3 : 2,
    }));
  });

  connection.onPrepareRename((params) => {
    const at = symbolUnder(params);
    const prepared = at === undefined ? undefined : prepareRename(at, navigator);
    if (prepared === undefined || typeof prepared === "string") return null;
    return { range: rangeIn(pathOfUri(params.textDocument.uri), prepared.span), placeholder: prepared.placeholder };
  });
  connection.onRenameRequest(async (params, token) => {
    const at = symbolUnder(params);
    const { versionOf, uriOf, client, warn } = context();
    return at === undefined
      ? null
      : renameEdit(at, params.newName, {
          navigator,
          rangeIn,
          versionOf,
          uriOf,
          annotate: client.changeAnnotations,
          warn,
          isCancelled: until(token),
        });
  });

  connection.onDocumentSymbol(({ textDocument }) => {
    const view = viewAt(textDocument.uri);
    if (view !== undefined) return documentSymbols(view);
    return definitionFiles.outline(pathOfUri(textDocument.uri)) ?? null;
  });
  connection.onWorkspaceSymbol(({ query }) => {
    engine.beginTurn();
    const interfaces = engine.index.apis().flatMap((path) => navigator.interfaceAt(path) ?? []);
    return workspaceSymbols(interfaces, query, context().uriOf);
  });
  connection.onFoldingRanges(({ textDocument }) => {
    const view = viewAt(textDocument.uri);
    return view === undefined ? null : foldingRanges(view);
  });
  connection.onSelectionRanges(({ textDocument, positions }) => {
    const view = viewAt(textDocument.uri);
    return view === undefined ? null : selectionRanges(view, positions);
  });
  connection.languages.semanticTokens.on(({ textDocument }) => {
    const view = viewAt(textDocument.uri);
    return view === undefined ? { data: [] } : semanticTokens(view, ownershipOf(view.interface));
  });
  connection.languages.semanticTokens.onRange(({ textDocument, range }) => {
    const view = viewAt(textDocument.uri);
    return view === undefined ? { data: [] } : semanticTokens(view, ownershipOf(view.interface), spanOf(view, range));
  });
  connection.languages.inlayHint.on(({ textDocument, range }) => {
    const view = viewAt(textDocument.uri);
    return view === undefined ? null : inlayHints(view, spanOf(view, range));
  });
  connection.onDocumentLinks(({ textDocument }) => {
    const view = viewAt(textDocument.uri);
    if (view !== undefined) return documentLinks(view, context().uriOf);
    return definitionFiles.links(pathOfUri(textDocument.uri), context().uriOf) ?? null;
  });
  connection.onCompletion(({ textDocument, position }) => {
    const view = viewAt(textDocument.uri);
    if (view !== undefined) return completion(view, view.lines.offsetAt(position), importable(view.path));
    return (
      inDefinitionFile({ textDocument, position }, (path, offset) => definitionFiles.completion(path, offset)) ?? null
    );
  });
  const importable = (path: string): readonly Importable[] => {
    const found = new Map<string, Importable>();
    for (const api of engine.importableFrom(path)) {
      const iface = navigator.interfaceAt(api);
      if (iface !== undefined && !found.has(iface.name)) found.set(iface.name, { name: iface.name, interface: iface });
    }
    return [...found.values()];
  };

  const formatted = (uri: string, range?: Range): TextEdit[] | null => {
    const view = viewAt(uri);
    if (view === undefined) return null;
    const answer = format(view.interface.source, range === undefined ? undefined : spanOf(view, range));
    if (answer.kind === "edits")
      return answer.edits.map(({ span, newText }) => ({ range: view.lines.rangeOf(span), newText }));
    const { line } = view.lines.positionAt(answer.at.start);
    context().warn(`Not formatted, line ${line + 1}: ${answer.reason}`);
    return null;
  };
  connection.onDocumentFormatting(({ textDocument }) => formatted(textDocument.uri));
  connection.onDocumentRangeFormatting(({ textDocument, range }) => formatted(textDocument.uri, range));

  const command = ({ title, targets }: LensTargets, uri: string, at: Position) => ({
    title,
    command: context().client.lensCommands ? SHOW_PLACES_COMMAND : "",
    arguments: context().client.lensCommands ? [uri, at, targets.map(location)] : [],
  });
  connection.onCodeLens(async ({ textDocument }, token) => {
    const view = viewAt(textDocument.uri);
    if (view === undefined) return null;
    const top = { line: 0, character: 0 };
    const uses = await componentUses(view.path, token);
    const describe = ({ path, span }: Target): string =>
      `${displayPath(path, path.replace(/[\\/][^\\/]*$/, ""))}:${rangeIn(path, span).start.line + 1}`;
    const first = serviceLenses(uses.providers, uses.clients, describe).map((lens) => ({
      range: { start: top, end: top },
      command: command(lens, textDocument.uri, top),
    }));
    return [...first, ...referenceLenses(view)];
  });
  connection.onCodeLensResolve(async (lens, token) => {
    const data: unknown = lens.data;
    if (!isLensData(data)) return lens;
    engine.beginTurn();
    const at = symbolAt(data.path, data.offset, navigator);
    const targets =
      at === undefined ? [] : await references(at, navigator, { includeDeclaration: false, isCancelled: until(token) });
    const title = targets.length === 1 ? "1 reference" : `${targets.length} references`;
    return { range: lens.range, command: command({ title, targets }, context().uriOf(data.path), lens.range.start) };
  });
  const componentUses = async (path: string, token: CancellationToken) => {
    const providers: ComponentUse[] = [];
    const clients: ComponentUse[] = [];
    for (const outline of navigator.components()) {
      for (const entry of outline.entries) {
        if (entry.apiPath !== path || token.isCancellationRequested) continue;
        const componentName = outline.definition.split(/[\\/]/).at(-2) ?? outline.definition;
        const place = { path: outline.definition, span: { start: 0, end: 0 } };
        if (entry.side === "requires") {
          clients.push({ componentName, place });
          continue;
        }
        const { component } = await engine.component(outline.definition);
        const service = component.services.find((one) => one.prefix === entry.prefix);
        providers.push({
          componentName,
          place: service?.place ?? place,
          ...(service === undefined ? {} : { service }),
        });
      }
    }
    return { providers, clients };
  };

  connection.languages.callHierarchy.onPrepare((params) => {
    const at = symbolUnder(params);
    if (at === undefined || (at.symbol.kind !== "function" && at.symbol.kind !== "event")) return null;
    const target = definition(at);
    if (target === undefined) return null;
    const { uri, range } = location(target);
    return [
      { name: at.symbol.name, kind: SymbolKind.Function, detail: at.from.name, uri, range, selectionRange: range },
    ];
  });
  connection.languages.callHierarchy.onIncomingCalls(async ({ item }, token) => {
    const at = symbolUnder({ textDocument: item, position: item.selectionRange.start });
    if (at === undefined) return null;
    return (await callersOf(at.symbol, navigator, until(token))).map((caller) => ({
      from: {
        name: caller.name,
        kind: SymbolKind.Function,
        detail: displayPath(caller.path, engine.folders[0]),
        uri: context().uriOf(caller.path),
        range: rangeIn(caller.path, caller.span),
        selectionRange: rangeIn(caller.path, caller.nameSpan),
      },
      fromRanges: caller.calls.map((span) => rangeIn(caller.path, span)),
    }));
  });
  connection.languages.callHierarchy.onOutgoingCalls(async ({ item }, token) => {
    const at = symbolUnder({ textDocument: item, position: item.selectionRange.start });
    if (at === undefined) return null;
    return (await serversOf(at.symbol, navigator, until(token))).map((server) => {
      const range = rangeIn(server.path, server.span);
      return {
        to: {
          name: server.text,
          kind: SymbolKind.Function,
          detail: "serves it",
          uri: context().uriOf(server.path),
          range,
          selectionRange: range,
        },
        fromRanges: [item.selectionRange],
      };
    });
  });

  return {
    changed: (path) => {
      if (/\.(?:cdef|sinc)$/.test(path)) navigator.forget();
    },
  };
}

const emptyRange: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function spanOf(view: ApiView, range: Range): Span {
  return { start: view.lines.offsetAt(range.start), end: view.lines.offsetAt(range.end) };
}

function isLensData(data: unknown): data is LensData {
  return (
    typeof data === "object" &&
    data !== null &&
    "path" in data &&
    typeof data.path === "string" &&
    "offset" in data &&
    typeof data.offset === "number"
  );
}

/** `@ref printer_Open()`, `@ref PRINTER_MAX`: C names of the interface itself and of its imports. */
function linkTo(iface: Interface, target: string, uriOf: (path: string) => string): string | undefined {
  const name = target.replace(/\(.*$/, "");
  for (const home of [iface, ...iface.imports.flatMap((used) => used.interface ?? [])]) {
    const symbol = cNamesOf(home).get(name);
    const declared = symbol === undefined ? undefined : declarationOf(home, symbol);
    if (declared === undefined) continue;
    const { line } = viewOf(declared.interface).lines.positionAt(declared.name.start);
    return `${uriOf(declared.interface.uri)}#L${line + 1}`;
  }
  return undefined;
}
