/** Features across files and languages: definition, references, rename, workspace symbols, call hierarchy. */
import { type Connection, type Location, SymbolKind, type TextEdit } from "vscode-languageserver";
import { callersOf, serversOf } from "../features/callHierarchy.ts";
import { DefinitionFileFeatures } from "../features/definitionFiles/index.ts";
import { fileRename } from "../features/fileRename.ts";
import {
  definition,
  highlights,
  implementations,
  references,
  serviceDefinition,
  type Target,
  typeDefinition,
} from "../features/navigation.ts";
import { prepareRename } from "../features/rename.ts";
import { renameEdit } from "../features/renameEdit.ts";
import { workspaceSymbols } from "../features/workspaceSymbols.ts";
import { displayPath, isWithin, pathOfUri } from "../workspace/paths.ts";
import { DeclaredNames } from "./declaredNames.ts";
import { type Questions, until } from "./questions.ts";

export function registerNavigationFeatures(connection: Connection, questions: Questions): void {
  const definitionFiles = new DefinitionFileFeatures(questions.engine);
  const oneTarget = (found: Target | undefined): Location | null =>
    found === undefined ? null : questions.location(found);
  connection.onDefinition((params) => {
    const named = questions.inDefinitionFile(params, (path, offset) => definitionFiles.definition(path, offset));
    if (named !== undefined) return questions.location(named);
    const at = questions.symbolUnder(params);
    return oneTarget(
      at === undefined
        ? questions.inSource(params, (path, offset) => serviceDefinition(path, offset, questions.navigator))
        : definition(at),
    );
  });
  connection.onTypeDefinition((params) => {
    const at = questions.symbolUnder(params);
    return at === undefined ? null : oneTarget(typeDefinition(at));
  });
  connection.onImplementation(async (params, token) => {
    const at = questions.symbolUnder(params);
    return at === undefined
      ? null
      : (await implementations(at, questions.navigator, until(token))).map((target) => questions.location(target));
  });
  connection.onReferences(async (params, token) => {
    const at = questions.symbolUnder(params);
    if (at === undefined) return null;
    const { includeDeclaration } = params.context;
    return (await references(at, questions.navigator, { includeDeclaration, isCancelled: until(token) })).map(
      (target) => questions.location(target),
    );
  });
  connection.onDocumentHighlight(({ textDocument, position }) => {
    const view = questions.viewAt(textDocument.uri);
    if (view === undefined) return null;
    return highlights(view.interface, view.lines.offsetAt(position)).map(({ span, write }) => ({
      range: view.lines.rangeOf(span),
      kind: write ? 3 : 2,
    }));
  });

  connection.onPrepareRename((params) => {
    const at = questions.symbolUnder(params);
    const prepared = at === undefined ? undefined : prepareRename(at, questions.navigator);
    if (prepared === undefined || typeof prepared === "string") return null;
    return {
      range: questions.rangeIn(pathOfUri(params.textDocument.uri), prepared.span),
      placeholder: prepared.placeholder,
    };
  });
  connection.onRenameRequest(async (params, token) => {
    const at = questions.symbolUnder(params);
    const { versionOf, uriOf, client, warn } = questions.context;
    return at === undefined
      ? null
      : renameEdit(at, params.newName, {
          navigator: questions.navigator,
          rangeIn: (path, span) => questions.rangeIn(path, span),
          versionOf,
          uriOf,
          annotate: client.changeAnnotations,
          warn,
          isOutside: (path) => isOutside(path, questions.engine),
          isCancelled: until(token),
        });
  });

  connection.workspace.onWillRenameFiles(({ files }) => {
    questions.engine.beginTurn();
    const { engine, navigator } = questions;
    const definitions = engine.index.componentDefinitions().flatMap((path) => {
      const said = engine.analyzer.define(path);
      return typeof said === "string" ? [] : [said];
    });
    const context = { navigator, definitions, apiNamed: (name: string, from: string) => engine.apiNamed(name, from) };
    const changes: Record<string, TextEdit[]> = {};
    for (const { oldUri, newUri } of files) {
      for (const { path, span, newText } of fileRename(pathOfUri(oldUri), pathOfUri(newUri), context)) {
        const uri = questions.context.uriOf(path);
        changes[uri] = [...(changes[uri] ?? []), { range: questions.rangeIn(path, span), newText }];
      }
    }
    return Object.keys(changes).length === 0 ? null : { changes };
  });

  const declared = new DeclaredNames(questions.engine);
  connection.onWorkspaceSymbol(async ({ query }, token) => {
    questions.engine.beginTurn();
    return workspaceSymbols(await declared.all(until(token)), query, questions.context.uriOf);
  });
  connection.languages.callHierarchy.onPrepare((params) => {
    const at = questions.symbolUnder(params);
    if (at === undefined || (at.symbol.kind !== "function" && at.symbol.kind !== "event")) return null;
    const target = definition(at);
    if (target === undefined) return null;
    const { uri, range } = questions.location(target);
    return [
      { name: at.symbol.name, kind: SymbolKind.Function, detail: at.from.name, uri, range, selectionRange: range },
    ];
  });
  connection.languages.callHierarchy.onIncomingCalls(async ({ item }, token) => {
    const at = questions.symbolUnder({ textDocument: item, position: item.selectionRange.start });
    if (at === undefined) return null;
    return (await callersOf(at.symbol, questions.navigator, until(token))).map((caller) => ({
      from: {
        name: caller.name,
        kind: SymbolKind.Function,
        detail: displayPath(caller.path, questions.engine.folders[0]),
        uri: questions.context.uriOf(caller.path),
        range: questions.rangeIn(caller.path, caller.span),
        selectionRange: questions.rangeIn(caller.path, caller.nameSpan),
      },
      fromRanges: caller.calls.map((span) => questions.rangeIn(caller.path, span)),
    }));
  });
  connection.languages.callHierarchy.onOutgoingCalls(async ({ item }, token) => {
    const at = questions.symbolUnder({ textDocument: item, position: item.selectionRange.start });
    if (at === undefined) return null;
    return (await serversOf(at.symbol, questions.navigator, until(token))).map((server) => {
      const range = questions.rangeIn(server.path, server.span);
      return {
        to: {
          name: server.text,
          kind: SymbolKind.Function,
          detail: "serves it",
          uri: questions.context.uriOf(server.path),
          range,
          selectionRange: range,
        },
        fromRanges: [item.selectionRange],
      };
    });
  });
}

/** Without a folder every file was opened by itself, and there is no outside. */
function isOutside(file: string, { folders, files }: Questions["engine"]): boolean {
  if (folders.length === 0 || files.isOpen(file)) return false;
  const real = files.realPath(file);
  return !folders.some((folder) => isWithin(file, folder) || isWithin(real, files.realPath(folder)));
}
