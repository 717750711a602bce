/** launch.json as VS Code shows it: a member that nothing reads is underlined, and named when it is run. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, exampleUri } from "./editor.ts";
import { describeLive, endEverything, listenToAdapter, untilRows } from "./live.ts";
import { screenshot } from "./workbench.ts";

const configuration = {
  type: "legato-api",
  request: "launch",
  name: "Printer",
  services: ["${workspaceFolder}/printer.ts"],
  bindigns: [],
  clients: [{ program: "${workspaceFolder}/printClient.ts", args: ["report"], wait: "printer" }],
};

describeLive("launch.json", () => {
  const adapter = listenToAdapter();
  const file = exampleUri(".vscode/launch.json");

  before(async () => {
    const text = JSON.stringify({ version: "0.2.0", configurations: [configuration] }, null, 2);
    await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  });

  after(() => vscode.workspace.fs.delete(exampleUri(".vscode"), { recursive: true }));

  afterEach(endEverything);

  it("with members that are misspelt is underlined, and says so when it is run", async () => {
    const editor = await vscode.window.showTextDocument(file);
    await eventually(() => {
      const found = vscode.languages.getDiagnostics(editor.document.uri);
      assert.deepEqual(found.map(({ range }) => editor.document.getText(range)).sort(), ['"bindigns"', '"wait"']);
    });

    assert.ok(await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], "Printer"));
    await untilRows(/^printClient \d+ holds 1/m);
    const said = adapter.output();
    assert.match(said, /"Printer": "bindigns" is unknown and was ignored\. Did you mean "bindings"\?/);
    assert.match(said, /"Printer": "clients\[0\]\.wait" is unknown and was ignored\./);
    await screenshot("launch-file");
  });
});
