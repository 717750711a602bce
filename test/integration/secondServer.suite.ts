/** Beside a language server for C: a second one is registered here, and nothing of ours comes on top of what it says about C. */
import * as assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { closeAll, eventually, exampleUri, openExample, rangeOf } from "./editor.ts";
import { hasWorkbench, press, screenshot, texts, waitFor } from "./workbench.ts";

const clientFile = "printClient/printClient.c";
const apiFile = "interfaces/printer.api";
const header = exampleUri("printer_interface.h");
const headerPlace = new vscode.Location(header, new vscode.Range(1, 17, 1, 29));
const prototype = "printer_JobRef_t printer_Open(const char* name)";

describe("Beside a C language server", () => {
  const registered: vscode.Disposable[] = [];

  before(() => {
    writeFileSync(header.fsPath, `#pragma once\nprinter_JobRef_t printer_Open(const char* name);\n`);
    registered.push(...standIn());
  });

  after(() => {
    for (const one of registered) one.dispose();
    rmSync(header.fsPath);
  });

  afterEach(closeAll);

  it("a name of an interface leads to the .api and to the generated header, each once", async () => {
    const { document } = await openExample(clientFile);
    const at = rangeOf(document, "printer_Open(").start;
    await eventually(async () => {
      const places = await provided<vscode.Location | vscode.LocationLink>("Definition", document, at);
      assert.deepEqual(places.map(whereOf).sort(), ["interfaces/printer.api:55", "printer_interface.h:2"]);
    });
  });

  it("a name of the file's own is answered by the other alone", async () => {
    const { document } = await openExample(clientFile);
    for (const name of ["jobRef", "page", "LE_ASSERT_OK"]) {
      const at = rangeOf(document, name).start;
      const hovers = await provided<vscode.Hover>("Hover", document, at);
      assert.deepEqual(hovers.map(textOf), [`of C: ${name}`], name);
      assert.deepEqual(await provided("Definition", document, at), [], name);
      assert.deepEqual((await provided<vscode.Location>("Reference", document, at)).length, 1, name);
    }
  });

  it("a hover has the other's prototype and our documentation, each once", async function () {
    const { document } = await openExample(clientFile);
    const at = rangeOf(document, "printer_Open(").start;
    const ours = await eventually(async () => {
      const hovers = (await provided<vscode.Hover>("Hover", document, at)).map(textOf);
      assert.equal(hovers.length, 2);
      assert.equal(hovers.filter((text) => text === "of C: printer_Open").length, 1);
      return hovers.find((text) => text !== "of C: printer_Open") ?? "";
    });
    assert.match(ours, /Opens a print job/);
    assert.ok(!ours.includes(prototype), "the prototype is the other's to show");
    if (!hasWorkbench) this.skip();
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
    await vscode.commands.executeCommand("editor.action.showHover");
    await waitFor(".monaco-hover:not(.hidden) .hover-contents");
    await screenshot("hover-beside-c");
  });

  it("references are listed once", async function () {
    if (!hasWorkbench) this.skip();
    const editor = await openExample(clientFile);
    const at = rangeOf(editor.document, "printer_Open(").start;
    editor.selection = new vscode.Selection(at, at);
    await eventually(async () => {
      const places = (await provided<vscode.Location>("Reference", editor.document, at)).map(whereOf);
      assert.deepEqual([...new Set(places)].sort(), [
        "interfaces/printer.api:55",
        "printClient/printClient.c:41",
        "printServer/printServer.c:122",
        "printer_interface.h:2",
      ]);
    });
    await vscode.commands.executeCommand("editor.action.goToReferences");
    await waitFor(".zone-widget .ref-tree .referenceMatch");
    const shown = await texts(".zone-widget .ref-tree .referenceMatch");
    assert.equal(shown.filter((text) => text.includes('printer_Open("greeting")')).length, 1);
    await screenshot("references-beside-c");
    await press("Escape");
  });

  it("completion, formatting, colours and hierarchies in C are the other's alone", async () => {
    const editor = await openExample(clientFile);
    const { document } = editor;
    const at = rangeOf(document, "printer_Open(").start;
    const { uri } = document;
    // All are asked after ours are known to be there: ours are registered together.
    await eventually(async () => assert.ok(await isOurs("vscode.executeDocumentSymbolProvider", exampleUri(apiFile))));

    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      at,
    );
    const functions = list.items.filter(({ kind }) => kind === vscode.CompletionItemKind.Function);
    assert.deepEqual(
      functions.map(({ label }) => label),
      ["ofC"],
    );
    const colours = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      "vscode.provideDocumentSemanticTokens",
      uri,
    );
    assert.deepEqual([...colours.data], [0, 0, 1, 0, 0]);
    const hierarchy = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
      "vscode.prepareCallHierarchy",
      uri,
      at,
    );
    assert.deepEqual(
      hierarchy.map(({ detail }) => detail),
      ["of C"],
    );
    for (const command of ["vscode.executeDocumentSymbolProvider", "vscode.executeCodeLensProvider"]) {
      assert.ok(!(await isOurs(command, uri)), command);
    }
    // With two formatters VS Code would ask which one to take, and do nothing.
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("editor.action.formatDocument");
    assert.ok(document.getText().startsWith("// of C"));
  });
});

/** What clangd or cpptools would say, as far as it matters here. */
function standIn(): vscode.Disposable[] {
  const selector = { language: "c", scheme: "file" };
  const wordAt = (document: vscode.TextDocument, at: vscode.Position): string =>
    document.getText(document.getWordRangeAtPosition(at));
  return [
    vscode.languages.registerHoverProvider(selector, {
      provideHover: (document, at) => new vscode.Hover(`of C: ${wordAt(document, at)}`),
    }),
    vscode.languages.registerDefinitionProvider(selector, {
      provideDefinition: (document, at) => (wordAt(document, at) === "printer_Open" ? headerPlace : undefined),
    }),
    vscode.languages.registerReferenceProvider(selector, {
      provideReferences: (document, at) => {
        const range = document.getWordRangeAtPosition(at);
        return range === undefined ? [] : [new vscode.Location(document.uri, range)];
      },
    }),
    vscode.languages.registerCompletionItemProvider(selector, {
      provideCompletionItems: () => [new vscode.CompletionItem("ofC", vscode.CompletionItemKind.Function)],
    }),
    vscode.languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: () => [vscode.TextEdit.insert(new vscode.Position(0, 0), "// of C\n")],
    }),
    vscode.languages.registerDocumentSemanticTokensProvider(
      selector,
      { provideDocumentSemanticTokens: () => new vscode.SemanticTokens(Uint32Array.of(0, 0, 1, 0, 0)) },
      new vscode.SemanticTokensLegend(["comment"]),
    ),
    vscode.languages.registerCallHierarchyProvider(selector, {
      prepareCallHierarchy: ({ uri }, at) => {
        const range = new vscode.Range(at, at);
        return new vscode.CallHierarchyItem(vscode.SymbolKind.Function, "printer_Open", "of C", uri, range, range);
      },
      provideCallHierarchyIncomingCalls: () => [],
      provideCallHierarchyOutgoingCalls: () => [],
    }),
  ];
}

async function provided<T>(what: string, { uri }: vscode.TextDocument, at: vscode.Position): Promise<readonly T[]> {
  return (
    (await vscode.commands.executeCommand<readonly T[] | undefined>(`vscode.execute${what}Provider`, uri, at)) ?? []
  );
}

/** True when the command has any answer: the stand-in gives none to those it is used for. */
async function isOurs(command: string, uri: vscode.Uri): Promise<boolean> {
  const answer = await vscode.commands.executeCommand<readonly unknown[] | undefined>(command, uri);
  return (answer ?? []).length > 0;
}

/** `path:line` with the line as people count. */
function whereOf(place: vscode.Location | vscode.LocationLink): string {
  const [uri, range] = "targetUri" in place ? [place.targetUri, place.targetRange] : [place.uri, place.range];
  return `${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1}`;
}

function textOf({ contents }: vscode.Hover): string {
  return contents.map((part) => (typeof part === "string" ? part : part.value)).join("\n");
}
