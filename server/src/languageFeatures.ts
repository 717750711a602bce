/**
 * All features of `.api` files, of API names in C, and of definition files: what is advertised, and who answers it.
 *
 * Every request survives any document: one that is closed, deleted or not ours gets null or an empty list. In C only names of an indexed interface are
 * answered, and hover, definition, implementation and references alone, so nothing appears twice beside a C language server.
 */
import type { Connection, ServerCapabilities } from "vscode-languageserver";
import type { Engine } from "./engine.ts";
import { semanticTokensLegend } from "./features/semanticTokens.ts";
import { registerAcquiring } from "./wiring/acquiring.ts";
import { registerDiagnosis } from "./wiring/diagnosis.ts";
import { registerDocumentFeatures } from "./wiring/documentFeatures.ts";
import { registerGeneratedView } from "./wiring/generatedView.ts";
import { registerKnownServices } from "./wiring/knownServices.ts";
import { registerLensFeatures } from "./wiring/lensFeatures.ts";
import { registerNavigationFeatures } from "./wiring/navigationFeatures.ts";
import { type FeatureContext, Questions } from "./wiring/questions.ts";
import { registerStatus } from "./wiring/status.ts";

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
  /** Other services are provided, or otherwise. */
  readonly servicesChanged: () => void;
  /** A file changed, in the editor or on disk. */
  readonly changed: (path: string) => void;
  /** True when a component of the workspace provides this `.api`. */
  readonly isServed: (path: string) => boolean;
  /** A slice of checking is done; `hasMore`: others follow. */
  readonly worked: (hasMore: boolean) => void;
}

/** `context` is asked at each request: what the client can do is known only after it introduced itself. */
export function registerLanguageFeatures(
  connection: Connection,
  context: () => FeatureContext,
  engine: Engine,
): LanguageFeatures {
  const questions = new Questions(engine, context);
  registerDocumentFeatures(connection, questions);
  registerNavigationFeatures(connection, questions);
  registerLensFeatures(connection, questions);
  registerGeneratedView(connection, questions);
  registerAcquiring(connection, questions);
  const { servicesChanged } = registerKnownServices(connection, questions);
  registerDiagnosis(connection, questions);
  const { worked } = registerStatus(connection, questions);
  return {
    servicesChanged,
    worked,
    isServed: (path) =>
      questions.navigator
        .components()
        .some(({ entries }) => entries.some((entry) => entry.side === "provides" && entry.apiPath === path)),
    changed: (path) => {
      if (/\.(?:cdef|sinc)$/.test(path)) questions.navigator.forget();
    },
  };
}
