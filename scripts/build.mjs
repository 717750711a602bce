/** `npm run build`: the product for work on it, in dist/, with source maps. `npm run package` builds what is shipped in a folder of its own. */
import path from "node:path";
import { writeProduct } from "./product.mjs";

try {
  await writeProduct({ folder: path.resolve(import.meta.dirname, "../dist"), production: false });
} catch (error) {
  // esbuild has already printed what is wrong and where.
  if (!(error instanceof Error && "errors" in error)) console.error(error);
  process.exitCode = 1;
}
