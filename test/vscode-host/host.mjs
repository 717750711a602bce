/**
 * A headless VS Code for one test run or one picture: server, browser, workbench and driver, from start to the last removed file.
 *
 * `launch` opens a workbench; `runTests` lets VS Code run a test bundle inside its extension host and answers with VS Code's own exit
 * code. Whatever way our process ends, the server's process group is ended and the temporary folder removed.
 */
import { createWriteStream, rmSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { findBrowser } from "./browser.mjs";
import { startDriver } from "./driver.mjs";
import { remoteUri, startServer, workbenchAddress } from "./server.mjs";

const runnerExtension = path.join(import.meta.dirname, "runner-extension");

const browserFlags = [
  // Chromium's own sandbox needs user namespaces or a setuid helper; the one page it shows is ours.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/**
 * @typedef {object} LaunchOptions
 * @property {string} artifacts folder for logs and pictures
 * @property {string | undefined} [workspace]
 * @property {string | undefined} [developmentPath] extension to run from its source folder
 * @property {string | undefined} [testsPath] CommonJS file that exports run()
 * @property {readonly string[]} [vsix]
 * @property {boolean} [trusted] false: the workspace opens in restricted mode, without the question
 * @property {Readonly<Record<string, unknown>>} [settings]
 * @property {{ width: number, height: number }} [size] of the window, in CSS pixels
 * @property {number} [scale] device pixels per CSS pixel
 */

/** Undone in reverse order, also when our process is told to end. */
class Cleanup {
  /** @type {(() => void)[]} */
  #now = [];
  /** @type {(() => Promise<unknown>)[]} */
  #orderly = [];
  #onExit = () => {
    for (const undo of this.#now.reverse()) undo();
  };
  #onSignal = () => process.exit(130);

  constructor() {
    process.on("exit", this.#onExit);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, this.#onSignal);
  }

  /**
   * @param {() => Promise<unknown>} orderly
   * @param {() => void} [now] for the sudden end
   */
  add(orderly, now) {
    this.#orderly.push(orderly);
    if (now !== undefined) this.#now.push(now);
  }

  async run() {
    for (const undo of this.#orderly.reverse()) await undo();
    this.#orderly = [];
    this.#now = [];
    process.off("exit", this.#onExit);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, this.#onSignal);
  }
}

/** @param {LaunchOptions} options */
export async function launch(options) {
  const cleanup = new Cleanup();
  try {
    return await open(options, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

/**
 * @param {LaunchOptions} options
 * @param {Cleanup} cleanup
 */
async function open(options, cleanup) {
  const { artifacts, workspace, developmentPath, testsPath, vsix = [], settings = {}, trusted = true } = options;
  const folder = await mkdtemp(path.join(os.tmpdir(), "legato-api-vscode-"));
  cleanup.add(
    () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
    () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  );
  await mkdir(artifacts, { recursive: true });

  const driver = await startDriver(artifacts, openSecond);
  cleanup.add(async () => driver.stop());
  const server = await serve(folder, "server", { env: { DRIVER_URL: driver.url }, forTests: testsPath !== undefined });

  const context = await chromium.launchPersistentContext(path.join(folder, "browser"), {
    ...(await browserOptions()),
    locale: "en-US",
    viewport: options.size ?? { width: 1280, height: 800 },
    deviceScaleFactor: options.scale ?? 1,
  });
  cleanup.add(() => context.close());
  await context.route(
    (url) => url.hostname !== "127.0.0.1",
    (route) => route.abort(),
  );
  const page = context.pages()[0] ?? (await context.newPage());
  log(page, "browser");

  /** @type {(result: number | string) => void} */
  let exit = () => {};
  /** @type {Promise<number | string>} VS Code's exit code, or why there is none */
  const exited = new Promise((resolve) => {
    exit = resolve;
  });
  page.on("crash", () => exit("the page crashed"));
  server.ended.then(exit);
  await page.exposeFunction("codeAutomationLog", () => {});
  await page.exposeFunction("codeAutomationExit", async (/** @type {number} */ code, /** @type {unknown} */ logs) => {
    await writeFile(path.join(artifacts, "vscode-logs.json"), JSON.stringify(logs, undefined, 1));
    exit(code);
  });

  /** @type {[string, string][]} */
  const payload = [];
  if (testsPath !== undefined) {
    payload.push(["extensionDevelopmentPath", remoteUri(server, developmentPath ?? runnerExtension)]);
    payload.push(["extensionTestsPath", remoteUri(server, testsPath)]);
  } else if (developmentPath !== undefined) {
    payload.push(["extensionDevelopmentPath", remoteUri(server, developmentPath)]);
  }
  driver.attach(page);
  await show(page, workbenchAddress(server, workspace, payload));
  return { page, exited, close: () => cleanup.run() };

  /**
   * @param {string} own folder of the server
   * @param {string} logName
   * @param {{ env: Readonly<Record<string, string>>, forTests: boolean, token?: string }} how
   */
  async function serve(own, logName, how) {
    const serverLog = createWriteStream(path.join(artifacts, `${logName}.log`));
    const started = await startServer({
      folder: own,
      settings: {
        "git.enabled": false,
        "workbench.reduceMotion": "on",
        "security.workspace.trust.startupPrompt": "never",
        ...settings,
      },
      ...how,
      vsix,
      trusted,
      log: (text) => serverLog.write(text),
    });
    cleanup.add(started.stop, started.kill);
    return started;
  }

  /**
   * As another VS Code of the same user: with its own data, but in the user's one folder for sockets. Unlike in the window of the tests, questions are shown.
   *
   * @param {string} secondWorkspace
   */
  async function openSecond(secondWorkspace) {
    const own = await mkdtemp(path.join(folder, "second-"));
    const second = await serve(own, "second-server", {
      env: { XDG_RUNTIME_DIR: folder },
      forTests: false,
      token: server.token,
    });
    const secondPage = await context.newPage();
    log(secondPage, "second-browser");
    /** @type {[string, string][]} */
    const extension =
      developmentPath === undefined || developmentPath === runnerExtension
        ? []
        : [["extensionDevelopmentPath", remoteUri(second, developmentPath)]];
    await show(secondPage, workbenchAddress(second, secondWorkspace, extension));
    return {
      page: secondPage,
      close: async () => {
        await secondPage.close();
        await second.stop();
      },
    };
  }

  /**
   * @param {import("playwright-core").Page} shown
   * @param {string} logName
   */
  function log(shown, logName) {
    const browserLog = createWriteStream(path.join(artifacts, `${logName}.log`));
    shown.on("console", (message) => browserLog.write(`[${message.type()}] ${message.text()}\n`));
    shown.on("pageerror", (error) => browserLog.write(`[error] ${error.stack ?? error.message}\n`));
  }
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} address of a workbench
 */
async function show(page, address) {
  await page.goto(address, { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-workbench .part.statusbar", { timeout: 60_000 });
}

/**
 * @param {LaunchOptions & { timeout: number }} options `timeout` in milliseconds for the whole run
 * @returns {Promise<number | string>} VS Code's exit code, 0 only when all tests passed; or what went wrong, in words
 */
export async function runTests({ timeout, ...options }) {
  const host = await launch(options);
  try {
    const timedOut = new Promise((resolve) => {
      setTimeout(resolve, timeout, `the tests did not end in ${timeout / 1000} seconds`).unref();
    });
    const result = await Promise.race([host.exited, timedOut]);
    if (result !== 0) await host.page.screenshot({ path: path.join(options.artifacts, "failed.png") }).catch(() => {});
    return result;
  } finally {
    await host.close();
  }
}

/** How to start the browser that was found. */
export async function browserOptions() {
  const browser = await findBrowser();
  if (browser === undefined) throw new Error("No browser: run `node test/vscode-host/code.mjs --install` first.");
  return { executablePath: browser.executable, env: definedOnly(browser.env), args: browserFlags, headless: true };
}

/** @param {NodeJS.ProcessEnv} env */
function definedOnly(env) {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
