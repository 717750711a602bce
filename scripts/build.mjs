/**
 * Builds everything that is shipped, into dist/: the extension, the language server, the command and the C and C++ grammars.
 *
 * In: the TypeScript sources and the npm packages. Out: self-contained CommonJS files that need no node_modules, and
 * dist/grammars/*.wasm beside them. `--production` leaves out the source maps and compresses the grammars.
 * dist/ holds nothing but what this file put there.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "dist");
const require = createRequire(import.meta.url);
/** For packages that the server depends on. */
const requireOfServer = createRequire(path.join(root, "server/package.json"));

/** Name in dist/ to source file. */
const bundles = {
  extension: "client/src/extension.ts",
  server: "server/src/main.ts",
  cli: "server/src/cli.ts",
  runtime: "runtime/src/cli.ts",
  runtimeWorker: "runtime/src/worker.ts",
  peers: "runtime/src/peers/index.ts",
  peersHooks: "runtime/src/peers/hooks.ts",
  peersHost: "runtime/src/peers/host.ts",
  peersCrashClient: "runtime/src/peers/crashClient.ts",
  peersRegister: "runtime/src/peers/register.ts",
};

/** Compiled on the user's machine when it is asked for. */
const shim = path.join(root, "runtime/shim/legatoClientCredentials.c");

/** The types of `legato-api/peers`, which `legato-api peers` writes for editors. */
const peersTypes = path.join(root, "runtime/src/peers/public.ts");

const grammars = [
  requireOfServer.resolve("web-tree-sitter/web-tree-sitter.wasm"),
  path.join(path.dirname(require.resolve("tree-sitter-c/package.json")), "tree-sitter-c.wasm"),
  path.join(path.dirname(require.resolve("tree-sitter-cpp/package.json")), "tree-sitter-cpp.wasm"),
];

const { values: options } = parseArgs({ options: { production: { type: "boolean", default: false } } });

async function bundle() {
  await build({
    absWorkingDir: root,
    entryPoints: bundles,
    outdir: dist,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // koffi is native, and loaded only where a runtime starts.
    external: ["vscode", "koffi"],
    minify: true,
    // Names of classes and functions are read in logs and error reports.
    keepNames: true,
    sourcemap: options.production ? false : "linked",
    // The ES module of web-tree-sitter finds its .wasm by import.meta.url, which a CommonJS bundle does not have.
    // The main file of jsonc-parser is UMD, whose requires no bundler can follow.
    alias: {
      "web-tree-sitter": requireOfServer.resolve("web-tree-sitter"),
      "jsonc-parser": requireOfServer.resolve("jsonc-parser/lib/esm/main.js"),
    },
    // Sources say import.meta, as ES modules do; in the bundle that is the bundle's own place.
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
    logLevel: "warning",
  });
}

/** The timeline's page: a script and a style sheet that run in a browser. */
async function bundlePage() {
  await build({
    absWorkingDir: root,
    entryPoints: { timeline: "client/src/timeline/webview/main.ts" },
    outdir: dist,
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    minify: true,
    sourcemap: options.production ? false : "linked",
    logLevel: "warning",
  });
  await cp(path.join(root, "client/src/timeline/webview/timeline.css"), path.join(dist, "timeline.css"));
}

/**
 * As they are, or compressed for the package, where they are the larger part of the download.
 *
 * @param {string} folder
 */
async function copyGrammars(folder) {
  await mkdir(folder, { recursive: true });
  const made = await Promise.all(
    grammars.map(async (file) => {
      const source = options.production ? await compressed(file) : file;
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
 * The native package of the runtime: a package has no node_modules of its own, so what is loaded of koffi goes beside the bundles. Only Linux
 * has a runtime; npm installs the build for the machine that packages.
 *
 * @param {string} folder
 */
async function copyKoffi(folder) {
  const modules = path.join(root, "node_modules");
  const builds = await readdir(path.join(modules, "@koromix")).catch(() => []);
  const files = [
    ...["package.json", "LICENSE.txt", "index.js", "src/koffi/index.js", "src/koffi/src/static.js"].map(
      (file) => `koffi/${file}`,
    ),
    ...builds.filter((name) => name.startsWith("koffi-linux-")).map((name) => `@koromix/${name}`),
  ];
  // VS Code for Alpine, the one with musl, is a package of its own.
  const filter = (/** @type {string} */ source) => !path.basename(source).startsWith("musl_");
  for (const file of files) await cp(path.join(modules, file), path.join(folder, file), { recursive: true, filter });
}

/** Removes what an earlier build left. It is done last, so that a running editor or command never finds the folder empty. */
async function removeOldFiles() {
  const names = [...Object.keys(bundles), "timeline"].flatMap((name) => [
    `${name}.js`,
    ...(options.production ? [] : [`${name}.js.map`]),
  ]);
  const made = new Set([...names, "timeline.css", "grammars", path.basename(shim), "peers.d.ts"]);
  if (options.production) made.add("node_modules");
  const old = (await readdir(dist)).filter((name) => !made.has(name));
  await Promise.all(old.map((name) => rm(path.join(dist, name), { recursive: true })));
}

try {
  await Promise.all([
    bundle(),
    bundlePage(),
    copyGrammars(path.join(dist, "grammars")),
    cp(shim, path.join(dist, path.basename(shim))),
    cp(peersTypes, path.join(dist, "peers.d.ts")),
    options.production ? copyKoffi(path.join(dist, "node_modules")) : undefined,
  ]);
  await removeOldFiles();
} catch (error) {
  // esbuild has already printed what is wrong and where.
  if (!(error instanceof Error && "errors" in error)) console.error(error);
  process.exitCode = 1;
}
