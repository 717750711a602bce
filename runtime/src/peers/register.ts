/**
 * `node --import <this file> program.ts`: a program in TypeScript that uses `legato-api/peers`.
 *
 * Started by `legato-api run`, it ends as that does: a command that is killed takes its program with it, in the same way.
 */
import { programFiles } from "./programFiles.ts";
import { registerHooks } from "./registerHooks.ts";
import { printUncaught } from "./uncaught.ts";

printUncaught();
registerHooks(programFiles(import.meta.dirname));

if (process.channel !== undefined) {
  process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
  // The program ends when it has nothing more to do.
  process.channel.unref();
}
