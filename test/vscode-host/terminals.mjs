/** Makes VS Code's terminals work where its package brings no native module for them; an installation of before has not got it. */
import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import path from "node:path";

/** @param {string} vscode its folder */
export async function standInForTerminals(vscode) {
  const module = path.join(vscode, "node_modules/node-pty");
  const native = ["build/Release/pty.node", `prebuilds/${process.platform}-${process.arch}/pty.node`];
  if (!existsSync(module) || native.some((file) => existsSync(path.join(module, file)))) return;
  await copyFile(path.join(import.meta.dirname, "stand-ins/node-pty.cjs"), path.join(module, "lib/index.js"));
}
