/**
 * What the extension and its language server are made of: no network, no shell, no text that becomes code.
 *
 * The bundles are made from the sources as the build does it, and judged with every package in them. Our own sources are judged more strictly.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "esbuild";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const requireOfServer = createRequire(path.join(root, "server/package.json"));

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { extension: "client/src/extension.ts", server: "server/src/cli.ts" },
  outdir: "out",
  write: false,
  metafile: true,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  alias: {
    "web-tree-sitter": requireOfServer.resolve("web-tree-sitter"),
    "jsonc-parser": requireOfServer.resolve("jsonc-parser/lib/esm/main.js"),
  },
  define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  logLevel: "silent",
});

function bundleOf(name: string) {
  const output = Object.entries(metafile.outputs).find(([file]) => file.endsWith(`${name}.js`))?.[1];
  if (output === undefined) throw new Error(`there is no bundle ${name}`);
  return output;
}

/** Node's own modules that a bundle asks for. */
function builtins(name: string): readonly string[] {
  const asked = bundleOf(name).imports.filter(({ external }) => external === true);
  return [...new Set(asked.map((one) => one.path.replace(/^node:/, "")))].sort();
}

const NETWORK = /^(?:https?|http2|tls|dgram|dns(?:\/promises)?|inspector|cluster)$/;
const CODE_FROM_TEXT = /^(?:vm|repl)$/;
const EVALUATION = /(?<![\w.$])eval\s*\(|new\s+Function\s*\(|(?<![\w.$])fetch\s*\(|new\s+WebSocket|XMLHttpRequest/g;

describe.each(["extension", "server"])("the bundle of the %s", (name) => {
  test("asks for no module of Node that speaks to a network or runs text", () => {
    const asked = builtins(name);
    expect(asked).toContain("path");
    expect(asked.filter((one) => NETWORK.test(one) || CODE_FROM_TEXT.test(one))).toEqual([]);
  });

  test("makes no code from text and fetches nothing, in any package of it but the loader of the grammars", () => {
    const files = Object.keys(bundleOf(name).inputs);
    expect(files.length).toBeGreaterThan(50);
    const found = files.filter((file) => {
      const code = withoutComments(readFileSync(path.join(root, file), "utf8"));
      return [...code.matchAll(EVALUATION)].length > 0;
    });
    expect(found.filter((file) => !/\/web-tree-sitter\//.test(file))).toEqual([]);
  });
});

test("the grammars have no JavaScript in them that their loader could evaluate", () => {
  const require = createRequire(import.meta.url);
  for (const grammar of ["c", "cpp"]) {
    const folder = path.dirname(require.resolve(`tree-sitter-${grammar}/package.json`));
    const wasm = readFileSync(path.join(folder, `tree-sitter-${grammar}.wasm`));
    expect(wasm.includes(`tree_sitter_${grammar}`)).toBe(true);
    expect(wasm.includes("__em_js") || wasm.includes("__start_em") || wasm.includes("__em_asm")).toBe(false);
  }
});

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|(?<![:"'])\/\/[^\n]*/g, "");
}

/** Sources that are part of the product. */
const sources = execFileSync("git", ["ls-files", "client/src", "server/src", "runtime/src", "language/src"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|\/testing\//.test(file));

/** What TypeScript sees in a file that could hand a text to a shell, run it, or reach a network. */
function offences(file: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const from = node.moduleSpecifier.text.replace(/^node:/, "");
      const bindings = node.importClause?.namedBindings;
      const names =
        bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.map((one) => one.name.text) : ["*"];
      if (NETWORK.test(from) || from === "vm" || from === "repl") found.push(`import of ${from}`);
      if (from === "child_process")
        found.push(
          ...names.filter((one) => /^(?:exec|execSync|\*)$/.test(one)).map((one) => `${one} of child_process`),
        );
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = node.expression.getText();
      if (callee === "eval" || callee === "Function" || callee === "fetch") found.push(callee);
      if (/\bShellExecution$/.test(callee)) found.push(callee);
      // A port or a host in place of a path.
      if (
        /^(?:connectSocket|createConnection|createServer|connect)$/.test(callee) &&
        node.arguments?.some(ts.isObjectLiteralExpression)
      )
        found.push(`${callee} with options`);
    }
    if (ts.isPropertyAssignment(node) && node.name.getText() === "shell") found.push("shell option");
    if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === "shellArgs" &&
      !ts.isArrayLiteralExpression(node.initializer)
    )
      found.push("shellArgs that is no list");
    if (ts.isPropertyAssignment(node) && /^(?:isTrusted|supportHtml)$/.test(node.name.getText()))
      found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest, true));
  return found;
}

describe("our sources", () => {
  test("are found", () => {
    expect(sources.length).toBeGreaterThan(250);
  });

  test("start programs by a list of arguments, run no text, and reach no network", () => {
    const all = sources.map((file) => [file, offences(file)] as const).filter(([, found]) => found.length > 0);
    expect(all).toEqual([]);
  });

  test("trust no Markdown and no HTML in a hover or tooltip", () => {
    const trusting = sources.filter((file) =>
      /\.(?:isTrusted|supportHtml)\s*=(?!=)/.test(readFileSync(path.join(root, file), "utf8")),
    );
    expect(trusting).toEqual([]);
  });
});
