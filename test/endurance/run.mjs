/** `npm run endurance`: bundles the endurance test from its sources and runs it. It needs a build. ENDURANCE_MINUTES shortens it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const out = path.join(import.meta.dirname, "dist");
await mkdir(out, { recursive: true });
await copyFile(path.join(import.meta.dirname, "collect.cjs"), path.join(out, "collect.cjs"));
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ["endurance.ts"],
  outdir: out,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  logLevel: "warning",
});
const child = spawn(process.execPath, [path.join(out, "endurance.js")], { stdio: "inherit" });
const [code] = await once(child, "exit");
process.exitCode = code ?? 1;
