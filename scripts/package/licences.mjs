/**
 * The licences of everything shipped that others wrote, as one page: docs/third-party-licences.md, which each package carries.
 *
 * In: what esbuild takes into the bundles, the grammars and koffi. Out: Markdown with each package's version, licence and full text. Throws where
 * a package names no licence or brings no text, since it could not be shipped.
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { bundledFiles, grammarFiles } from "../product.mjs";

const KOFFI = "node_modules/koffi";
const root = path.resolve(import.meta.dirname, "../..");

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} version
 * @property {string} licence as SPDX names it
 * @property {string} text
 */

/** @returns {Promise<string>} */
export async function licencesPage() {
  const files = [...(await bundledFiles()), ...grammarFiles.map((file) => path.relative(root, file))];
  // Native, so in no bundle. Its builds for single processors are parts of one project, which has the text.
  files.push(`${KOFFI}/index.js`);
  const parts = await Promise.all([...new Set(files.flatMap(packageFolder))].map(readPart));
  return page([...parts, ...(await partsOfKoffi())]);
}

/**
 * What others wrote and is compiled into koffi's native code.
 *
 * @returns {Promise<readonly Part[]>}
 */
async function partsOfKoffi() {
  const { version } = JSON.parse(await readFile(path.join(root, KOFFI, "package.json"), "utf8"));
  const names = await readdir(path.join(root, KOFFI, "vendor"));
  return Promise.all(
    names.map(async (name) => {
      const folder = `${KOFFI}/vendor/${name}`;
      const text = await licenceText(folder);
      // They are copies without a manifest.
      if (text === undefined || !/^(?:The )?MIT License\b/i.test(text))
        throw new Error(
          `${folder} is under no licence that is known here: read it, and teach scripts/package/licences.mjs.`,
        );
      return { name, version: `in koffi ${version}`, licence: "MIT", text };
    }),
  );
}

/**
 * @param {string} file relative to the root, with slashes
 * @returns {readonly string[]} the npm package it belongs to; empty: ours
 */
export function packageFolder(file) {
  const [, folder] = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return folder === undefined ? [] : [folder];
}

/**
 * @param {string} folder
 * @returns {Promise<Part>}
 */
async function readPart(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, "package.json"), "utf8"));
  const text = await licenceText(folder);
  if (typeof license !== "string" || text === undefined)
    throw new Error(`${folder} names no licence or has no text of it: it cannot be shipped until that is known.`);
  return { name, version, licence: license, text };
}

/**
 * @param {string} folder
 * @returns {Promise<string | undefined>}
 */
async function licenceText(folder) {
  const file = (await readdir(path.join(root, folder))).find((entry) => /^licen[cs]e(?:\.\w+)?$/i.test(entry));
  if (file === undefined) return undefined;
  return (await readFile(path.join(root, folder, file), "utf8")).replaceAll("\r\n", "\n").trim();
}

/**
 * @param {readonly Part[]} parts in any order; the same package may be there in two versions
 * @returns {string}
 */
export function page(parts) {
  const sorted = [...parts].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
  const texts = [...new Set(sorted.map(({ text }) => text))];
  const sections = texts.flatMap((text) => {
    const names = new Set(sorted.filter((part) => part.text === text).map(({ name }) => name));
    return [`## ${[...names].join(", ")}`, "", "```text", text, "```", ""];
  });
  return [
    "<!-- Made by `npm run generate`. Do not edit. -->",
    "# Licences of what is shipped",
    "",
    "Legato API Tools is under the MIT licence. Its packages contain these parts of others, as they are or bundled; koffi is only in those that bring a runtime.",
    "",
    "| part | version | licence |",
    "|---|---|---|",
    ...sorted.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    "",
    ...sections,
  ].join("\n");
}

/**
 * By code units: the page must not depend on the language of the machine.
 *
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
