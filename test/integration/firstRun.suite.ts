/** The walkthrough: its pages are drawn, and its steps are ticked off when the thing itself has happened. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, eventually, exampleUri, openExample, ruleOf } from "./editor.ts";
import { endClients, startClient, startDebugging, stopDebugging } from "./live.ts";
import { click, hasWorkbench, screenshot, texts, waitFor } from "./workbench.ts";

const walkthrough = "legato-api-tools.legato-api#start";
const done = (step: string): string => `[data-done-step-id="${walkthrough}#${step}"][aria-checked="true"]`;

describe("The walkthrough", function () {
  this.timeout(120_000);

  before(function () {
    if (!hasWorkbench) this.skip();
  });
  afterEach(async () => {
    await stopDebugging();
    await endClients();
    await closeAll();
  });

  it("ticks off what was seen and done", async () => {
    const api = exampleUri("interfaces/printer.api");
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", { category: walkthrough }, false);
    await eventually(async () => {
      const titles = (await texts(".getting-started-step .step-title")).join("\n");
      assert.match(titles, /build would say[\s\S]*close handler[\s\S]*who holds what[\s\S]*crash/);
    });
    await vscode.window.showTextDocument(api, { viewColumn: vscode.ViewColumn.Beside });
    const warning = await eventually(() => {
      const found = diagnosticsOf(api).find((one) => ruleOf(one) === "missing-close-handler");
      assert.ok(found, "the printer forgets its clients");
      return found;
    });
    await waitFor(done("validate"));
    assert.equal((await texts(done("closeHandler"))).length, 0, "nothing was added yet");

    const source = await openExample("printServer/printServer.c");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      api,
      warning.range,
      vscode.CodeActionKind.QuickFix.value,
      20,
    );
    const edit = actions.find(({ title }) => title.startsWith("Add close handler"))?.edit;
    assert.ok(edit, "the fix is offered");
    await vscode.workspace.applyEdit(edit);
    assert.ok(source.document.isDirty);
    await waitFor(done("closeHandler"));
    await screenshot("walkthrough");
  });

  it("ticks off the session that was seen, and then the client that was killed", async function () {
    // The runtime is Linux's.
    if (process.platform !== "linux") this.skip();
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", { category: walkthrough }, false);
    await click(`[data-step-id="${walkthrough}#sessions"] .step-title`);
    await waitFor('.getting-started-step.expanded:has-text("Run Service")');
    assert.equal((await texts(done("sessions"))).length, 0, "there was no session yet");

    await vscode.window.showTextDocument(exampleUri("interfaces/printer.api"), {
      viewColumn: vscode.ViewColumn.Beside,
    });
    await startDebugging();
    const client = startClient("report", "photo");
    await waitFor(done("sessions"));
    assert.equal((await texts(done("crash"))).length, 0, "nobody died yet");

    client.kill("SIGKILL");
    await waitFor(done("crash"));
    await screenshot("walkthrough-done");
  });
});
