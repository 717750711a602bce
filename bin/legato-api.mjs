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
const require = createRequire(import.meta.url);

const args = process.argv.slice(2);
const bundle = path.resolve(import.meta.dirname, "../dist", live.has(args[0]) ? "runtime.js" : "cli.js");
if (args[0] === "--version") {
  const { name, version } = require("../package.json");
  console.log(`${name} ${version}`);
} else if (existsSync(bundle)) {
  // Not process.exit: what was written to a pipe may still be on its way.
  process.exitCode = await require(bundle).main(args);
} else {
  console.error(`legato-api: ${bundle} is missing. Run 'npm run build' first.`);
  process.exitCode = 2;
}
