/**
 * The pictures of live sessions: F5 on the printer, two clients, one killed; a breakpoint on Open; the timeline.
 *
 * In: a workbench with the example open, and what screenshots.mjs does things with. Out: three pictures. Every process started here is ended.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const row = '.pane:has(.pane-header[aria-label^="Sessions"]) .monaco-list-row';
const sideBarEdge = 500;

/**
 * @param {object} stage
 * @param {import("playwright-core").Page} stage.page
 * @param {string} stage.root of the repository, where the build is
 * @param {string} stage.example
 * @param {(file: string, text: string) => Promise<void>} stage.openAt
 * @param {(name: string) => Promise<void>} stage.picture
 */
export async function takeLivePictures({ page, root, example, openAt, picture }) {
  /** @type {import("node:child_process").ChildProcess[]} */
  const clients = [];
  /** @param {readonly string[]} jobs */
  const startClient = (...jobs) => {
    const args = ["--import", path.join(root, "dist/peersRegister.js"), path.join(example, "printClient.ts"), ...jobs];
    const client = spawn(process.execPath, args, { stdio: "ignore" });
    clients.push(client);
    return client;
  };
  const rowOf = (/** @type {string} */ text) => page.locator(`${row}:has-text("${text}")`).first();
  const expand = async (/** @type {string} */ text) => {
    await rowOf(text).click();
    await page.keyboard.press("ArrowRight");
  };
  try {
    await openAt("interfaces/printer.api", "FUNCTION Job Open");
    await page.keyboard.press("F5");
    await rowOf("no close handler").waitFor({ timeout: 30_000 });
    await widenSideBar(page);
    await page.keyboard.press("Control+j");
    await collapseViews(page, "Sessions");

    const first = startClient("report", "photo");
    await rowOf("holds 2").waitFor({ timeout: 30_000 });
    startClient("letter", "invoice");
    await page.locator(`${row}:has-text("holds 2")`).nth(1).waitFor();
    first.kill("SIGKILL");
    await rowOf("killed by SIGKILL").waitFor();
    await expand("holds 2");
    await expand("killed by SIGKILL");
    await openAt("interfaces/printer.api", "FUNCTION Job Open");
    await page.locator('.codelens-decoration:has-text("1 client holds 2 Job")').waitFor();
    await picture("sessions");

    await palette(page, "Legato API: Show Calls and Timeline");
    const inPage = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
    await inPage.locator('canvas[data-marks]:not([data-marks="0"])').waitFor();
    await inPage.locator('button:has-text("Show all")').click();
    await picture("timeline");
    await page.keyboard.press("Control+w");

    await openAt("interfaces/printer.api", "FUNCTION Job Open");
    await page.keyboard.press("F9");
    await page.locator(".codicon-debug-breakpoint").first().waitFor();
    startClient("poster");
    await page.locator(".codicon-debug-stackframe").first().waitFor();
    await page.locator('.pane-header:has-text("Variables")').click();
    await page.locator('.monaco-list-row:has-text("poster")').first().waitFor();
    await picture("breakpoint");
    await page.keyboard.press("F5");
    await page.locator(".codicon-debug-stackframe").first().waitFor({ state: "detached" });
    await page.keyboard.press("F9");
  } finally {
    for (const client of clients) {
      if (client.exitCode !== null || client.signalCode !== null) continue;
      const ended = once(client, "exit");
      client.kill("SIGKILL");
      await ended;
    }
    // It ends the runtime, which F5 has started.
    await page.keyboard.press("Shift+F5");
    await page.locator(".debug-toolbar").waitFor({ state: "hidden" });
  }
}

/** @param {import("playwright-core").Page} page */
async function widenSideBar(page) {
  const box = await page.locator(".part.sidebar").boundingBox();
  if (box === null) throw new Error("There is no side bar.");
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width, middle);
  await page.mouse.down();
  await page.mouse.move(sideBarEdge, middle, { steps: 5 });
  await page.mouse.up();
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} but
 */
async function collapseViews(page, but) {
  const open = page.locator(`.pane-header.expanded:visible:not([aria-label^="${but}"])`);
  while ((await open.count()) > 0) await open.first().click();
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} command
 */
async function palette(page, command) {
  await page.keyboard.press("F1");
  await page.keyboard.type(command);
  await page.locator(`.quick-input-list .monaco-list-row.focused:has-text("${command}")`).waitFor();
  await page.keyboard.press("Enter");
}
