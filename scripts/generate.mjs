/**
 * Writes what the repository holds twice: the settings in the manifest, from the table in server/src/settings.ts.
 *
 * `npm run generate` after a change of that table; test/unit/manifest.test.ts fails until it was run. The rest of package.json stays as it is.
 */
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

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
