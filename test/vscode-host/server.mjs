/**
 * One VS Code server on 127.0.0.1: its process, its port and its connection token, in data folders of its own.
 *
 * The token is random and always needed: without it any other user of the machine could open the editor, and so run
 * commands as us. The server and all it starts are one process group, which `stop` ends.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { edition } from "./edition.mjs";
import { standInForTerminals } from "./terminals.mjs";

/** What keeps the first start quiet: no welcome, no experiments, nothing from the network. */
const quietSettings = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  // As on the desktop; the default in a browser is to save by itself.
  "files.autoSave": "off",
  "npm.autoDetect": "off",
  "telemetry.telemetryLevel": "off",
  "typescript.disableAutomaticTypeAcquisition": true,
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "window.confirmBeforeClose": "never",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
};

/**
 * @typedef {object} ServerOptions
 * @property {string} folder an empty folder for everything this server writes; the caller removes it
 * @property {Readonly<Record<string, unknown>>} [settings] settings of user and machine, over the quiet ones
 * @property {Readonly<Record<string, string>>} [env] for the server and so for the extension host and the tests in it
 * @property {readonly string[]} [vsix] extensions to install before the start
 * @property {string} [token] of another server that is shown in the same browser: the browser keeps one token for all ports of a host
 * @property {boolean} [trusted] no question whether the folder is trusted
 * @property {boolean} [forTests] tests run in it: it shows no modal questions then
 * @property {(text: string) => void} [log] receives the server's output
 *
 * @typedef {object} Server
 * @property {string} authority host and port
 * @property {string} token
 * @property {Promise<string>} ended resolves, with the reason in words, when the server is gone
 * @property {() => Promise<void>} stop
 * @property {() => void} kill for the end of our own process, where nothing can be awaited
 */

/**
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer({
  folder,
  settings = {},
  env = {},
  vsix = [],
  token = randomBytes(24).toString("hex"),
  trusted = false,
  forTests = false,
  log = () => {},
}) {
  const data = path.join(folder, "data");
  const extensions = path.join(folder, "extensions");
  for (const scope of ["Machine", "User"]) {
    await mkdir(path.join(data, "data", scope), { recursive: true });
    await writeFile(path.join(data, "data", scope, "settings.json"), JSON.stringify({ ...quietSettings, ...settings }));
  }
  await mkdir(extensions);
  await standInForTerminals(edition.vscode);

  const childEnv = { ...environment(folder), ...env };
  const base = [
    path.join(edition.vscode, "out/server-main.js"),
    "--accept-server-license-terms",
    "--telemetry-level",
    "off",
  ];
  base.push("--server-data-dir", data, "--extensions-dir", extensions);
  for (const file of vsix) await installExtension([...base, "--install-extension", file, "--force"], childEnv, file);

  const flags = ["--host", "127.0.0.1", "--port", "0", "--connection-token", token, "--disable-update-check"];
  flags.push("--disable-getting-started-override");
  // Newer versions read the test entry from the address only with this.
  if (forTests) flags.push("--enable-smoke-test-driver");
  if (trusted) flags.push("--disable-workspace-trust");
  const child = spawn(edition.node, [...base, ...flags], {
    cwd: folder,
    detached: true,
    env: childEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit").then(
    ([code, signal]) => `the VS Code server ended (${signal ?? `exit code ${code}`})`,
  );
  const signalGroup = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // Nothing of the group is left.
    }
  };

  let output = "";
  /** @type {Promise<string>} */
  const port = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        log(text);
        if (output.length < 1 << 20) output += text;
        const match = /Extension host agent listening on (\d+)/.exec(output);
        if (match?.[1] !== undefined) resolve(match[1]);
      });
    }
  });
  const answer = await Promise.race([port, ended, delay(30_000, "it said nothing for 30 seconds")]);
  if (!/^\d+$/.test(answer)) {
    signalGroup("SIGKILL");
    throw new Error(`VS Code did not start: ${answer}.\n${output}`);
  }

  return {
    authority: `127.0.0.1:${answer}`,
    token,
    ended,
    kill: () => signalGroup("SIGKILL"),
    stop: async () => {
      signalGroup("SIGTERM");
      await Promise.race([ended, delay(3000, undefined)]);
      // The extension host and its children may outlive their parent.
      signalGroup("SIGKILL");
    },
  };
}

/**
 * The address of a workbench.
 *
 * @param {Server} server
 * @param {string | undefined} workspace a folder or a `.code-workspace` file
 * @param {readonly (readonly [string, string])[]} payload
 */
export function workbenchAddress(server, workspace, payload = []) {
  const query = new URLSearchParams({ tkn: server.token });
  if (workspace === undefined) query.set("ew", "true");
  else query.set(workspace.endsWith(".code-workspace") ? "workspace" : "folder", workspace);
  const all = [["skipWelcome", "true"], ["skipReleaseNotes", "true"], ...payload];
  query.set("payload", JSON.stringify(all));
  return `http://${server.authority}/?${query}`;
}

/**
 * @param {Server} server
 * @param {string} file
 */
export function remoteUri(server, file) {
  return `vscode-remote://${server.authority}${file.split("/").map(encodeURIComponent).join("/")}`;
}

/** @param {string} folder */
function environment(folder) {
  // Nothing of a VS Code we may be running in ourselves.
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name));
  return {
    ...Object.fromEntries(own),
    // Sockets, caches and temporary files of VS Code and its extensions go with the folder.
    XDG_RUNTIME_DIR: folder,
    XDG_CACHE_HOME: folder,
    TMPDIR: folder,
    // No marketplace: nothing is asked from the network.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} file
 */
async function installExtension(args, env, file) {
  const child = spawn(edition.node, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const [code] = await once(child, "close");
  if (code !== 0 || !output.includes("successfully installed")) {
    throw new Error(`Installing ${file} failed (exit code ${code}):\n${output}`);
  }
}

/**
 * @template T
 * @param {number} milliseconds
 * @param {T} value
 * @returns {Promise<T>}
 */
function delay(milliseconds, value) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds, value).unref();
  });
}
