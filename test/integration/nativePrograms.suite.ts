/** Programs that are no TypeScript: `launch` runs them in order; what is known of their close handler comes from the C sources in the folder. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, exampleUri, openExample } from "./editor.ts";
import {
  collapseOtherViews,
  describeLive,
  endEverything,
  listenToAdapter,
  nativePrinter,
  startClient,
  startNative,
  stopDebugging,
  untilRows,
} from "./live.ts";
import { click, hover, screenshot, waitFor } from "./workbench.ts";

describeLive("Native programs", () => {
  const adapter = listenToAdapter();

  beforeEach(async () => {
    await openExample("interfaces/printer.api");
    const program = "/usr/bin/env";
    assert.ok(
      await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        type: "legato-api",
        request: "launch",
        name: "Printer",
        programs: [
          { name: "printServer", program, args: nativePrinter("serve"), waitFor: "printer" },
          { name: "visitor", program, args: nativePrinter("open", "--exit=3", "visit") },
          { name: "holder", program, args: nativePrinter("open", "report", "photo") },
        ],
      }),
    );
    await collapseOtherViews();
    await untilRows(/^printer printer \d+ · no close handler$/m);
  });

  afterEach(endEverything);

  it("are started in order; what they say and how they end is in the debug console under their names", async () => {
    await untilRows(/^printer \d+ holds 2 · 2 calls/m);
    await eventually(() => assert.match(adapter.output(), /^\[visitor\] exited with 3$/m));
    const output = adapter.output();
    assert.match(output, /^\[holder\] holds photo as 0x[0-9a-f]+$/m);
    assert.match(output, /^\[printServer\] opened visit$/m);
    // The clients were not started before it was advertised.
    assert.ok(output.indexOf("[printServer] serves printer") < output.indexOf("[visitor]"));
    await screenshot("native-programs");
    await stopDebugging();
    assert.match(adapter.output(), /^\[holder\] exited with 0$/m);
    assert.match(adapter.output(), /^\[printServer\] was ended by SIGTERM$/m);
  });

  it("are shown while one of them calls without a pause", async () => {
    await startNative("holds 3 sessions", "crowd", "3", "100");
    await untilRows(/^printer \d+ holds 0 · \d+ calls/m);
    const late = startClient("letter");
    await untilRows(new RegExp(`^printClient ${late.pid} holds 1`, "m"));
    late.kill("SIGKILL");
    await untilRows(new RegExp(`^printClient ${late.pid} leak: still held 1 Job · killed by SIGKILL`, "m"));
  });

  it("leak for certain where their C source registers no close handler, and not once it does", async () => {
    const forgetful = startClient("letter");
    await untilRows(new RegExp(`^printClient ${forgetful.pid} holds 1`, "m"));
    forgetful.kill("SIGKILL");
    await untilRows(new RegExp(`^printClient ${forgetful.pid} leak: still held 1 Job · killed by SIGKILL at `, "m"));
    await screenshot("native-leak");

    const service = '.monaco-list-row[aria-label^="Service printer"]';
    // A click on the row would close it.
    await hover(service);
    await click(`${service} .action-label[aria-label^="Add Close Handler"]`);
    await eventually(() => {
      const shown = vscode.window.activeTextEditor?.document;
      assert.equal(shown?.uri.toString(), exampleUri("printServer/printServer.c").toString());
      assert.match(shown?.getText() ?? "", /le_msg_AddServiceCloseHandler\(/);
    });
    await untilRows(/^printer printer \d+$/m);
    await screenshot("native-handler-added");

    const careless = startClient("invoice");
    await untilRows(new RegExp(`^printClient ${careless.pid} holds 1`, "m"));
    careless.kill("SIGKILL");
    await untilRows(
      new RegExp(
        `^printClient ${careless.pid} killed by SIGKILL at .* · still held 1 Job, left to the close handler$`,
        "m",
      ),
    );
    await vscode.commands.executeCommand("undo");
    await untilRows(/^printer printer \d+ · no close handler$/m);
    await waitFor(`${service}[aria-label*="no close handler"]`);
  });
});
