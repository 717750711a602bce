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
      ["format/", "symbols/", "docs/", "ownership/"],
      ["protocol/"],
      ["model/"],
      ["diagnostics.ts"],
      ["syntax/"],
      ["text/"],
    ],
    // No Node, no LSP: it also runs in a browser's worker.
    packages: { "protocol/": ["@noble/hashes"] },
  },
  server: {
    floors: [
      ["server.ts", "cli.ts"],
      ["features/", "commands/"],
      ["engine.ts"],
      ["findingStore.ts"],
      ["checks/"],
      ["rules/", "scaffold/"],
      ["component/index.ts"],
      ["component/"],
      ["component/cdef/", "component/source/"],
      ["workspace/", "output/"],
      ["settings.ts", "finding.ts", "lines.ts", "assets.ts"],
    ],
    packages: {
      "*": ["@legato-api/language", "node:"],
      "server.ts": ["vscode-languageserver"],
      "features/": ["vscode-languageserver", "vscode-uri"],
      "component/source/": ["web-tree-sitter"],
      "workspace/": ["vscode-uri", "minimatch", "jsonc-parser"],
    },
  },
  runtime: {
    floors: [["main.ts", "cli.ts"], ["peers/", "inspector/"], ["directory/", "sessions/"], ["system/"]],
    packages: {
      "*": ["@legato-api/language", "node:"],
      "system/": ["koffi"],
      "peers/": ["sucrase"],
      "inspector/": ["vscode-jsonrpc"],
    },
  },
  client: {
    floors: [["extension.ts"], ["languageClient.ts"], ["outputChannel.ts"]],
    // Of the server and the runtime it knows the protocols, never the code.
    packages: {
      "*": ["vscode"],
      "languageClient.ts": ["vscode-languageclient", "@legato-api/server/protocol"],
    },
  },
};
