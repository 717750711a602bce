/**
 * Lets tests, which run in the extension host and have no DOM, see and use the workbench as a user does: over HTTP on 127.0.0.1.
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
 * @param {string} artifacts where screenshots go
 */
export async function startDriver(artifacts) {
  const secret = randomBytes(24).toString("hex");
  /** @type {import("playwright-core").Page | undefined} */
  let page;

  const server = createServer(async (request, response) => {
    const answer = (/** @type {number} */ status, /** @type {unknown} */ value) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value ?? null));
    };
    try {
      const [, given, name = ""] = (request.url ?? "").split("/");
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (request.method !== "POST" || given !== secret || action === undefined)
        return answer(404, { error: "no such action" });
      if (page === undefined) return answer(503, { error: "the workbench is not open yet" });
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      answer(200, await action(page, body === "" ? {} : JSON.parse(body), artifacts));
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
    /** @param {import("playwright-core").Page} opened */
    attach(opened) {
      page = opened;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
