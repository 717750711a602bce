/** `npm run icons`: draws icons/legato-api.png, which galleries want, from icons/legato-api.svg. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { ensureInstalled } from "../install.mjs";

await ensureInstalled({ browser: true });
const { chromium } = await import("playwright-core");
const { browserOptions } = await import("../host.mjs");

const folder = path.resolve(import.meta.dirname, "../../../icons");
const browser = await chromium.launch(await browserOptions());
try {
  const page = await browser.newPage({ viewport: { width: 128, height: 128 }, deviceScaleFactor: 2 });
  const svg = await readFile(path.join(folder, "legato-api.svg"), "utf8");
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await page.screenshot({ path: path.join(folder, "legato-api.png"), omitBackground: true });
} finally {
  await browser.close();
}
