/**
 * Module hooks (node:module `register`) for programs that use `legato-api/peers`: TypeScript through sucrase, and the library by its name.
 *
 * They run in a thread of Node's own. In: what is imported. Out: `legato-api/peers` is the library of this product, wherever the program lies;
 * `.ts` and `.mts` are ES modules with their types taken out, line by line; a missing `x.js` that has an `x.ts` is that one. The rest is
 * left to Node. Every file of the program itself is reported through `port`.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { transform } from "sucrase";
import { LIBRARY_NAME } from "./libraryName.ts";

export interface HookOptions {
  /** File URL of the library's bundle. */
  readonly library: string;
  /** Gets the path of each file that is loaded. */
  readonly port?: MessagePort;
}

interface Resolved {
  readonly url: string;
  readonly format?: string | null;
  readonly shortCircuit?: boolean;
}
interface Loaded {
  readonly format: string;
  readonly source?: string;
  readonly shortCircuit?: boolean;
}
interface Context {
  readonly parentURL?: string;
}

let options: HookOptions | undefined;

export function initialize(given: HookOptions): void {
  options = given;
  options.port?.unref();
}

export async function resolve(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Resolved>,
): Promise<Resolved> {
  if (specifier === LIBRARY_NAME && options !== undefined) {
    return { url: options.library, format: "commonjs", shortCircuit: true };
  }
  const typescript = typescriptFor(specifier, context.parentURL);
  return typescript === undefined ? next(specifier, context) : { url: typescript, shortCircuit: true };
}

/** A relative import of TypeScript's, which may name the file that a compiler would have made. */
function typescriptFor(specifier: string, parent: string | undefined): string | undefined {
  if (parent === undefined || !/^\.{1,2}\//.test(specifier) || !/\.[cm]?ts$/.test(parent)) return undefined;
  const url = new URL(specifier, parent).href;
  if (existsSync(fileURLToPath(url))) return undefined;
  const candidates = [url.replace(/\.([cm]?)js$/, ".$1ts"), `${url}.ts`];
  return candidates.find((each) => each !== url && existsSync(fileURLToPath(each)));
}

export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<Loaded>,
): Promise<Loaded> {
  if (!url.startsWith("file:") || url === options?.library) return next(url, context);
  const file = fileURLToPath(url);
  if (!file.includes("/node_modules/")) options?.port?.postMessage(file);
  if (!/\.m?ts$/.test(file)) return next(url, context);
  const text = await readFile(file, "utf8");
  const { code } = transform(text, { transforms: ["typescript"], disableESTransforms: true, filePath: file });
  return { format: "module", source: code, shortCircuit: true };
}
