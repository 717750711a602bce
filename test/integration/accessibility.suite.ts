/**
 * In a high contrast theme and without a mouse: what is shown is in words as well, and the timeline is reached, moved and read by keys.
 *
 * Pictures of each page are kept among the artifacts of the run, to be looked at.
 */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, eventually, openExample } from "./editor.ts";
import { collapseOtherViews, endClients, startClient, startDebugging, stopDebugging, untilRows } from "./live.ts";
import { hasWorkbench, press, screenshot, texts, waitFor } from "./workbench.ts";

const timelinePage =
  "iframe.webview >> internal:control=enter-frame >> iframe#active-frame >> internal:control=enter-frame";
const inTimeline = (selector: string): string => `${timelinePage} >> ${selector}`;

const themes = [
  { theme: "Default High Contrast", body: "vscode-high-contrast", name: "dark" },
  { theme: "Default High Contrast Light", body: "vscode-high-contrast-light", name: "light" },
] as const;

describe("High contrast and keyboard", function () {
  this.timeout(120_000);

  before(function () {
    // The runtime is Linux's; the page is read from the workbench.
    if (process.platform !== "linux" || !hasWorkbench) this.skip();
  });

  afterEach(async () => {
    await useTheme(undefined);
    await stopDebugging();
    await endClients();
    await closeAll();
  });

  for (const { theme, body, name } of themes) {
    it(`sessions, timeline and walkthrough in "${theme}"`, async () => {
      await openExample("interfaces/printer.api");
      await startDebugging();
      await collapseOtherViews();
      await untilRows(/^printer .*no close handler$/m);
      const first = startClient("report", "photo");
      await untilRows(new RegExp(`^printClient ${first.pid} holds 2`, "m"));
      const second = startClient("letter");
      await untilRows(new RegExp(`^printClient ${second.pid} holds 1`, "m"));
      await vscode.commands.executeCommand("legatoApi.showTimeline");
      await waitFor(inTimeline('canvas[data-marks]:not([data-marks="0"])'));

      await useTheme(theme);
      await waitFor(inTimeline(`body.${body}`));
      first.kill("SIGKILL");
      // The leak is a word, not only a colour.
      await untilRows(new RegExp(`^printClient ${first.pid} killed by SIGKILL .* still held 2 Job · leak$`, "m"));
      await screenshot(`contrast-${name}-timeline`);

      await pressUntil("Tab", inTimeline("canvas:focus"));
      await screenshot(`contrast-${name}-focus`);
      await press("t");
      const row = inTimeline("tbody tr:not([aria-hidden])");
      await waitFor(row);
      assert.match((await texts(row)).join("\n").replace(/\s+/g, " "), /Open .*"name":"report"/);
      await pressUntil("Tab", inTimeline("tbody button:focus"));
      await screenshot(`contrast-${name}-table`);
      await press("Enter");
      await eventually(() =>
        assert.equal(vscode.window.activeTextEditor?.document.uri.path.endsWith("interfaces/printer.api"), true),
      );

      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await vscode.commands.executeCommand("legatoApi.sessions.focus");
      await press("Home");
      await waitFor('.pane:has(.pane-header[aria-label^="Sessions"]) .monaco-list-row.focused');
      await vscode.commands.executeCommand(
        "workbench.action.openWalkthrough",
        { category: "legato-api-tools.legato-api#start" },
        false,
      );
      await waitFor(".getting-started-step .step-title");
      await screenshot(`contrast-${name}-walkthrough`);
    });
  }
});

/** `undefined` takes it back. */
async function useTheme(theme: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration("workbench").update("colorTheme", theme, vscode.ConfigurationTarget.Global);
}

async function pressUntil(key: string, selector: string): Promise<void> {
  await eventually(async () => {
    if ((await texts(selector)).length > 0) return;
    await press(key);
    assert.fail(`${key} has not led to ${selector} yet`);
  });
}
