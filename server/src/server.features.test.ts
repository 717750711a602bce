/**
 * The features over real JSON-RPC on the example: every capability that is advertised answers with substance, and no request at any position of
 * any document, whole or torn, fails.
 */
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ErrorCodes, ResponseError, type ServerCapabilities } from "vscode-languageserver";
import type { CInterfaceResult } from "./protocol.ts";
import { Fixture } from "./testing/fixture.ts";
import { TestClient } from "./testing/testClient.ts";

const example = path.resolve(import.meta.dirname, "../../examples/printer");

function copyOfExample(): Fixture {
  const fixture = new Fixture();
  fs.cpSync(example, fixture.folder, { recursive: true });
  return fixture;
}

async function opened(fixture = copyOfExample()) {
  const client = await TestClient.start(fixture, { initializationOptions: { lensCommands: true } });
  client.open("interfaces/printer.api");
  client.open("printServer/printServer.c", undefined, "c");
  await client.settled();
  const uri = client.uri("interfaces/printer.api");
  const text = client.textOf("interfaces/printer.api");
  const positionOf = (mark: string, inText = text): { line: number; character: number } => {
    const before = inText.slice(0, inText.indexOf(mark)).split("\n");
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  };
  const whole = { start: { line: 0, character: 0 }, end: positionOf("~end", `${text}~end`) };
  return { client, fixture, uri, text, positionOf, whole };
}

type Opened = Awaited<ReturnType<typeof opened>>;

/** For each capability a request and what proves that its answer is no empty gesture. */
const proofs: Readonly<Partial<Record<keyof ServerCapabilities, (one: Opened) => Promise<void>>>> = {
  hoverProvider: async (one) => expect(JSON.stringify(await at(one, "hover", "Open\n"))).toContain("printer_Open"),
  definitionProvider: async (one) =>
    expect(await at(one, "definition", "Size size")).toMatchObject({ uri: expect.stringContaining("paper.api") }),
  typeDefinitionProvider: async (one) =>
    expect(await at(one, "typeDefinition", "size IN")).toMatchObject({ uri: expect.stringContaining("paper.api") }),
  implementationProvider: async (one) =>
    expect(await at(one, "implementation", "Open\n")).toMatchObject([
      { uri: expect.stringContaining("printServer.c") },
    ]),
  referencesProvider: async (one) =>
    expect(
      ((await at(one, "references", "Open\n", { context: { includeDeclaration: true } })) as { uri: string }[]).map(
        ({ uri }) => path.basename(uri),
      ),
    ).toEqual(expect.arrayContaining(["printer.api", "printServer.c", "printClient.c"])),
  documentHighlightProvider: async (one) =>
    expect(((await at(one, "documentHighlight", "Job;")) as unknown[]).length).toBeGreaterThan(2),
  renameProvider: async (one) => {
    expect(await at(one, "prepareRename", "Open\n")).toMatchObject({ placeholder: "Open" });
    expect(JSON.stringify(await at(one, "rename", "Open\n", { newName: "Begin" }))).toContain("printer_Begin");
  },
  documentSymbolProvider: async (one) =>
    expect(names(await doc(one, "documentSymbol"))).toEqual(expect.arrayContaining(["Job", "Open", "PaperOut"])),
  workspaceSymbolProvider: async ({ client }) =>
    expect(names(await client.connection.sendRequest("workspace/symbol", { query: "prOp" }))[0]).toBe("Open"),
  foldingRangeProvider: async (one) =>
    expect(((await doc(one, "foldingRange")) as unknown[]).length).toBeGreaterThan(3),
  selectionRangeProvider: async (one) =>
    expect(await doc(one, "selectionRange", { positions: [one.positionOf("name[64]")] })).toMatchObject([
      { parent: { parent: {} } },
    ]),
  semanticTokensProvider: async (one) => {
    const full = (await doc(one, "semanticTokens/full")) as { data: number[] };
    const range = (await doc(one, "semanticTokens/range", {
      range: { start: one.positionOf("FUNCTION Job"), end: one.positionOf("string name") },
    })) as { data: number[] };
    expect(full.data.length).toBeGreaterThan(range.data.length);
    expect(range.data.length).toBeGreaterThan(0);
  },
  inlayHintProvider: async (one) => {
    one.client.open("interfaces/paper.api");
    const text = one.client.textOf("interfaces/paper.api");
    const hints = await one.client.connection.sendRequest("textDocument/inlayHint", {
      textDocument: { uri: one.client.uri("interfaces/paper.api") },
      range: { start: { line: 0, character: 0 }, end: { line: text.split("\n").length, character: 0 } },
    });
    expect(JSON.stringify(hints)).toContain('"= 0"');
  },
  documentLinkProvider: async (one) =>
    expect(await doc(one, "documentLink")).toMatchObject([{ target: expect.stringContaining("paper.api") }]),
  completionProvider: async (one) =>
    expect(JSON.stringify(await at(one, "completion", "FUNCTION Job"))).toContain("USETYPES"),
  documentFormattingProvider: async ({ client }) => {
    client.open("x.api", "REFERENCE   Job ;\n");
    const edits = await client.connection.sendRequest("textDocument/formatting", {
      textDocument: { uri: client.uri("x.api") },
      options: { tabSize: 4, insertSpaces: true },
    });
    expect(edits).toMatchObject([{ newText: " " }, { newText: "" }]);
  },
  documentRangeFormattingProvider: async (one) => {
    one.client.edit("interfaces/printer.api", "REFERENCE Job;", "REFERENCE   Job ;");
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    expect(await doc(one, "rangeFormatting", { range, options: { tabSize: 4, insertSpaces: true } })).toEqual([]);
  },
  codeLensProvider: async (one) => {
    const lenses = (await doc(one, "codeLens")) as { command?: { title: string }; data?: unknown }[];
    const titles = lenses.flatMap((lens) => lens.command?.title ?? []);
    expect(titles).toEqual(["served by printServer · no close handler", "required by printClient"]);
    const open = lenses.find((lens) => lens.data !== undefined);
    expect(await one.client.connection.sendRequest("codeLens/resolve", open)).toMatchObject({
      command: { title: expect.stringMatching(/references?$/) },
    });
  },
  callHierarchyProvider: async (one) => {
    const [item] = (await at(one, "prepareCallHierarchy", "Open\n")) as unknown[];
    expect(JSON.stringify(await one.client.connection.sendRequest("callHierarchy/incomingCalls", { item }))).toContain(
      "printClient.c",
    );
    expect(JSON.stringify(await one.client.connection.sendRequest("callHierarchy/outgoingCalls", { item }))).toContain(
      "printer_Open",
    );
  },
  codeActionProvider: async ({ client, uri, positionOf }) => {
    const start = positionOf("Open\n");
    const diagnostics = await client.diagnostics("interfaces/printer.api");
    const actions = await client.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri },
      range: { start, end: start },
      context: { diagnostics },
    });
    expect(JSON.stringify(actions)).toContain("Add close handler");
  },
};

function at({ client, uri, positionOf }: Opened, method: string, mark: string, more: object = {}): Promise<unknown> {
  return client.connection.sendRequest(`textDocument/${method}`, {
    textDocument: { uri },
    position: positionOf(mark),
    ...more,
  });
}

function doc({ client, uri }: Opened, method: string, more: object = {}): Promise<unknown> {
  return client.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...more });
}

function names(symbols: unknown): string[] {
  return Array.isArray(symbols) ? symbols.map((one: { name: string }) => one.name) : [];
}

const plumbing = new Set(["textDocumentSync", "workspace", "positionEncoding"]);

test("every advertised capability has a proof here", async () => {
  const { client } = await opened();
  const advertised = Object.keys(client.initialized?.capabilities ?? {}).filter((name) => !plumbing.has(name));
  expect(Object.keys(proofs).sort()).toEqual(advertised.sort());
});

test.each(Object.entries(proofs))("%s", async (_name, proof) => {
  await proof(await opened());
});

const byPosition = [
  "hover",
  "definition",
  "typeDefinition",
  "implementation",
  "documentHighlight",
  "prepareRename",
  "completion",
  "prepareCallHierarchy",
];
/** Those that look through the whole workspace. */
const bySearch = ["references", "rename", "selectionRange", "codeAction"];
const byDocument = [
  "documentSymbol",
  "foldingRange",
  "semanticTokens/full",
  "semanticTokens/range",
  "inlayHint",
  "documentLink",
  "codeLens",
  "formatting",
  "rangeFormatting",
];

const documents: readonly (readonly [name: string, languageId: string, everyCharacter: number, everySearch: number])[] =
  [
    ["interfaces/printer.api", "legato-api", 5, 101],
    ["interfaces/paper.api", "legato-api", 3, 53],
    ["printServer/printServer.c", "c", 17, 997],
    ["printServer/Component.cdef", "legato-definition", 1, 29],
    ["printer.adef", "legato-definition", 3, 53],
  ];

const torn: Readonly<Record<string, (text: string) => string>> = {
  whole: (text) => text,
  "cut off": (text) => text.slice(0, text.length * 0.6),
  "without its beginning": (text) => text.slice(text.length * 0.4),
  "without semicolons": (text) => text.replaceAll(";", ""),
  "with other brackets": (text) => text.replaceAll("(", "{").replaceAll("}", ")"),
  "with characters missing": (text) => text.replace(/(.{41})./gs, "$1"),
  "with lines twice": (text) => text.replace(/^.*\S.*$/gm, "$&\n$&"),
  "with other line ends": (text) => text.replaceAll("\n", "\r"),
};

describe.each(documents)("%s", (name, languageId, everyCharacter, everySearch) => {
  test.each(Object.entries(torn))("no request at any position fails: %s", { timeout: 60_000 }, async (_how, tear) => {
    const { client } = await opened();
    const content = tear(client.textOf(name));
    if (client.isOpen(name)) client.close(name);
    client.open(name, content, languageId);
    const textDocument = { uri: client.uri(name) };
    const lines = content.split(/\r\n|[\r\n]/);
    const whole = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
    const options = { tabSize: 4, insertSpaces: true };
    for (const method of byDocument) {
      await client.connection.sendRequest(`textDocument/${method}`, { textDocument, range: whole, options });
    }
    const behind = { line: lines.length + 5, character: 1000 };
    const places = lines.flatMap((written, line) =>
      Array.from({ length: written.length + 2 }, (_, character) => ({ line, character })),
    );
    for (const [index, position] of [...places, behind].entries()) {
      const isLast = index === places.length;
      const methods = [
        ...(isLast || index % everyCharacter === 0 ? byPosition : []),
        ...(isLast || index % everySearch === 0 ? bySearch : []),
      ];
      const params = {
        textDocument,
        position,
        positions: [position],
        newName: "Renamed",
        range: { start: position, end: position },
        context: { includeDeclaration: true, diagnostics: [] },
      };
      await Promise.all(
        methods.map((method) => client.connection.sendRequest(`textDocument/${method}`, params).catch(refusal(method))),
      );
    }
  });
});

/** A rename may be refused, with a reason for the user; nothing else may fail. */
const refusal = (method: string) => (error: unknown) => {
  if (method !== "rename" || !(error instanceof ResponseError) || error.code !== ErrorCodes.InvalidParams) throw error;
};

test("requests for documents that are closed, deleted, not ours or not files get an answer", async () => {
  const { client, fixture } = await opened();
  fixture.write("gone.api", "REFERENCE A;");
  client.open("gone.api");
  await client.settled();
  client.close("gone.api");
  fixture.remove("gone.api");
  for (const uri of [
    client.uri("gone.api"),
    client.uri("notes.txt"),
    "untitled:Untitled-1",
    "vscode-vfs://github/x/y.api",
    "nonsense",
  ]) {
    const start = { line: 0, character: 0 };
    for (const method of [...byPosition, ...bySearch, ...byDocument]) {
      const params = {
        textDocument: { uri },
        position: start,
        positions: [start],
        newName: "Renamed",
        range: { start, end: start },
        context: { includeDeclaration: true, diagnostics: [] },
        options: { tabSize: 4, insertSpaces: true },
      };
      await client.connection.sendRequest(`textDocument/${method}`, params);
    }
  }
});

test("the generated C follows the unsaved text and leads back to it", async () => {
  const { client, uri } = await opened();
  client.edit("interfaces/printer.api", "REFERENCE Job;", "REFERENCE Task;");
  const result = (await client.connection.sendRequest("legatoApi/cInterface", {
    uri,
    side: "client",
  })) as CInterfaceResult;
  const found = result.declarations.find((one) => one.name === "printer_TaskRef_t");
  expect(result.text.split("\n")[found?.line ?? -1]).toContain("printer_TaskRef_t");
  expect(client.textOf("interfaces/printer.api").split("\n")[found?.source.line ?? -1]).toBe("REFERENCE Task;");
  expect(
    await client.connection.sendRequest("legatoApi/cInterface", { uri: "file:///nowhere.api", side: "server" }),
  ).toBeNull();
});

test("in C only names of an API are answered", async () => {
  const { client, positionOf } = await opened();
  const text = client.textOf("printServer/printServer.c");
  const textDocument = { uri: client.uri("printServer/printServer.c") };
  const ask = (method: string, mark: string) =>
    client.connection.sendRequest(`textDocument/${method}`, { textDocument, position: positionOf(mark, text) });
  expect(JSON.stringify(await ask("hover", "printer_Open"))).toContain("Opens a print job");
  expect(await ask("definition", "printer_JobRef_t")).toMatchObject({ uri: expect.stringContaining("printer.api") });
  for (const method of ["hover", "definition", "implementation", "references"]) {
    expect(
      await client.connection.sendRequest(`textDocument/${method}`, {
        textDocument,
        position: positionOf("le_mem_", text),
        context: { includeDeclaration: true },
      }),
    ).toBeNull();
  }
});
