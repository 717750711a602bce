/**
 * What a screen reader is given; and, in a high contrast theme and without a mouse: what is shown is in words as well, and the timeline is
 * reached, moved and read by keys.
 *
 * Pictures of each page are kept among the artifacts of the run, to be looked at.
 */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, openExample, rangeOf } from "./editor.ts";
import {
  collapseOtherViews,
  describeLive,
  endEverything,
  pane,
  startClient,
  startDebugging,
  timelinePage,
  untilRows,
} from "./live.ts";
import { click, press, screenshot, spoken, texts, waitFor } from "./workbench.ts";

const inTimeline = (selector: string): string => `${timelinePage} >> ${selector}`;

const themes = [
  { theme: "Default High Contrast", body: "vscode-high-contrast", name: "dark" },
  { theme: "Default High Contrast Light", body: "vscode-high-contrast-light", name: "light" },
] as const;

describeLive("A screen reader", () => {
  afterEach(endEverything);

  it("is given what is drawn of sessions, timeline and arguments, in words", async () => {
    await openExample("interfaces/printer.api");
    await startDebugging();
    await collapseOtherViews();
    const dead = startClient("report");
    await untilRows(new RegExp(`^printClient ${dead.pid} holds 1`, "m"));
    dead.kill("SIGKILL");
    await untilRows(/ leak: still held 1 Job · killed by/m);
    const tree = await spoken(`${pane} [role="tree"]`);
    assert.match(tree, /^- tree "Sessions"/);
    assert.match(tree, /- treeitem "Service printer, printer \d+ · no close handler, 0 sessions"/);
    assert.match(
      tree,
      /treeitem "Client printClient \d+ of printer, leak: still held 1 Job · killed by SIGKILL at [\d:]+"/,
    );
    assert.match(await spoken(".part.statusbar"), /button "Legato: 0 sessions, 1 leak"/);

    await vscode.commands.executeCommand("legatoApi.showTimeline");
    await waitFor(inTimeline('canvas[data-marks]:not([data-marks="0"])'));
    const diagram = await spoken(inTimeline("body"));
    assert.match(diagram, /- searchbox "Filter by function, client or interface"/);
    for (const name of ["Table", "Zoom in", "Zoom out", "Show all", "Export JSON"])
      assert.match(diagram, new RegExp(`- button "${name}"`));
    assert.match(diagram, /img "Sequence diagram of sessions and calls. The table lists the calls, /);
    await click(inTimeline('button:has-text("Table")'));
    // It is drawn with the next frame.
    await waitFor(inTimeline('[role="region"] tbody button'));
    const table = await spoken(inTimeline('[role="region"]'));
    assert.match(table, /^- region "Calls and events"/);
    assert.match(table, /- columnheader "Holds"/);
    assert.match(table, /row ".* printClient \d+ Open .*\+ Job 0x[0-9a-f]+, leaked"/);

    const editor = await openExample("interfaces/printer.api");
    editor.revealRange(rangeOf(editor.document, "FUNCTION Job Open"), vscode.TextEditorRevealType.InCenter);
    await click('.codelens-decoration a:has-text("Try my close handler")');
    const box = ".quick-input-widget";
    await waitFor(`${box}:has-text("Open: name (1 of 1)")`);
    assert.match(await spoken(box), /textbox "Open: name \(1 of 1\)"/);
    await press("Escape");
  });
});

describeLive("High contrast and keyboard", () => {
  afterEach(async () => {
    await useTheme(undefined);
    await endEverything();
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
      await untilRows(new RegExp(`^printClient ${first.pid} leak: still held 2 Job · killed by SIGKILL `, "m"));
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
      await waitFor(`${pane} .monaco-list-row.focused`);
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
