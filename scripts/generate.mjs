/**
 * Writes what the repository holds twice: the settings in the manifest, the documents of scripts/documents.ts, and the
 * page of licences.
 *
 * `npm run generate` after a change of a setting, a rule or a dependency; tests in test/unit fail until it was run. The rest of package.json stays as it is.
 */
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { licencesPage } from "./package/licences.mjs";

const root = path.resolve(import.meta.dirname, "..");
const manifestFile = path.join(root, "package.json");

const { outputFiles } = await build({
  entryPoints: [path.join(root, "server/src/settings.ts")],
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
});
const code = outputFiles[0]?.text ?? "";
const { settingInfos, defaultSettings } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const properties = Object.fromEntries(
  Object.entries(settingInfos).map(([key, { schema, description }]) => [
    `legatoApi.${key}`,
    { ...schema, default: defaultSettings[key], markdownDescription: description, scope: "resource" },
  ]),
);
const manifest = JSON.parse(await readFile(manifestFile, "utf8"));
manifest.contributes.configuration = { title: "Legato API", properties };
await writeFile(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`);
execFileSync(path.join(root, "node_modules/.bin/biome"), ["format", "--write", manifestFile], {
  cwd: root,
  stdio: "ignore",
});

const documents = path.join(root, ".cache/documents.mjs");
await build({
  entryPoints: [path.join(root, "scripts/documents.ts")],
  bundle: true,
  platform: "node",
  format: "esm",
  external: ["web-tree-sitter", "jsonc-parser", "minimatch", "vscode-*"],
  outfile: documents,
});
const { generatedDocuments } = await import(documents);
for (const [name, text] of [...generatedDocuments(), ["docs/third-party-licences.md", await licencesPage()]]) {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
