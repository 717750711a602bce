/** `node scripts/buildRuntime.mjs FOLDER`: the runtime's part of the product, for tests beside the sources, which may not import what builds it. */
import path from "node:path";
import { writeRuntime } from "./product.mjs";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("a folder is needed");
await writeRuntime(path.resolve(folder));
