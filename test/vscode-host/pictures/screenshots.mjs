/**
 * `npm run screenshots [-- warning|language|live]`: takes the pictures of README and docs from the running product, into docs/images.
 *
 * What a user does is done with keys and mouse on a copy of the example: open the .api, read the warning, choose the fix, look at what
 * was written. A picture is taken when what it is to show is on the screen; if it does not come, the script fails.
 */
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { endWithUsage, readCommandLine } from "../../../scripts/commandLine.mjs";
import { extensionFor, fileName } from "../../../scripts/package/packages.mjs";
import { ensureInstalled } from "../install.mjs";
import { takeLanguagePictures } from "./language.mjs";
import { takeLivePictures } from "./live.mjs";

/** @type {import("playwright-core").Page} */
let page;

/** @type {Record<string, () => Promise<void>>} */
const acts = {
  warning: takeWarningPictures,
  language: () => takeLanguagePictures({ page, example, openAt, untilVisible, picture }),
  live: () => takeLivePictures({ page, root, example, openAt, picture }),
};
const usage = `npm run screenshots [-- NAME...]

  NAME  ${Object.keys(acts).join(", ")}; all when none is named`;
const { positionals: named } = readCommandLine({ usage, options: [] });
const unknown = named.filter((name) => !Object.hasOwn(acts, name));
if (unknown.length > 0) endWithUsage(`There are no pictures ${unknown.join(", ")}.`, usage);

await ensureInstalled({ browser: true });
const { launch } = await import("../host.mjs");

const root = path.resolve(import.meta.dirname, "../../..");
const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
const images = path.join(root, "docs/images");
const artifacts = path.join(root, "artifacts/screenshots");
const temporary = await mkdtemp(path.join(os.tmpdir(), "legato-api-pictures-"));
const example = path.join(temporary, "printer");
await mkdir(images, { recursive: true });

// Sockets of the runtime that is started: not where one of this machine's user may be.
process.env["LEGATO_API_DIR"] = path.join(temporary, "sockets");

try {
  for (const [name, act] of Object.entries(acts)) if (named.length === 0 || named.includes(name)) await onStage(act);
} finally {
  await rm(temporary, { recursive: true, force: true });
}

/**
 * Plays in a new workbench, on a new copy of the example.
 *
 * @param {() => Promise<void>} play
 */
async function onStage(play) {
  await rm(example, { recursive: true, force: true });
  await cp(path.join(root, "examples/printer"), example, { recursive: true });
  const host = await launch({
    artifacts,
    workspace: example,
    // Installed, as users have it: in development VS Code shows neither their theme nor file icons.
    vsix: [path.join(root, "artifacts/packages", fileName(extensionFor(process.platform, process.arch), version))],
    size: { width: 1200, height: 720 },
    scale: 1.5,
    settings: {
      "breadcrumbs.enabled": false,
      "debug.toolBarLocation": "docked",
      "editor.minimap.enabled": false,
      "editor.stickyScroll.enabled": false,
      "window.commandCenter": false,
      "workbench.colorTheme": "Default Dark Modern",
      "workbench.layoutControl.enabled": false,
    },
  });
  page = host.page;
  try {
    await play();
  } catch (error) {
    // It may be the page that is broken.
    await page.screenshot({ path: path.join(artifacts, "failed.png") }).catch(() => {});
    throw error;
  } finally {
    await host.close();
  }
}

async function takeWarningPictures() {
  await openAt("interfaces/printer.api", "FUNCTION Job Open");
  const warning = page.locator(".monaco-editor .squiggly-warning").first();
  await warning.waitFor({ timeout: 30_000 });
  // Code lenses that arrive late move the line away from under the mouse.
  await untilVisible('.monaco-hover .hover-row:has-text("missing-close-handler")', async () => {
    await page.mouse.move(0, 0);
    // The text lies over its squiggle.
    await warning.hover({ force: true });
  });
  await picture("warning");

  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+.");
  const fix = page.locator('.action-widget .monaco-list-row.focused:has-text("Add close handler")').first();
  await fix.waitFor();
  await picture("quick-fix");

  await page.keyboard.press("Enter");
  await warning.waitFor({ state: "detached" });
  const source = "printServer/printServer.c";
  await openAt(source, "COMPONENT_INIT");
  await page.keyboard.press("Control+s");
  await page.locator(".tab.active:not(.dirty)").waitFor();
  const written = await readFile(path.join(example, source), "utf8");
  const handler = /le_msg_AddServiceCloseHandler\(printer_GetServiceRef\(\), (\w+)/.exec(written)?.[1];
  if (handler === undefined) throw new Error("The fix has registered no handler.");
  await openAt(source, handler);
  await picture("fix");
}

/**
 * Opens a file and puts the first place of a text into the middle of the screen.
 *
 * @param {string} file
 * @param {string} text
 */
async function openAt(file, text) {
  const name = path.basename(file);
  await openByName(name);
  const lines = (await readFile(path.join(example, file), "utf8")).split("\n");
  await quickInput("Control+g");
  const line = lines.findIndex((one) => one.includes(text)) + 1;
  await page.keyboard.type(String(line));
  // Enter before the answer is there does nothing.
  await page.locator(`.quick-input-list .monaco-list-row:has-text("Go to line ${line}.")`).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  // The keys that follow are for the editor, which gets the focus back a little later.
  await page.locator(".monaco-editor.focused").first().waitFor();
}

/** @param {string} name */
async function openByName(name) {
  const found = `.quick-input-list .monaco-list-row.focused:has-text("${name}")`;
  // The search for files finds nothing while VS Code is still starting.
  await untilVisible(found, async () => {
    await page.keyboard.press("Escape");
    await quickInput("Control+p");
    await page.keyboard.type(name);
  });
  await page.keyboard.press("Enter");
  await page.locator(`.tab.active:has-text("${name}")`).waitFor();
}

/**
 * Keys that are typed before the box has the focus would go into the file.
 *
 * @param {string} keys
 */
async function quickInput(keys) {
  await untilVisible(".quick-input-widget input:focus", () => page.keyboard.press(keys));
}

/**
 * Does something again until it shows.
 *
 * @param {string} selector
 * @param {() => Promise<void>} action
 */
async function untilVisible(selector, action) {
  for (let attempt = 0; attempt < 10; attempt++) {
    await action();
    const shown = page.locator(selector).first().waitFor({ timeout: 3000 });
    if (await shown.then(() => true).catch(() => false)) return;
  }
  throw new Error(`${selector} does not show.`);
}

/** @param {string} name */
async function picture(name) {
  await page.screenshot({ path: path.join(images, `${name}.png`) });
}
