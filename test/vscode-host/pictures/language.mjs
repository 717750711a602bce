/** Pictures of what one uses while writing: a hover, a completion, the preview of a rename, and what a change breaks since the last commit. */
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * @param {{ page: import("playwright-core").Page, example: string,
 *   openAt: (file: string, text: string) => Promise<void>,
 *   untilVisible: (selector: string, action: () => Promise<void>) => Promise<void>,
 *   picture: (name: string) => Promise<void> }} stage
 */
export async function takeLanguagePictures({ page, example, openAt, untilVisible, picture }) {
  const api = "interfaces/printer.api";
  const settings = path.join(example, ".vscode/settings.json");
  await mkdir(path.dirname(settings));
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...args], { cwd: example, stdio: "ignore" });
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "First");

  await openAt(api, "FUNCTION Job Open");
  await page.locator(".monaco-editor .squiggly-warning").first().waitFor({ timeout: 30_000 });
  await openAt(api, "FUNCTION le_result_t SetPaper");
  // Lenses that arrive late take a hover away.
  await untilVisible('.monaco-hover:has-text("printer_SetPaper") >> visible=true', async () => {
    for (const keys of ["Escape", "End", "ArrowLeft", "Control+k", "Control+i"]) await page.keyboard.press(keys);
  });
  await picture("hover");
  await page.keyboard.press("Escape");

  await page.keyboard.press("F2");
  await page.locator(".rename-box .rename-input:focus").waitFor();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("PickPaper");
  await page.keyboard.press("Enter");
  await page.locator('.bulk-edit-panel:has-text("printServer.c")').waitFor();
  await picture("rename");
  await page.locator('.bulk-edit-panel .monaco-button:has-text("Discard")').click();

  await openAt(api, "Job job IN,");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("pap");
  await page.locator('.suggest-widget .monaco-list-row:has-text("paper.Size")').first().waitFor();
  await picture("completion");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");

  const file = path.join(example, api);
  await writeFile(file, (await readFile(file, "utf8")).replace("string name[64]", "string name[32]"));
  await writeFile(settings, JSON.stringify({ "legatoApi.breakingChanges": true }));
  await openAt(api, "string name[32]");
  const squiggle = page.locator(".monaco-editor .squiggly-info").last();
  await squiggle.waitFor();
  // Code lenses that arrive late move the line away from under the mouse.
  await untilVisible(
    '.monaco-hover:not(.hidden) .hover-row:has-text("breaking-parameter-size") >> visible=true',
    async () => {
      await page.mouse.move(0, 0);
      await squiggle.hover({ force: true });
    },
  );
  await picture("breaking");
}
