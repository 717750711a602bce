/** `node --import <this file> program.ts`: a program in TypeScript that uses `legato-api/peers`. */
import { programFiles } from "./programFiles.ts";
import { registerHooks } from "./registerHooks.ts";
import { printUncaught } from "./uncaught.ts";

printUncaught();
registerHooks(programFiles(import.meta.dirname));
