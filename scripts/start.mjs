/**
 * `npm start`: builds the extension and opens a real VS Code on the printer example.
 *
 * `code` from PATH where there is one, with folders for settings and extensions of its own; else the VS Code of test/vscode-host, in the user's
 * browser, at an address on 127.0.0.1 that needs a random token. The example is opened where it lies, so that what is edited
 * stays. Ctrl+C, the end of npm, or closing the window, ends all that was started and removes the temporary folder.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startedWith } from "../test/integration/started.mjs";

const root = path.resolve(import.meta.dirname, "..");
const example = path.join(root, "examples/printer");

const built = spawnSync(process.execPath, [path.join(root, "scripts/build.mjs")], { stdio: "inherit" });
if (built.status !== 0) process.exit(1);

const folder = await mkdtemp(path.join(os.tmpdir(), "legato-api-start-"));
/** What to undo at the end, last first. */
const undo = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];
process.on("exit", () => {
  for (const step of undo.reverse()) step();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(0));
endWithParent();

const desktop = findOnPath(process.platform === "win32" ? "code.cmd" : "code");
await (desktop === undefined ? startInBrowser() : startDesktop(desktop));
process.exit(0);

/**
 * Whoever kills npm alone leaves us, and the shell between us, without a parent: nobody would know what to end then. No event tells of it (npm hands
 * on its own terminal, so no pipe closes, and Node cannot wait for a process that is not its child), so it is looked at now and then; the look keeps
 * nothing alive.
 */
function endWithParent() {
  const before = parents();
  setInterval(() => {
    if (parents() !== before) process.exit(0);
  }, 1000).unref();
}

/** Who started us, and, where the system tells, who started that: npm has a shell in between. */
function parents() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(")")).split(" ")[2]}`;
  } catch {
    return String(process.ppid);
  }
}

/** @param {string} name */
function findOnPath(name) {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((entry) => entry !== "");
  return folders
    .map((entry) => path.join(entry, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Runtimes outlive VS Code by design: the next start would find their folder taken.
 *
 * @param {readonly number[]} pids
 */
function endAll(pids) {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has gone meanwhile.
    }
  }
}

/**
 * Ends with the window. The `code` command only asks VS Code to start; VS Code itself runs apart from us and writes its process id into a lock file in its
 * data folder.
 *
 * @param {string} code
 */
async function startDesktop(code) {
  const data = path.join(folder, "data");
  const flags = [
    "--wait",
    "--new-window",
    "--user-data-dir",
    data,
    "--extensions-dir",
    path.join(folder, "extensions"),
  ];
  const child = spawn(code, [...flags, `--extensionDevelopmentPath=${root}`, example], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  undo.push(() => {
    if (child.exitCode !== null) return;
    child.kill();
    try {
      process.kill(Number(readFileSync(path.join(data, "code.lock"), "utf8")));
    } catch {
      // It has not started yet, or has ended already.
    }
  });
  console.log(`VS Code (${code}) is open on examples/printer. Ctrl+C ends it.`);
  await once(child, "exit");
}

/** Ends with Ctrl+C: a page that was closed can be opened again. */
async function startInBrowser() {
  const { ensureInstalled } = await import("../test/vscode-host/install.mjs");
  await ensureInstalled({ browser: false });
  const { remoteUri, startServer, workbenchAddress } = await import("../test/vscode-host/server.mjs");
  const server = await startServer({ folder, trusted: true });
  undo.push(() => endAll(startedWith("XDG_RUNTIME_DIR", folder)), server.kill);
  const address = workbenchAddress(server, example, [["extensionDevelopmentPath", remoteUri(server, root)]]);
  console.log(
    `VS Code is ready on examples/printer. Open this address in a browser on this machine:\n\n  ${address}\n`,
  );
  console.log("Ctrl+C ends it.");
  console.log(`\n${await server.ended}.`);
  process.exitCode = 1;
}
