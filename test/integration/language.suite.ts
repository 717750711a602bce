import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, eventually, openExample } from "./editor.ts";
import { screenshot } from "./workbench.ts";

describe("The extension", () => {
  afterEach(closeAll);

  it("colours an .api file in its own language", async () => {
    const editor = await openExample("interfaces/printer.api");
    assert.equal(editor.document.languageId, "legato-api");
    await eventually(() => assert.ok(vscode.extensions.getExtension("legato-api-tools.legato-api")?.isActive));
    await screenshot("api-file");
  });
});
