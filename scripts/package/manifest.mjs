/**
 * package.json as it is shipped, made of the repository's own. Pure.
 *
 * The repository's is for work on it: private, with workspaces, scripts and tools. An extension keeps what VS Code and the gallery read; the npm
 * package what npm does, and the optional packages of the runtime as its own.
 */

/** @typedef {Readonly<Record<string, unknown>>} Manifest */

/** Of the gallery and of npm alike. Those that are not there yet are left out: docs/releasing.md. */
const common = ["name", "version", "description", "license", "repository", "bugs", "homepage", "keywords"];

/** @type {readonly string[]} */
const ofExtension = [
  ...common,
  "displayName",
  "publisher",
  "icon",
  "galleryBanner",
  "categories",
  "preview",
  "qna",
  "sponsor",
  "main",
  "extensionKind",
  "extensionDependencies",
  "activationEvents",
  "capabilities",
  "contributes",
  "vsce",
];

/**
 * @param {Manifest} manifest the repository's
 * @returns {Manifest}
 */
export function extensionManifest(manifest) {
  return { ...pick(manifest, ofExtension), engines: pick(record(manifest["engines"]), ["vscode"]) };
}

/**
 * @param {Manifest} manifest the repository's
 * @param {Manifest} runtime the one of the runtime's workspace
 * @returns {Manifest}
 */
export function npmManifest(manifest, runtime) {
  return {
    ...pick(manifest, common),
    bin: manifest["bin"],
    // Types for an editor; running them is the business of `legato-api run` and of the runtime.
    exports: { "./peers": { types: "./dist/peers.d.ts" }, "./package.json": "./package.json" },
    engines: pick(record(manifest["engines"]), ["node"]),
    optionalDependencies: runtime["optionalDependencies"],
  };
}

/**
 * @param {Manifest} from
 * @param {readonly string[]} names
 * @returns {Manifest}
 */
function pick(from, names) {
  return Object.fromEntries(names.flatMap((name) => (name in from ? [[name, from[name]]] : [])));
}

/**
 * @param {unknown} value
 * @returns {Manifest}
 */
function record(value) {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
