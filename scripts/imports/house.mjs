/**
 * The house as a table: the floors of each workspace from top to bottom, and what each room may import from outside.
 *
 * A room imports only from below it; rooms on one floor do not know each other. The picture is in docs/ARCHITECTURE.md.
 */

/** @type {import("./imports.mjs").House} */
export const house = {
  language: {
    floors: [
      ["index.ts"],
      ["check.ts", "compare/"],
      ["cTrouble/"],
      ["protocol/", "format/", "symbols/", "docs/"],
      ["ownership/"],
      ["model/"],
      ["diagnostics.ts"],
      ["syntax/", "text/"],
      ["rules.ts"],
      ["rules/", "mutable.ts"],
    ],
    // No Node, no LSP: it also runs in a browser's worker.
    packages: { "protocol/": ["@noble/hashes"] },
  },
  server: {
    floors: [
      ["cli.ts"],
      ["commands/"],
      ["server.ts"],
      ["languageFeatures.ts"],
      ["wiring/"],
      ["workspaceNavigator.ts"],
      ["features/", "validator.ts", "clientSettings.ts"],
      ["fixes/", "findingStore.ts", "serviceStates.ts"],
      ["engine.ts"],
      ["checks/"],
      ["rules/", "scaffold/", "cross/"],
      ["component/index.ts"],
      ["component/"],
      ["component/cdef/", "component/source/", "output/", "history/"],
      ["workspace/"],
      ["apiView.ts"],
      ["settings.ts", "finding.ts", "lines.ts", "assets.ts", "machine.ts", "privacy.ts", "protocol.ts", "slices.ts"],
    ],
    packages: {
      "*": ["@legato-api/language", "node:"],
      "commands/": ["vscode-languageserver"],
      "server.ts": ["vscode-languageserver", "vscode-languageserver-textdocument"],
      "languageFeatures.ts": ["vscode-languageserver"],
      "wiring/": ["vscode-languageserver"],
      "features/": ["vscode-languageserver", "vscode-uri"],
      "fixes/": ["jsonc-parser"],
      "clientSettings.ts": ["vscode-languageserver"],
      "component/index.ts": ["web-tree-sitter"],
      "component/source/": ["web-tree-sitter"],
      "output/": ["sarif"],
      "workspace/": ["vscode-languageserver", "vscode-uri", "minimatch", "jsonc-parser"],
    },
  },
  runtime: {
    floors: [
      ["cli.ts"],
      ["commands/"],
      ["main.ts"],
      ["inspector/", "export/"],
      ["peers/"],
      ["sessions/", "worker.ts"],
      ["directory/", "interfaces/"],
      ["system/"],
    ],
    packages: {
      "*": ["@legato-api/language", "node:"],
      "system/": ["koffi"],
      "peers/": ["sucrase"],
      "inspector/": ["vscode-jsonrpc"],
      "export/": [
        "@opentelemetry/api",
        "@opentelemetry/resources",
        "@opentelemetry/sdk-trace-base",
        "@opentelemetry/sdk-metrics",
        "@opentelemetry/exporter-trace-otlp-http",
        "@opentelemetry/exporter-metrics-otlp-http",
      ],
    },
  },
  client: {
    floors: [
      ["extension.ts"],
      ["debug/", "timeline/", "languageStatus/", "firstRun/", "diagnose.ts", "generatedView.ts"],
      ["sessions/", "languageClient.ts", "showPlaces.ts", "convertLineEnds.ts", "newComponent.ts", "checkTask.ts"],
      ["outputChannel.ts", "languageServer.ts", "runtime/", "serverRestarts.ts", "trust.ts", "messages.ts"],
      ["inspector/", "plainText.ts"],
    ],
    // Of the server and the runtime it knows the protocols, never the code.
    packages: {
      "plainText.ts": ["@legato-api/language/printable"],
      "*": [
        "vscode",
        "node:",
        "@legato-api/runtime/inspector-protocol",
        "@legato-api/server/protocol",
        "@legato-api/server/privacy",
      ],
      "languageClient.ts": ["vscode-languageclient"],
      "inspector/": ["vscode-jsonrpc"],
      "debug/": ["@vscode/debugadapter", "@vscode/debugprotocol", "@legato-api/language/spelling"],
    },
  },
};
