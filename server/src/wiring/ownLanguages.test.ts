import { expect, test } from "vitest";
import type { ClientCapabilities } from "vscode-languageserver";
import { featureCapabilities } from "../languageFeatures.ts";
import { offerTo } from "./ownLanguages.ts";

const later = { dynamicRegistration: true };

test("a client that takes registrations gets for C only what is answered there", () => {
  const textDocument: NonNullable<ClientCapabilities["textDocument"]> = {
    rename: later,
    documentHighlight: later,
    semanticTokens: { ...later, requests: {}, tokenTypes: [], tokenModifiers: [], formats: [] },
    inlayHint: later,
    formatting: later,
    rangeFormatting: later,
    codeLens: later,
    callHierarchy: later,
    foldingRange: later,
    selectionRange: later,
    completion: later,
    documentSymbol: later,
    documentLink: later,
    hover: later,
    definition: later,
  };
  const { capabilities, registrations } = offerTo({ textDocument }, featureCapabilities);
  expect(Object.keys(capabilities).sort()).toEqual([
    "definitionProvider",
    "hoverProvider",
    "implementationProvider",
    "referencesProvider",
    "typeDefinitionProvider",
    "workspaceSymbolProvider",
  ]);
  expect(Object.keys(capabilities).length + registrations.length).toBe(Object.keys(featureCapabilities).length);
  const completion = registrations.find(({ method }) => method === "textDocument/completion");
  expect(completion?.registerOptions).toMatchObject({ triggerCharacters: [".", "[", "*"] });
  for (const { registerOptions } of registrations) {
    const said = JSON.stringify(registerOptions);
    expect(said).toContain('"language":"legato-api"');
    expect(said).not.toMatch(/"language":"c(pp)?"/);
  }
});

test("any other client gets all at the start", () => {
  expect(offerTo({}, featureCapabilities)).toEqual({ capabilities: featureCapabilities, registrations: [] });
});
