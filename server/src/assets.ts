/**
 * Where the WebAssembly files are that come with the product: tree-sitter itself and its C and C++ grammars.
 *
 * In: a file name. Out: its absolute path. In the bundle they lie in `grammars/` beside it; in the source tree in the npm packages they
 * come from. Nothing is read here.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** `import.meta.dirname` of the entry point: the bundle's folder, or this file's. */
export function wasmPath(fileName: string, base: string = import.meta.dirname): string {
  const bundled = path.join(base, "grammars");
  if (existsSync(bundled)) {
    return path.join(bundled, fileName);
  }
  const require = createRequire(path.join(base, "assets.ts"));
  const packageName = path.basename(fileName, ".wasm");
  // tree-sitter-c has no export for its .wasm; its package.json is the one file that can always be resolved.
  return packageName === "web-tree-sitter"
    ? require.resolve("web-tree-sitter/web-tree-sitter.wasm")
    : path.join(path.dirname(require.resolve(`${packageName}/package.json`)), fileName);
}
