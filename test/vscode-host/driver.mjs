/**
 * Lets tests, which run in the extension host and have no DOM, see and use the workbench as a user does: over HTTP on 127.0.0.1. `window` in the
 * arguments names another window than the one of the tests; `openWindow` opens it on the folder `workspace`, in a VS Code of its own.
 *
 * `POST <address>/<action>` with a JSON object answers with JSON, or with status 500 and `{ error }`. The address carries a random secret,
 * since whoever may press keys in an editor may run commands.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";

/** How long one action waits for what it acts on, in milliseconds. */
const patience = 10_000;

/**
 * @typedef {Readonly<Record<string, unknown>>} Arguments
 * @typedef {(page: import("playwright-core").Page, args: Arguments, artifacts: string) => Promise<unknown>} Action
 */

/** @type {Readonly<Record<string, Action>>} */
const actions = {
  waitFor: (page, args) =>
    page
      .locator(text(args, "selector"))
      .first()
      .waitFor({ state: args["hidden"] === true ? "hidden" : "visible", timeout: patience }),
  texts: (page, args) => page.locator(text(args, "selector")).allInnerTexts(),
  spoken: (page, args) => page.locator(text(args, "selector")).first().ariaSnapshot({ timeout: patience }),
  click: (page, args) =>
    page
      .locator(text(args, "selector"))
      .first()
      .click({ timeout: patience, button: args["button"] === "right" ? "right" : "left" }),
  hover: (page, args) => page.locator(text(args, "selector")).first().hover({ timeout: patience }),
  type: (page, args) => page.keyboard.type(text(args, "text")),
  press: (page, args) => page.keyboard.press(text(args, "keys")),
  // The extension host of the page ends with it, and so the test that asks for this: nobody waits for the answer.
  reload: (page) => page.reload({ waitUntil: "domcontentloaded" }),
  screenshot: (page, args, artifacts) =>
    page.screenshot({ path: path.join(artifacts, `${path.basename(text(args, "name"))}.png`) }),
};

/**
 * @param {Arguments} args
 * @param {string} name
 */
function text(args, name) {
  const value = args[name];
  if (typeof value !== "string") throw new Error(`"${name}" must be a string.`);
  return value;
}

/**
 * @typedef {object} OpenedWindow
 * @property {import("playwright-core").Page} page
 * @property {() => Promise<void>} close
 */

/** The window in which the tests run. */
const TESTS_WINDOW = "";

/**
 * @param {string} artifacts where screenshots go
 * @param {(workspace: string) => Promise<OpenedWindow>} open another VS Code
 */
export async function startDriver(artifacts, open) {
  const secret = randomBytes(24).toString("hex");
  /** @type {Map<unknown, OpenedWindow>} */
  const windows = new Map();

  /**
   * @param {string} name of the action
   * @param {Arguments} args
   */
  const act = async (name, args) => {
    const { window = TESTS_WINDOW } = args;
    if (name === "openWindow") {
      windows.set(window, await open(text(args, "workspace")));
      return;
    }
    const opened = windows.get(window);
    if (opened === undefined) throw new Error("The window is not open.");
    if (name === "closeWindow") {
      windows.delete(window);
      await opened.close();
      return;
    }
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) throw new Error(`There is no action '${name}'.`);
    return action(opened.page, args, artifacts);
  };

  const server = createServer(async (request, response) => {
    const answer = (/** @type {number} */ status, /** @type {unknown} */ value) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value ?? null));
    };
    try {
      const [, given, name = ""] = (request.url ?? "").split("/");
      if (request.method !== "POST" || given !== secret) return answer(404, { error: "nothing is here" });
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      answer(200, await act(name, body === "" ? {} : JSON.parse(body)));
    } catch (error) {
      answer(500, { error: error instanceof Error ? error.message : String(error) });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The driver has no port.");

  return {
    url: `http://127.0.0.1:${address.port}/${secret}`,
    /** @param {import("playwright-core").Page} page of the window in which the tests run */
    attach(page) {
      windows.set(TESTS_WINDOW, { page, close: () => page.close() });
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
