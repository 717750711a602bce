/**
 * What the product is made of: its bundles, the timeline's page and the grammars, written into a folder.
 *
 * In: the TypeScript sources and the npm packages. Out: self-contained CommonJS files that need no node_modules but for the native koffi,
 * grammars/ beside them, and the files that went into the bundles. For production there are no source maps and the grammars are compressed.
 * The folder holds nothing but what this file put there.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "..");
const require = createRequire(import.meta.url);
/** For packages that the server depends on. */
const requireOfServer = createRequire(path.join(root, "server/package.json"));

/** Name in the folder to source file: the command's live half, and what users' programs run with. */
const runtimeBundles = {
  runtime: "runtime/src/cli.ts",
  runtimeWorker: "runtime/src/worker.ts",
  peers: "runtime/src/peers/index.ts",
  peersHooks: "runtime/src/peers/hooks.ts",
  peersHost: "runtime/src/peers/host.ts",
  peersRegister: "runtime/src/peers/register.ts",
};

const bundles = {
  extension: "client/src/extension.ts",
  // Both faces of the engine: the command, and the language server as `legato-api lsp`.
  cli: "server/src/cli.ts",
  ...runtimeBundles,
};

/** A file of its own, since its name is what the Sessions view shows; what it does is in the runtime's bundle (runtime/src/peers/crashClient.ts). */
const crashClient = { name: "peersCrashClient.js", text: 'require("./runtime.js").becomeCrashClient();\n' };

/** Compiled on the user's machine when it is asked for. */
const shim = path.join(root, "runtime/shim/legatoClientCredentials.c");

/** The types of `legato-api/peers`, which `legato-api peers` writes for editors. */
const peersTypes = path.join(root, "runtime/src/peers/public.ts");

/** Not bundled: read when a C file is. */
export const grammarFiles = [
  requireOfServer.resolve("web-tree-sitter/web-tree-sitter.wasm"),
  path.join(path.dirname(require.resolve("tree-sitter-c/package.json")), "tree-sitter-c.wasm"),
  path.join(path.dirname(require.resolve("tree-sitter-cpp/package.json")), "tree-sitter-cpp.wasm"),
];

/**
 * @typedef {object} ProductOptions
 * @property {string} folder absolute
 * @property {boolean} production
 */

/**
 * Throws esbuild's failure, which it has printed already, where a source has a mistake.
 *
 * @param {ProductOptions} options
 */
export async function writeProduct({ folder, production }) {
  await Promise.all([
    ...bundlings(folder, production).map((options) => build(options)),
    copyGrammars(path.join(folder, "grammars"), production),
    cp(path.join(root, "client/src/timeline/webview/timeline.css"), path.join(folder, "timeline.css")),
    copyForRuntime(folder),
  ]);
  await removeOldFiles(folder, production);
}

/**
 * The runtime alone, as tests start it: as it is in a product for work on it.
 *
 * @param {string} folder absolute
 */
export async function writeRuntime(folder) {
  await Promise.all([build(forNode(folder, false, runtimeBundles)), copyForRuntime(folder)]);
}

/** @param {string} folder */
async function copyForRuntime(folder) {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    cp(shim, path.join(folder, path.basename(shim))),
    cp(peersTypes, path.join(folder, "peers.d.ts")),
    writeFile(path.join(folder, crashClient.name), crashClient.text),
  ]);
}

/**
 * The files that esbuild takes into the bundles, relative to the root. Nothing is written.
 *
 * @returns {Promise<readonly string[]>}
 */
export async function bundledFiles() {
  const results = await Promise.all(
    bundlings(path.join(root, "dist"), true).map((options) => build({ ...options, write: false, metafile: true })),
  );
  const outputs = results.flatMap(({ metafile }) => Object.values(metafile.outputs));
  // Of what was looked at, only what is left in an output after dead code went.
  const inputs = outputs.flatMap((output) =>
    Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return [...new Set(inputs)];
}

/**
 * @param {string} folder
 * @param {boolean} production
 * @returns {readonly import("esbuild").BuildOptions[]}
 */
function bundlings(folder, production) {
  return [
    forNode(folder, production, bundles),
    {
      // The timeline's page runs in a browser.
      ...bundled(folder, production),
      entryPoints: { timeline: "client/src/timeline/webview/main.ts" },
      platform: "browser",
      format: "iife",
      target: "es2022",
    },
  ];
}

/**
 * @param {string} folder
 * @param {boolean} production
 * @param {Record<string, string>} entryPoints
 * @returns {import("esbuild").BuildOptions}
 */
function forNode(folder, production, entryPoints) {
  return {
    ...bundled(folder, production),
    entryPoints,
    platform: "node",
    format: "cjs",
    target: "node20",
    // koffi is native, and loaded only where a runtime starts.
    external: ["vscode", "koffi", "@opentelemetry/*"],
    // Names of classes and functions are read in logs and error reports.
    keepNames: true,
    // The ES module of web-tree-sitter finds its .wasm by import.meta.url, which a CommonJS bundle does not have.
    // The main file of jsonc-parser is UMD, whose requires no bundler can follow.
    alias: {
      "web-tree-sitter": requireOfServer.resolve("web-tree-sitter"),
      "jsonc-parser": requireOfServer.resolve("jsonc-parser/lib/esm/main.js"),
    },
    // Sources say import.meta, as ES modules do; in the bundle that is the bundle's own place.
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  };
}

/**
 * @param {string} folder
 * @param {boolean} production
 * @returns {import("esbuild").BuildOptions}
 */
function bundled(folder, production) {
  return {
    absWorkingDir: root,
    outdir: folder,
    bundle: true,
    minify: true,
    sourcemap: production ? false : "linked",
    logLevel: "warning",
  };
}

/**
 * As they are, or compressed for the package, where they are the larger part of the download.
 *
 * @param {string} folder
 * @param {boolean} production
 */
async function copyGrammars(folder, production) {
  await mkdir(folder, { recursive: true });
  const made = await Promise.all(
    grammarFiles.map(async (file) => {
      const source = production ? await compressed(file) : file;
      await cp(source, path.join(folder, path.basename(source)));
      return path.basename(source);
    }),
  );
  const old = (await readdir(folder)).filter((name) => !made.includes(name));
  await Promise.all(old.map((name) => rm(path.join(folder, name))));
}

/**
 * The file with `.br`, kept in .cache/: compressing takes seconds, and the grammars hardly ever change.
 *
 * @param {string} file
 */
async function compressed(file) {
  const bytes = await readFile(file);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const kept = path.join(root, ".cache/grammars", hash, `${path.basename(file)}.br`);
  if (!existsSync(kept)) {
    const { BROTLI_PARAM_LGWIN, BROTLI_MAX_WINDOW_BITS, BROTLI_PARAM_SIZE_HINT } = constants;
    const params = { [BROTLI_PARAM_LGWIN]: BROTLI_MAX_WINDOW_BITS, [BROTLI_PARAM_SIZE_HINT]: bytes.length };
    const small = await promisify(brotliCompress)(bytes, { params });
    await mkdir(path.dirname(kept), { recursive: true });
    await writeFile(`${kept}.partial`, small);
    await rename(`${kept}.partial`, kept);
  }
  return kept;
}

/**
 * Removes what an earlier build left. It is done last, so that a running editor or command never finds the folder empty.
 *
 * @param {string} folder
 * @param {boolean} production
 */
async function removeOldFiles(folder, production) {
  const names = [...Object.keys(bundles), "timeline"].flatMap((name) => [
    `${name}.js`,
    ...(production ? [] : [`${name}.js.map`]),
  ]);
  const made = new Set([...names, "timeline.css", "grammars", path.basename(shim), crashClient.name, "peers.d.ts"]);
  const old = (await readdir(folder)).filter((name) => !made.has(name));
  await Promise.all(old.map((name) => rm(path.join(folder, name), { recursive: true })));
}
