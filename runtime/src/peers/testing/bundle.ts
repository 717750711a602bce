/** For tests: the bundles that users' programs run with, made from the sources as the product's are. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { type ProgramFiles, programFiles } from "../programFiles.ts";

const peers = path.resolve(import.meta.dirname, "..");
const cache = path.resolve(peers, "../../../.cache/runtime-tests");
let bundled: Promise<ProgramFiles> | undefined;

/** They lie below the repository, so that they find koffi. */
export function bundledPrograms(): Promise<ProgramFiles> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<ProgramFiles> {
  const { outputFiles } = await build({
    entryPoints: {
      peers: path.join(peers, "index.ts"),
      peersHooks: path.join(peers, "hooks.ts"),
      peersHost: path.join(peers, "host.ts"),
      peersCrashClient: path.join(peers, "crashClient.ts"),
      peersRegister: path.join(peers, "register.ts"),
    },
    outdir: cache,
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["koffi"],
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
    logLevel: "warning",
  });
  // Named by what is in it: test files that run at the same time find the same folder, complete.
  const hash = createHash("sha256");
  for (const { contents } of outputFiles) hash.update(contents);
  const folder = path.join(cache, `peers-${hash.digest("hex").slice(0, 16)}`);
  if (!existsSync(folder)) {
    const partial = `${folder}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    for (const { path: file, contents } of outputFiles)
      writeFileSync(path.join(partial, path.basename(file)), contents);
    try {
      renameSync(partial, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  }
  return programFiles(folder);
}
