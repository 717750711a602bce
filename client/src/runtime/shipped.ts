/**
 * Whether this package of the extension can start a runtime, and what to do where it cannot.
 *
 * The runtime is native and Linux's: the packages for Linux bring it, the one for every system does not. Knows nothing of VS Code.
 */
import { existsSync } from "node:fs";
import path from "node:path";

/** Absolute path of the command that starts a runtime. Throws an Error that says what is missing and how to get it. */
export function runtimeCommand(extensionFolder: string): string {
  const missing = missingRuntime(extensionFolder, process.platform, process.arch);
  if (missing !== undefined) throw new Error(missing);
  return path.join(extensionFolder, "bin/legato-api.mjs");
}

/** A sentence for the user; undefined: there is one. */
export function missingRuntime(extensionFolder: string, platform: string, processor: string): string | undefined {
  if (platform !== "linux")
    return "A runtime needs Linux. Open the folder in WSL or over Remote-SSH and install the extension there: sessions work there.";
  if (existsSync(path.join(extensionFolder, "dist/runtime.js"))) return undefined;
  if (processor !== "x64" && processor !== "arm64")
    return `There is no runtime for ${processor}: it runs on x64 and arm64 Linux. Open the folder on such a machine over Remote-SSH.`;
  return `This package of Legato API Tools has no runtime: it is the one for every system. Install legato-api-linux-${processor} instead, or run 'npx legato-api runtime' in a terminal: the Sessions view finds it.`;
}
