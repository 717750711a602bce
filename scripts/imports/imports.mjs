/**
 * Holds the arrows of the house: finds imports that point up, go where they may not, or run in a circle.
 *
 * In: the sources as text, and the house (house.mjs). Out: problems as values, each with file and line. Nothing is read from the disk here, so
 * that the tests are tables.
 */
import path from "node:path";
import ts from "typescript";

/**
 * @typedef {object} Package
 * @property {readonly (readonly string[])[]} floors top to bottom; each lists its rooms: a folder (`rules/`) or a file (`engine.ts`)
 * @property {Readonly<Record<string, readonly string[]>>} packages what may be imported from outside, by room; "*" is for all of them.
 *   A name stands for the package and what is under it, `node:` for all of Node
 *
 * @typedef {Readonly<Record<string, Package>>} House by workspace folder
 * @typedef {{ file: string, line: number, message: string }} Problem `line` counts from 1
 * @typedef {{ specifier: string, line: number, typeOnly: boolean }} Import
 */

/**
 * @param {ReadonlyMap<string, string>} sources text by path, relative to the repository's root, with forward slashes
 * @param {House} house
 * @returns {Problem[]}
 */
export function findProblems(sources, house) {
  /** @type {Problem[]} */
  const problems = [];
  /** @type {Map<string, { to: string, line: number }[]>} */
  const graph = new Map();

  for (const [file, text] of sources) {
    const [workspace = ""] = file.split("/", 1);
    const owner = house[workspace];
    if (owner === undefined) continue;
    // A test may look at anything of its own package, and stand anywhere in it.
    const room = isTest(file) ? undefined : roomOf(file, workspace, owner);
    if (room === undefined && !isTest(file)) {
      problems.push({
        file,
        line: 1,
        message: `stands in no room of ${workspace}: add it to scripts/imports/house.mjs`,
      });
      continue;
    }
    const edges = [];
    for (const { specifier, line, typeOnly } of importsOf(file, text)) {
      if (!specifier.startsWith(".")) {
        const message = room && outsideProblem(specifier, room.name, owner);
        if (message !== undefined) problems.push({ file, line, message });
        continue;
      }
      const target = path.posix.join(path.posix.dirname(file), specifier);
      const message = insideProblem(target, sources, room, workspace, owner);
      if (message !== undefined) problems.push({ file, line, message });
      // Types of one room may know each other: nothing of it is left when the code runs.
      if (!typeOnly || room?.name !== roomOf(target, workspace, owner)?.name) edges.push({ to: target, line });
    }
    if (!isTest(file)) graph.set(file, edges);
  }
  return [...problems, ...findCycles(graph)];
}

/**
 * @param {string} specifier
 * @param {string} room
 * @param {Package} owner
 */
function outsideProblem(specifier, room, owner) {
  const allowed = [...(owner.packages["*"] ?? []), ...(owner.packages[room] ?? [])];
  const fits = (/** @type {string} */ name) =>
    specifier === name || specifier.startsWith(name.endsWith(":") ? name : `${name}/`);
  return allowed.some(fits) ? undefined : `${room} may not import ${specifier}`;
}

/**
 * @param {string} target
 * @param {ReadonlyMap<string, string>} sources
 * @param {{ name: string, floor: number } | undefined} room undefined: a test's
 * @param {string} workspace
 * @param {Package} owner
 */
function insideProblem(target, sources, room, workspace, owner) {
  if (!target.startsWith(`${workspace}/`))
    return `leaves ${workspace} by a relative path (${target}): import the package instead`;
  if (!sources.has(target)) return `imports ${target}, which does not exist`;
  if (room === undefined) return undefined;
  if (isTest(target)) return `imports a test (${target})`;
  const other = roomOf(target, workspace, owner);
  if (other === undefined || other.name === room.name || other.floor > room.floor) return undefined;
  const where = other.floor === room.floor ? "beside" : "above";
  return `${room.name} imports from ${other.name}, a room ${where} it`;
}

/**
 * The room with the longest name that fits: `component/cdef/` before `component/`.
 *
 * @param {string} file
 * @param {string} workspace
 * @param {Package} owner
 */
function roomOf(file, workspace, owner) {
  const inside = file.slice(`${workspace}/src/`.length);
  /** @type {{ name: string, floor: number } | undefined} */
  let best;
  for (const [floor, rooms] of owner.floors.entries()) {
    for (const name of rooms) {
      const fits = name.endsWith("/") ? inside.startsWith(name) : inside === name;
      if (fits && name.length > (best?.name.length ?? 0)) best = { name, floor };
    }
  }
  return best;
}

/**
 * Tests, and what only tests use.
 *
 * @param {string} file
 */
function isTest(file) {
  return file.endsWith(".test.ts") || file.includes("/testing/");
}

/**
 * Static, type-only, dynamic and re-exporting imports alike, and types taken by `import("...")`.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Import[]}
 */
function importsOf(file, text) {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  /** @type {Import[]} */
  const imports = [];
  const add = (/** @type {ts.Node | undefined} */ specifier, /** @type {boolean} */ typeOnly) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const line = tree.getLineAndCharacterOfPosition(specifier.getStart(tree)).line + 1;
    imports.push({ specifier: specifier.text, line, typeOnly });
  };
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly === true);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return imports;
}

/**
 * Each circle of files once, at the import that closes it.
 *
 * @param {ReadonlyMap<string, readonly { to: string, line: number }[]>} graph
 * @returns {Problem[]}
 */
function findCycles(graph) {
  /** @type {Problem[]} */
  const problems = [];
  const done = new Set();
  /** @type {string[]} */
  const trail = [];
  const visit = (/** @type {string} */ file) => {
    trail.push(file);
    for (const { to, line } of graph.get(file) ?? []) {
      const start = trail.indexOf(to);
      if (start >= 0)
        problems.push({ file, line, message: `closes a circle: ${[...trail.slice(start), to].join(" > ")}` });
      else if (!done.has(to)) visit(to);
    }
    trail.pop();
    done.add(file);
  };
  for (const file of graph.keys()) if (!done.has(file)) visit(file);
  return problems;
}
