/**
 * The pictures of live sessions: F5 on the printer, two clients, one killed; a breakpoint on Open; the timeline; F5 again with a close handler.
 *
 * In: a workbench with the example open, and what screenshots.mjs does things with. Out: four pictures. Every process started here is ended.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const row = '.pane:has(.pane-header[aria-label^="Sessions"]) .monaco-list-row';
const sideBarEdge = 570;

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
  /** Without the tooltip of a row that was clicked: it covers the rest, and has folders of this machine in it. */
  const pictureOfRows = async (/** @type {string} */ name) => {
    await page.mouse.move(0, 0);
    await page.locator(".monaco-hover >> visible=true").waitFor({ state: "detached" });
    await picture(name);
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
    await pictureOfRows("sessions");

    await palette(page, "Legato API: Show Calls and Timeline");
    const inPage = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
    await inPage.locator('canvas[data-marks]:not([data-marks="0"])').waitFor();
    await inPage.locator('button:has-text("Show all")').click();
    await pictureOfRows("timeline");
    await page.keyboard.press("Control+w");

    await openAt("interfaces/printer.api", "FUNCTION Job Open");
    await page.keyboard.press("F9");
    await page.locator(".codicon-debug-breakpoint").first().waitFor();
    startClient("poster");
    await page.locator(".codicon-debug-stackframe").first().waitFor();
    await page.locator('.pane-header:has-text("Variables")').click();
    await page.locator('.monaco-list-row:has-text("poster")').first().waitFor();
    await pictureOfRows("breakpoint");
    await page.keyboard.press("F5");
    await page.locator(".codicon-debug-stackframe").first().waitFor({ state: "detached" });
    await openAt("interfaces/printer.api", "FUNCTION Job Open");
    await page.keyboard.press("F9");
    await page.locator(".codicon-debug-breakpoint").first().waitFor({ state: "detached" });
    await stop(page);

    await addCloseHandler(path.join(example, "printer.ts"));
    // The views that had the focus are gone with the session.
    await openAt("interfaces/printer.api", "FUNCTION Job Open");
    await page.keyboard.press("F5");
    // Until the new runtime is there, the view shows what the old one last saw.
    await rowOf("no close handler").waitFor({ state: "detached", timeout: 30_000 });
    const second = startClient("report", "photo");
    await rowOf("holds 2").waitFor({ timeout: 30_000 });
    await collapseViews(page, "Sessions");
    second.kill("SIGKILL");
    await expand("Ended");
    await expand("killed by SIGKILL");
    await openAt("printer.ts", "onClose(session)");
    // The packages of this editor bring no language server for TypeScript, and it says so.
    await palette(page, "Notifications: Clear All Notifications");
    await pictureOfRows("released");
  } finally {
    for (const client of clients) {
      if (client.exitCode !== null || client.signalCode !== null) continue;
      const ended = once(client, "exit");
      client.kill("SIGKILL");
      await ended;
    }
    await stop(page);
  }
}

/**
 * It ends the runtime too, which F5 has started.
 *
 * @param {import("playwright-core").Page} page
 */
async function stop(page) {
  await page.keyboard.press("Shift+F5");
  await page.locator(".codicon-debug-stop").first().waitFor({ state: "detached" });
}

/**
 * What README asks the reader to do: to take away the comment signs of `onClose`.
 *
 * @param {string} service
 */
async function addCloseHandler(service) {
  const before = await readFile(service, "utf8");
  const after = before.replace(/^ {2}\/\/ onClose[\s\S]*?^ {2}\/\/ \},$/m, (lines) =>
    lines.replace(/^ {2}\/\/ /gm, "  "),
  );
  if (after === before) throw new Error(`${service} has no onClose to take out of its comment.`);
  await writeFile(service, after);
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
