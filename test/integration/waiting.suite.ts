/** A client that several services would fit waits until somebody says which one it is for. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openExample } from "./editor.ts";
import {
  collapseOtherViews,
  describeLive,
  endEverything,
  startNative,
  tryClient,
  untilEndedRow,
  untilRows,
} from "./live.ts";
import { click, hover, screenshot, texts, waitFor } from "./workbench.ts";

describeLive("A waiting client", () => {
  afterEach(endEverything);

  it("is bound to the service that is picked among those that fit, and goes on", async () => {
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    await collapseOtherViews();
    const ground = await startNative("serves ground.printer", "serve", "ground.printer");
    const attic = await startNative("serves attic.printer", "serve", "attic.printer");
    const client = await startNative("asks for", "open", "--of=office.printer", "report");
    await untilRows(/^Waiting \(1\)/m);
    await untilRows(new RegExp(`^printer ${client.pid} office\\.printer · no binding`, "m"));
    await screenshot("waiting");

    const row = `.monaco-list-row[aria-label^="Waiting client printer ${client.pid}"]`;
    await hover(row);
    await click(`${row} .action-label[aria-label^="Bind Waiting Client"]`);
    const box = ".quick-input-widget";
    await waitFor(`${box}:has-text("Bind office.printer of printer ${client.pid} to")`);
    // Label and description have no blank between them where they are drawn.
    const choices = (await texts(`${box} .monaco-list-row`)).map((text) => text.replace(/\s+/g, " ").trim());
    assert.deepEqual(choices.toSorted(), [`attic.printerprinter ${attic.pid}`, `ground.printerprinter ${ground.pid}`]);
    await screenshot("waiting-bind");
    await click(`${box} .monaco-list-row:has-text("attic.printer")`);

    await untilRows(
      new RegExp(`^attic\\.printer printer ${attic.pid} .*\\nprinter ${client.pid} holds 1 · 1 call`, "m"),
    );
    assert.ok(!(await texts(".monaco-list-row")).some((text) => text.startsWith("Waiting")));
  });

  it("that does not want to wait is refused, and its row says who it was and what it wanted", async () => {
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    await collapseOtherViews();
    const [first, second] = [tryClient("scanner"), tryClient("fax")];
    await untilEndedRow(/^Refused \(2\) legato-api · fax, scanner$/m);
    await click('.monaco-list-row[aria-label^="Refused (2)"]');
    await untilRows(new RegExp(`^legato-api ${first.pid} scanner · refused at [\\d:]+$`, "m"));
    await untilRows(new RegExp(`^legato-api ${second.pid} fax · refused at [\\d:]+$`, "m"));
    await screenshot("refused");
  });
});
