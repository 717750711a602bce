/** Features of one document: hover, outline, folding, tokens, hints, links, completion, formatting. */
import { declarationOf, format, type Interface, ownershipOf } from "@legato-api/language";
import {
  type Connection,
  type Position,
  type Range,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  type TextEdit,
} from "vscode-languageserver";
import { viewOf } from "../apiView.ts";
import { cNamesOf } from "../cross/apiNames.ts";
import { identifierAt } from "../cross/cUses.ts";
import { completion, type Importable } from "../features/completion.ts";
import { DefinitionFileFeatures } from "../features/definitionFiles/index.ts";
import { documentLinks } from "../features/documentLinks.ts";
import { documentSymbols } from "../features/documentSymbols.ts";
import { foldingRanges } from "../features/foldingRanges.ts";
import { closeHandlerContract, describeDeclaration, hover } from "../features/hover.ts";
import { inlayHints } from "../features/inlayHints.ts";
import { selectionRanges } from "../features/selectionRanges.ts";
import { semanticTokens } from "../features/semanticTokens.ts";
import { linesOf } from "../lines.ts";
import { isProblem } from "../workspace/files.ts";
import { pathOfUri } from "../workspace/paths.ts";
import { type Questions, spanOf } from "./questions.ts";

export function registerDocumentFeatures(connection: Connection, questions: Questions): void {
  const definitionFiles = new DefinitionFileFeatures(questions.engine);
  const hoverContext = {
    ownershipOf,
    link: (iface: Interface, target: string): string | undefined => linkTo(iface, target, questions.context.uriOf),
  };

  connection.onHover((params) => {
    const view = questions.viewAt(params.textDocument.uri);
    if (view !== undefined) return hover(view, view.lines.offsetAt(params.position), hoverContext);
    return hoverInC(params.textDocument.uri, params.position);
  });
  const hoverInC = (uri: string, position: Position) => {
    const path = pathOfUri(uri);
    const file = questions.engine.files.read(path);
    if (isProblem(file)) return null;
    const offset = linesOf(file).offsetAt(position);
    const identifier = identifierAt(file.text, offset);
    if (identifier === undefined) return null;
    const range = linesOf(file).rangeOf(identifier);
    const contract = closeHandlerContract(identifier.text);
    if (contract !== undefined) return { contents: { kind: "markdown" as const, value: contract }, range };
    const scoped = questions.navigator.scopes.resolve(path, identifier.text);
    const declared = scoped === undefined ? undefined : declarationOf(scoped.interface, scoped.symbol);
    return declared === undefined
      ? null
      : { contents: { kind: "markdown" as const, value: describeDeclaration(declared, hoverContext) }, range };
  };

  connection.onDocumentSymbol(({ textDocument }) => {
    const view = questions.viewAt(textDocument.uri);
    if (view !== undefined) return documentSymbols(view);
    return definitionFiles.outline(pathOfUri(textDocument.uri)) ?? null;
  });
  connection.onFoldingRanges(({ textDocument }) => {
    const view = questions.viewAt(textDocument.uri);
    return view === undefined ? null : foldingRanges(view);
  });
  connection.onSelectionRanges(({ textDocument, positions }) => {
    const view = questions.viewAt(textDocument.uri);
    return view === undefined ? null : selectionRanges(view, positions);
  });
  // Empty tokens would hide those of another server.
  connection.onRequest(SemanticTokensRequest.type, ({ textDocument }) => {
    const view = questions.viewAt(textDocument.uri);
    return view === undefined ? null : semanticTokens(view, ownershipOf(view.interface));
  });
  connection.onRequest(SemanticTokensRangeRequest.type, ({ textDocument, range }) => {
    const view = questions.viewAt(textDocument.uri);
    return view === undefined ? null : semanticTokens(view, ownershipOf(view.interface), spanOf(view, range));
  });
  connection.languages.inlayHint.on(({ textDocument, range }) => {
    const view = questions.viewAt(textDocument.uri);
    return view === undefined ? null : inlayHints(view, spanOf(view, range));
  });
  connection.onDocumentLinks(({ textDocument }) => {
    const view = questions.viewAt(textDocument.uri);
    if (view !== undefined) return documentLinks(view, questions.context.uriOf);
    return definitionFiles.links(pathOfUri(textDocument.uri), questions.context.uriOf) ?? null;
  });
  connection.onCompletion(({ textDocument, position }) => {
    const view = questions.viewAt(textDocument.uri);
    if (view !== undefined)
      return completion(view, view.lines.offsetAt(position), importable(view.path), questions.context.client);
    return (
      questions.inDefinitionFile({ textDocument, position }, (path, offset) =>
        definitionFiles.completion(path, offset),
      ) ?? null
    );
  });
  const importable = (path: string): readonly Importable[] => {
    const found = new Map<string, Importable>();
    for (const api of questions.engine.importableFrom(path)) {
      const iface = questions.navigator.interfaceAt(api);
      if (iface !== undefined && !found.has(iface.name)) found.set(iface.name, { name: iface.name, interface: iface });
    }
    return [...found.values()];
  };

  const formatted = (uri: string, range?: Range): TextEdit[] | null => {
    const view = questions.viewAt(uri);
    if (view === undefined) return null;
    const answer = format(view.interface.source, range === undefined ? undefined : spanOf(view, range));
    if (answer.kind === "edits")
      return answer.edits.map(({ span, newText }) => ({ range: view.lines.rangeOf(span), newText }));
    const { line } = view.lines.positionAt(answer.at.start);
    questions.context.warn(`Not formatted, line ${line + 1}: ${answer.reason}`);
    return null;
  };
  connection.onDocumentFormatting(({ textDocument }) => formatted(textDocument.uri));
  connection.onDocumentRangeFormatting(({ textDocument, range }) => formatted(textDocument.uri, range));
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
