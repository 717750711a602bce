/**
 * The packages as a table: what each is called, what is in it, and how large it may be. Pure.
 *
 * Nothing is shipped that is not named here; scripts/package.mjs copies exactly this, and test/package holds the result against it.
 */

/**
 * @typedef {object} Package
 * @property {"universal" | "linux-x64" | "linux-arm64" | "npm"} name of an extension: VS Code's name of the platform
 * @property {readonly string[]} files from the root of the repository, in which `dist/` is the production build; `*` stands for any name
 * @property {import("./koffi.mjs").Processor} [processor] whose koffi goes into dist/node_modules
 * @property {number} limit of the package's size, in bytes
 */

/** The command and the language server are one bundle. */
const language = ["bin/legato-api.mjs", "dist/cli.js", "dist/grammars/*.wasm.br"];

const extension = [
  "language-configuration.json",
  "language-configuration-definition.json",
  "icons/legato-api.png",
  "syntaxes/*.json",
  "schemas/*.json",
  "media/walkthrough/*.svg",
  // "Open Example" copies it to where the user wants it.
  "examples/printer",
  "dist/extension.js",
  "dist/timeline.js",
  "dist/timeline.css",
  ...language,
];

/** What runs on its own Node: it is started through the command. */
const runtime = [
  "dist/runtime.js",
  "dist/runtimeWorker.js",
  "dist/peers*.js",
  "dist/peers.d.ts",
  "dist/legatoClientCredentials.c",
];

/** @type {readonly Package[]} */
export const packages = [
  { name: "universal", files: extension, limit: 800_000 },
  { name: "linux-x64", files: [...extension, ...runtime], processor: "x64", limit: 1_500_000 },
  { name: "linux-arm64", files: [...extension, ...runtime], processor: "arm64", limit: 1_500_000 },
  // npm brings koffi itself, for the machine it installs on.
  { name: "npm", files: [...language, ...runtime], limit: 1_500_000 },
];

/**
 * As `vsce` and `npm pack` call them.
 *
 * @param {Pick<Package, "name">} wanted
 * @param {string} version
 */
export function fileName({ name }, version) {
  if (name === "npm") return `legato-api-${version}.tgz`;
  return name === "universal" ? `legato-api-${version}.vsix` : `legato-api-${name}-${version}.vsix`;
}

/**
 * The one VS Code picks on a machine.
 *
 * @param {string} platform
 * @param {string} processor
 */
export function extensionFor(platform, processor) {
  const own = packages.find(({ name }) => name === `${platform}-${processor}`);
  const [universal] = packages;
  if (universal === undefined) throw new Error("There is no package for every system.");
  return own ?? universal;
}
