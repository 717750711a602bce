/**
 * Rename of what an `.api` file declares: in its file, in all importers, and in the C code of the workspace.
 *
 * In: the symbol at the cursor and its new name. Out: edits by path; those in C are marked, because the user should look at them before they are
 * made. A new name that the compiler would refuse, or that is taken, is refused with a reason; nothing is changed then.
 */
import {
  type ApiSymbol,
  type Declaration,
  declarationOf,
  type Interface,
  partsOf,
  type Span,
  tokenIndexAt,
} from "@legato-api/language";
import { apiReferences, cUses, type Navigator, type SymbolAtCursor } from "./navigation.ts";
import { troubleOfRename } from "./renameTrouble.ts";

export interface RenameEdit {
  readonly path: string;
  readonly span: Span;
  readonly newText: string;
  /** In C: to be confirmed. */
  readonly inC: boolean;
}

export type RenameAnswer =
  | {
      readonly kind: "edits";
      readonly edits: readonly RenameEdit[];
      /** True where deployed peers would refuse each other afterwards. */
      readonly changesProtocol: boolean;
    }
  | { readonly kind: "refused"; readonly reason: string };

const RESERVED = new Set([
  "IN",
  "OUT",
  "FUNCTION",
  "HANDLER",
  "EVENT",
  "REFERENCE",
  "DEFINE",
  "ENUM",
  "BITMASK",
  "STRUCT",
  "USETYPES",
  "API_VERSION",
  "SERVING_VERSION",
  "API_MSG_SIZE",
]);

/** Whether the name at the cursor can be renamed here; a file is renamed in the explorer, a built-in type not at all. */
export function prepareRename(
  at: SymbolAtCursor,
  navigator: Navigator,
): { readonly span: Span; readonly placeholder: string } | string {
  if (at.symbol.kind === "interface") return "An interface has its file's name: rename the file.";
  if (navigator.interfaceAt(at.symbol.uri) === undefined) return "The file that declares this name cannot be read.";
  return at.scoped === undefined
    ? { span: at.span, placeholder: at.symbol.name }
    : "Start the rename in the .api file: the names in C follow from it.";
}

export async function rename(
  at: SymbolAtCursor,
  newName: string,
  navigator: Navigator,
  isCancelled?: () => boolean,
): Promise<RenameAnswer> {
  const { symbol } = at;
  const prepared = prepareRename(at, navigator);
  if (typeof prepared === "string") return { kind: "refused", reason: prepared };
  const home = navigator.interfaceAt(symbol.uri);
  const declaration = home === undefined ? undefined : declarationOf(home, symbol);
  if (home === undefined || declaration === undefined)
    return { kind: "refused", reason: `'${symbol.name}' is no longer declared.` };
  const refusal = refuse(newName, declaration);
  if (refusal !== undefined) return { kind: "refused", reason: refusal };
  const edits: RenameEdit[] = apiReferences(symbol, navigator, true).map(({ path, span }) => ({
    path,
    span,
    newText: newName,
    inC: false,
  }));
  const own = edits.flatMap(({ path, span }) => (path === home.uri ? [span] : []));
  const trouble = newName === symbol.name ? undefined : troubleOfRename(home, own, newName);
  if (trouble !== undefined) return { kind: "refused", reason: trouble };
  for (const span of paramCommands(symbol, declaration)) {
    edits.push({ path: home.uri, span, newText: newName, inC: false });
  }
  // Parameters and fields have no C name outside of generated code that a scan could tell from any other local name.
  if (symbol.kind !== "parameter" && symbol.kind !== "field") {
    for (const use of await cUses(symbol, navigator, isCancelled)) {
      const newText = renamedInC(use.text, symbol, newName);
      if (newText !== undefined) edits.push({ path: use.path, span: use.span, newText, inC: true });
    }
  }
  return { kind: "edits", edits, changesProtocol: isHashed(symbol, declaration) };
}

/** Where the documentation of its declaration says `@param` and a parameter's name. */
function paramCommands(symbol: ApiSymbol, { interface: { source }, node }: Declaration): readonly Span[] {
  if (symbol.kind !== "parameter" || node === undefined) return [];
  const first = tokenIndexAt(source, node.start);
  const last = source.tokens.findLastIndex(
    ({ kind }, index) => index < first && (kind === "keyword" || kind === "punctuation"),
  );
  return source.tokens.slice(last + 1, first).flatMap(({ kind, start, end }) => {
    if (kind !== "doc") return [];
    const text = source.text.slice(start, end);
    return [...text.matchAll(/[@\\]param(?:\[[^\]\n]*\])?[ \t]+(\w+)/g)].flatMap((found) => {
      const end = start + found.index + found[0].length;
      return found[1] === symbol.name ? [{ start: end - symbol.name.length, end }] : [];
    });
  });
}

function refuse(newName: string, { interface: iface, symbol, node }: Declaration): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(newName)) {
    return `'${newName}' is no name: letters, digits and underscores, beginning with a letter.`;
  }
  if (RESERVED.has(newName)) return `'${newName}' is a keyword of the language.`;
  if (newName === symbol.name) return undefined;
  if (isTaken(newName, iface, symbol, node)) return `There is another '${newName}' in ${iface.name}.api.`;
  return undefined;
}

function isTaken(name: string, iface: Interface, symbol: ApiSymbol, node: Declaration["node"]): boolean {
  switch (symbol.kind) {
    case "type":
      return iface.types.has(name);
    case "define":
      return iface.definitions.has(name);
    case "function":
      return iface.functions.some((one) => one.name === name);
    case "event":
      return (
        iface.events.has(name) ||
        iface.functions.some((one) => one.name === `Add${name}Handler` || one.name === `Remove${name}Handler`)
      );
    default:
      return node !== undefined && partsOf(node).some((one) => one.name.text === name);
  }
}

/** The new C identifier: the old one with the symbol's name exchanged where it stands. */
function renamedInC(identifier: string, symbol: ApiSymbol, newName: string): string | undefined {
  if (symbol.kind === "member" || symbol.kind === "define") {
    const at = identifier.length - symbol.name.length;
    return identifier.endsWith(`_${symbol.name}`) ? identifier.slice(0, at) + newName : undefined;
  }
  for (const [before, after] of SHAPES) {
    const tail = `_${before}${symbol.name}${after}`;
    if (identifier.endsWith(tail))
      return `${identifier.slice(0, identifier.length - tail.length)}_${before}${newName}${after}`;
  }
  return undefined;
}

/** What stands around a symbol's name in a C identifier, behind the prefix. */
const SHAPES: readonly (readonly [string, string])[] = [
  ["", "HandlerRef_t"],
  ["", "Ref_t"],
  ["", "Func_t"],
  ["", "_t"],
  ["Add", "Handler"],
  ["Remove", "Handler"],
  ["", "Respond"],
  ["", ""],
];

/** Names of fields, and parameters of handlers, are not part of the protocol's hash. TelAF's versioned ids hash nothing. */
function isHashed(symbol: ApiSymbol, { interface: iface, node }: Declaration): boolean {
  if (iface.versions !== undefined || symbol.kind === "field") return false;
  return !(symbol.kind === "parameter" && node?.kind === "handler");
}
