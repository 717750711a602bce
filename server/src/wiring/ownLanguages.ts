/**
 * Which capabilities are for our own languages alone, and how a client is told so.
 *
 * What a server says of itself at the start holds for every document the client sends it, C and C++ too. A formatter that has nothing to say about C is
 * still a second formatter there, and a hierarchy or colours that are empty hide those of the C language server. So a client that takes registrations
 * later gets these with the languages they are for; any other gets them at the start, and an empty answer in C.
 */
import {
  CallHierarchyPrepareRequest,
  type ClientCapabilities,
  CodeLensRequest,
  CompletionRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentRangeFormattingRequest,
  type DocumentSelector,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  InlayHintRequest,
  type Registration,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensRegistrationType,
  type ServerCapabilities,
} from "vscode-languageserver";

type Feature = keyof NonNullable<ClientCapabilities["textDocument"]>;

const interfaces: DocumentSelector = [{ language: "legato-api" }, { pattern: "**/*.api" }];
const withDefinitionFiles: DocumentSelector = [
  ...interfaces,
  { language: "legato-definition" },
  { pattern: "**/*.{cdef,adef,sdef,mdef,sinc}" },
];

const scoped: readonly {
  readonly capability: keyof ServerCapabilities;
  readonly feature: Feature;
  readonly method: string;
  readonly documents: DocumentSelector;
}[] = [
  { capability: "renameProvider", feature: "rename", method: RenameRequest.method, documents: interfaces },
  {
    capability: "documentHighlightProvider",
    feature: "documentHighlight",
    method: DocumentHighlightRequest.method,
    documents: interfaces,
  },
  {
    capability: "semanticTokensProvider",
    feature: "semanticTokens",
    method: SemanticTokensRegistrationType.method,
    documents: interfaces,
  },
  { capability: "inlayHintProvider", feature: "inlayHint", method: InlayHintRequest.method, documents: interfaces },
  {
    capability: "documentFormattingProvider",
    feature: "formatting",
    method: DocumentFormattingRequest.method,
    documents: interfaces,
  },
  {
    capability: "documentRangeFormattingProvider",
    feature: "rangeFormatting",
    method: DocumentRangeFormattingRequest.method,
    documents: interfaces,
  },
  { capability: "codeLensProvider", feature: "codeLens", method: CodeLensRequest.method, documents: interfaces },
  {
    capability: "callHierarchyProvider",
    feature: "callHierarchy",
    method: CallHierarchyPrepareRequest.method,
    documents: interfaces,
  },
  {
    capability: "foldingRangeProvider",
    feature: "foldingRange",
    method: FoldingRangeRequest.method,
    documents: interfaces,
  },
  {
    capability: "selectionRangeProvider",
    feature: "selectionRange",
    method: SelectionRangeRequest.method,
    documents: interfaces,
  },
  {
    capability: "completionProvider",
    feature: "completion",
    method: CompletionRequest.method,
    documents: withDefinitionFiles,
  },
  {
    capability: "documentSymbolProvider",
    feature: "documentSymbol",
    method: DocumentSymbolRequest.method,
    documents: withDefinitionFiles,
  },
  {
    capability: "documentLinkProvider",
    feature: "documentLink",
    method: DocumentLinkRequest.method,
    documents: withDefinitionFiles,
  },
];

export interface Offer {
  /** To be said at the start. */
  readonly capabilities: ServerCapabilities;
  /** To be registered when the client is ready. */
  readonly registrations: readonly Registration[];
}

export function offerTo(client: ClientCapabilities, all: ServerCapabilities): Offer {
  const later = scoped.filter(({ feature }) => takesRegistrations(client, feature));
  const names = new Set<string>(later.map(({ capability }) => capability));
  return {
    capabilities: Object.fromEntries(Object.entries(all).filter(([name]) => !names.has(name))),
    registrations: later.map(({ capability, method, documents }) => {
      const options: unknown = all[capability];
      return {
        id: `legato-api ${method}`,
        method,
        registerOptions: { ...(typeof options === "object" ? options : {}), documentSelector: documents },
      };
    }),
  };
}

function takesRegistrations({ textDocument }: ClientCapabilities, feature: Feature): boolean {
  const said = textDocument?.[feature];
  return typeof said === "object" && "dynamicRegistration" in said && said.dynamicRegistration === true;
}
