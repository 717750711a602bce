#!/usr/bin/env node
/**
 * The `legato-api` command: hands each subcommand to the half that knows it, loading only that one.
 *
 * Both halves are bundles that `npm run build` puts into dist/. Each exports `main(arguments)`, which resolves to the exit code. The extension
 * for every system has the first half only.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const live = new Set(["runtime", "sessions", "call", "crash", "run", "isolate", "peers"]);
const half = (name) => path.resolve(import.meta.dirname, "../dist", `${name}.js`);
const require = createRequire(import.meta.url);

const given = process.argv.slice(2);
const args = given[0] === "help" && given.length > 1 ? [given[1], "--help"] : given;
const bundle = half(live.has(args[0]) ? "runtime" : "cli");
watchOutput();
if (args[0] === "--version") {
  const { name, version } = require("../package.json");
  console.log(`${name} ${version}`);
} else if (existsSync(bundle)) {
  // Not process.exit: what was written to a pipe may still be on its way.
  process.exitCode = await require(bundle).main(args);
} else if (existsSync(half("cli"))) {
  console.error(
    `legato-api: '${args[0]}' needs the runtime, which this package for every system does not have. Take the one for linux-x64 or linux-arm64.`,
  );
  process.exitCode = 2;
} else {
  console.error(`legato-api: ${bundle} is missing. Run 'npm run build' first.`);
  process.exitCode = 2;
}

/**
 * Nobody reads any more (`legato-api check . | head`): the command ends without a word, with the code that a shell has for SIGPIPE. A full disk is told.
 * A runtime goes on: others depend on it.
 */
function watchOutput() {
  const goesOn = args[0] === "runtime";
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error) => {
    if (goesOn) return;
    if (error.code === "EPIPE") process.exit(141);
    process.stderr.write(`legato-api: the output cannot be written: ${error.message}\n`);
    process.exit(1);
  });
}
