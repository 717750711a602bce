/** Where `npm run package` left its packages. Throws, with what to do, where one is missing. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileName, type packages } from "../../scripts/package/packages.mjs";

export const root = path.resolve(import.meta.dirname, "../..");
const { version }: { version: string } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

export function packageFile(name: (typeof packages)[number]["name"]): string {
  const file = path.join(root, "artifacts/packages", fileName({ name }, version));
  if (!existsSync(file)) throw new Error(`${file} is missing: run 'npm run package' first.`);
  return file;
}
