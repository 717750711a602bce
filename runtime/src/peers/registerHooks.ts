/** Lets this process load TypeScript and `legato-api/peers`. */
import { register } from "node:module";
import { pathToFileURL } from "node:url";
import { MessageChannel } from "node:worker_threads";
import type { HookOptions } from "./hooks.ts";
import type { ProgramFiles } from "./programFiles.ts";

/** `onFile` gets the path of each file of the program, when it is loaded. */
export function registerHooks(files: ProgramFiles, onFile?: (file: string) => void): void {
  const library = pathToFileURL(files.library).href;
  const hooks = pathToFileURL(files.hooks).href;
  if (onFile === undefined) {
    register<HookOptions>(hooks, { data: { library } });
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.on("message", onFile);
  // Hearing of files is no reason to stay alive.
  port1.unref();
  register<HookOptions>(hooks, { data: { library, port: port2 }, transferList: [port2] });
}
