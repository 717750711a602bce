/** The package for every system: all of the language, and no runtime, which it says. Run by itself, for only that package is like this. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, eventually, exampleUri, openExample, ruleOf } from "./editor.ts";
import { pane } from "./live.ts";
import { forgetMessages, messages, screenshot, texts } from "./workbench.ts";

describe("The package for every system", () => {
  afterEach(closeAll);

  it("knows the language and the missing close handler", async () => {
    await openExample("interfaces/printer.api");
    const uri = exampleUri("printServer/printServer.c");
    await eventually(() => assert.deepEqual(diagnosticsOf(uri).map(ruleOf), ["missing-close-handler"]));
  });

  it("says in the Sessions view what is missing and how to get it", async () => {
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.sessions.focus");
    await eventually(async () => {
      const [text = ""] = await texts(`${pane} .welcome-view-content`);
      assert.match(text, /brings none/);
      assert.match(text, /legato-api-linux-x64/);
      assert.match(text, /npx legato-api runtime/);
    });
    await screenshot("no-runtime");
  });

  it("says so when a runtime is to be started", async () => {
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    await eventually(async () => {
      const said = await messages();
      assert.match(said, /^The runtime was not started: /m);
      assert.match(said, new RegExp(`Install legato-api-linux-${process.arch} instead.*npx legato-api runtime`));
    });
    await screenshot("no-runtime-started");
    await forgetMessages();
  });
});
