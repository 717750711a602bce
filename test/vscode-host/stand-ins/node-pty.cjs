/**
 * Stands in for the native module node-pty, which npm would have to compile: as much of its API as VS Code's terminals use, over `script` of util-linux,
 * which every Linux has. Without it VS Code runs, but no terminal does.
 */
const { execFile, spawn } = require("node:child_process");
const { EventEmitter } = require("node:events");
const fs = require("node:fs");
const path = require("node:path");

/** @param {string} word */
const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

class Terminal {
  constructor(file, args, { cols = 80, rows = 24, cwd, env, name }) {
    this.process = path.basename(file);
    this.cols = cols;
    this.rows = rows;
    this.events = new EventEmitter();
    const command = `stty cols ${cols} rows ${rows}; exec ${[file, ...args].map(quoted).join(" ")}`;
    this.child = spawn("script", ["--quiet", "--flush", "--return", "--command", command, "/dev/null"], {
      cwd,
      // `script` asks it for a shell, and the user's may know no `exec`.
      env: { ...env, TERM: name ?? env.TERM ?? "xterm-256color", SHELL: "/bin/sh" },
      detached: true,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.pid = this.child.pid ?? 0;
    this.child.stdin.on("error", () => {});
    this.child.stdout.setEncoding("utf8").on("data", (text) => this.events.emit("data", text));
    this.child.on("error", (error) => {
      this.events.emit("data", `No terminal: 'script' of util-linux cannot be started: ${error.message}\r\n`);
      this.events.emit("exit", { exitCode: 1 });
    });
    this.child.on("close", (exitCode, signal) =>
      this.events.emit("exit", { exitCode: exitCode ?? 1, signal: signal === null ? undefined : 1 }),
    );
  }

  onData(listener) {
    return this.listen("data", listener);
  }

  onExit(listener) {
    return this.listen("exit", listener);
  }

  on(event, listener) {
    if (event === "exit") this.events.on(event, ({ exitCode, signal }) => listener(exitCode, signal));
    else this.events.on(event, listener);
  }

  listen(event, listener) {
    this.events.on(event, listener);
    return { dispose: () => this.events.off(event, listener) };
  }

  write(text) {
    this.child.stdin.write(text);
  }

  resize(cols, rows) {
    this.cols = cols;
    this.rows = rows;
    try {
      const device = fs.readlinkSync(`/proc/${this.inside()}/fd/0`);
      execFile("stty", ["-F", device, "cols", String(cols), "rows", String(rows)], () => {});
    } catch {
      // It has ended, or not yet begun.
    }
  }

  /** `script` does not hand on the signal of a closed terminal. */
  kill(signal = "SIGHUP") {
    try {
      process.kill(-this.inside(), signal);
    } catch {
      this.child.kill("SIGKILL");
    }
  }

  /** Process id of the program, which leads a session of its own. */
  inside() {
    return Number.parseInt(fs.readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "utf8"), 10);
  }

  clear() {}

  pause() {
    this.child.stdout.pause();
  }

  resume() {
    this.child.stdout.resume();
  }
}

exports.spawn = (file, args, options) => new Terminal(file, typeof args === "string" ? [args] : args, options ?? {});
exports.native = null;
