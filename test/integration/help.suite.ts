/** What helps a user who wonders: the language status behind `{}`, and the report of "Diagnose". */
import * as assert from "node:assert/strict";
import os from "node:os";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, eventually, openExample } from "./editor.ts";
import { click, hasWorkbench, press, screenshot, texts } from "./workbench.ts";

describe("Help", () => {
  afterEach(closeAll);

  it("says behind {} what is indexed, and what is not known about the file at hand", async function () {
    if (!hasWorkbench) this.skip();
    const { document } = await openExample("printServer/printServer.c");
    const edit = new vscode.WorkspaceEdit();
    const start = document.positionAt(document.getText().indexOf("COMPONENT_INIT"));
    const body = document.positionAt(document.getText().indexOf("{", document.offsetAt(start)) + 1);
    edit.insert(document.uri, body, "\n    le_msg_AddServiceCloseHandler(Pick(), OnClose, NULL);");
    await vscode.workspace.applyEdit(edit);
    await eventually(async () => {
      await press("Escape");
      await click('[id="status.languageStatus"]');
      const lines = (await texts(".hover-language-status")).join("\n").replaceAll("\u00a0", " ");
      assert.match(lines, /2 \.api files, 2 components/);
      assert.match(lines, /Close handler of printer: unknown/);
    });
    await screenshot("language-status");
    await press("Escape");
  });

  it("writes a report of versions, decisions and the log, without the home folder", async () => {
    const { document: api } = await openExample("interfaces/printer.api");
    // The report does not wait for folders that are still being searched.
    await eventually(() => assert.ok(diagnosticsOf(api.uri).length > 0));
    await vscode.commands.executeCommand("legatoApi.diagnose");
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, "markdown");
    const report = document?.getText() ?? "";
    assert.match(report, /^\| Extension \| \d/m);
    assert.match(report, /^\| Node \| \d/m);
    assert.match(report, /^\| printServer\/Component\.cdef \| printer \| missing \| /m);
    assert.match(report, /^\* Language server: running$/m);
    assert.match(report, /^\[info\] .*Found 2 \.api files and 2 components/m);
    assert.equal(report.includes(os.homedir()), false, "the home folder is not in it");
    // A VS Code in a browser takes the name of its machine for the kind of the remote.
    assert.doesNotMatch(report, /127\.0\.0\.1/);
    await screenshot("diagnosis");
  });
});
