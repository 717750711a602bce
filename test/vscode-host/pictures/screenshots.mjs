/**
 * `npm run screenshots`: takes the pictures of README and docs from the running product, into docs/images.
 *
 * What a user does is done with keys and mouse on a copy of the example: open the .api, read the warning, choose the fix, look at what
 * was written. A picture is taken when what it is to show is on the screen; if it does not come, the script fails.
 */
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ensureInstalled } from "../install.mjs";

await ensureInstalled({ browser: true });
const { launch } = await import("../host.mjs");

const root = path.resolve(import.meta.dirname, "../../..");
const images = path.join(root, "docs/images");
const temporary = await mkdtemp(path.join(os.tmpdir(), "legato-api-pictures-"));
const example = path.join(temporary, "printer");
await cp(path.join(root, "examples/printer"), example, { recursive: true });
await mkdir(images, { recursive: true });

const host = await launch({
  artifacts: path.join(root, "artifacts/screenshots"),
  workspace: example,
  developmentPath: root,
  size: { width: 1200, height: 720 },
  scale: 1.5,
  settings: {
    "breadcrumbs.enabled": false,
    "editor.minimap.enabled": false,
    "editor.stickyScroll.enabled": false,
    "window.commandCenter": false,
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.layoutControl.enabled": false,
  },
});
const { page } = host;
try {
  await openAt("interfaces/printer.api", "FUNCTION Job Open");
  const warning = page.locator(".monaco-editor .squiggly-warning").first();
  await warning.waitFor({ timeout: 30_000 });
  await warning.hover();
  await page.locator(".monaco-hover .marker.hover-row, .monaco-hover-content").first().waitFor();
  await picture("warning");

  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+.");
  const fix = page.locator('.action-widget .monaco-list-row.focused:has-text("Add close handler")').first();
  await fix.waitFor();
  await picture("quick-fix");

  await page.keyboard.press("Enter");
  await warning.waitFor({ state: "detached" });
  await openAt("printServer/printServer.c", "CloseSessionHandler");
  await picture("fixed");
} finally {
  await host.close();
  await rm(temporary, { recursive: true, force: true });
}

/**
 * Opens a file and puts the first place of a text into the middle of the screen.
 *
 * @param {string} file
 * @param {string} text
 */
async function openAt(file, text) {
  const lines = (await readFile(path.join(example, file), "utf8")).split("\n");
  const line = lines.findIndex((one) => one.includes(text)) + 1;
  await page.keyboard.press("Control+P");
  await page.keyboard.type(`${path.basename(file)}:${Math.max(line, 1)}`);
  await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(`.tab.active:has-text("${path.basename(file)}")`).waitFor();
}

/** @param {string} name */
async function picture(name) {
  await page.screenshot({ path: path.join(images, `${name}.png`) });
}
