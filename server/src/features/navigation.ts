/**
 * Definition, type definition, implementation, references and highlights, across USETYPES and across languages.
 *
 * In: a position in an `.api` file or in a C or C++ source, and a navigator over the workspace. Out: places (absolute path, span in 0-based UTF-16
 * offsets). In C only names of an indexed interface are answered, so nothing appears twice beside a C language server.
 */
import {
  type ApiSymbol,
  declarationOf,
  type Interface,
  keyOf,
  occurrenceAt,
  occurrencesIn,
  type Span,
  type Type,
} from "@legato-api/language";
import { type CUse, identifierAt, usesOf } from "../cross/cUses.ts";
import type { ScopedSymbol, Scopes } from "../cross/scopes.ts";
import { type Files, isProblem } from "../workspace/files.ts";

export interface Target {
  readonly path: string;
  readonly span: Span;
}

export interface Navigator {
  readonly files: Files;
  readonly scopes: Scopes;
  interfaceAt(apiPath: string): Interface | undefined;
  /** `.api` files that import this one, directly or not. */
  importersOf(apiPath: string): readonly string[];
  /** C and C++ sources and headers of the workspace. */
  sources(): readonly string[];
}

/** A symbol and where it was asked about. */
export interface SymbolAtCursor {
  readonly symbol: ApiSymbol;
  /** An interface from which the symbol's declaration can be reached. */
  readonly from: Interface;
  readonly span: Span;
  /** Set when the cursor stands in C. */
  readonly scoped?: ScopedSymbol;
}

/** What the cursor is on, in an `.api` file or in C; undefined for everything that is not ours. */
export function symbolAt(path: string, offset: number, navigator: Navigator): SymbolAtCursor | undefined {
  if (path.endsWith(".api") || navigator.interfaceAt(path) !== undefined) {
    const from = navigator.interfaceAt(path);
    const occurrence = from === undefined ? undefined : occurrenceAt(from, offset);
    if (from === undefined || occurrence === undefined || occurrence.symbol.kind === "basic") return undefined;
    return { symbol: occurrence.symbol, from, span: occurrence.span };
  }
  const file = navigator.files.read(path);
  if (isProblem(file)) return undefined;
  const identifier = identifierAt(file.text, offset);
  if (identifier === undefined) return undefined;
  const scoped = navigator.scopes.resolve(path, identifier.text);
  if (scoped === undefined) return undefined;
  return {
    symbol: scoped.symbol,
    from: scoped.interface,
    span: { start: identifier.start, end: identifier.end },
    scoped,
  };
}

export function definition({ symbol, from }: SymbolAtCursor): Target | undefined {
  const found = declarationOf(from, symbol);
  return found === undefined
    ? undefined
    : { path: found.interface.uri, span: { start: found.name.start, end: found.name.end } };
}

/** From a generated function that belongs to the service as a whole: the start of its `.api`. */
export function serviceDefinition(path: string, offset: number, navigator: Navigator): Target | undefined {
  const file = navigator.files.read(path);
  const identifier = isProblem(file) ? undefined : identifierAt(file.text, offset);
  const api = identifier === undefined ? undefined : navigator.scopes.serviceOf(path, identifier.text);
  return api === undefined ? undefined : { path: api, span: { start: 0, end: 0 } };
}

/** The declaration of the type of a parameter, field or result; for a type itself its own. */
export function typeDefinition(at: SymbolAtCursor): Target | undefined {
  const declaration = declarationOf(at.from, at.symbol);
  if (declaration === undefined) return undefined;
  const type = typeOf(declaration.interface, at.symbol);
  if (type === undefined || type.kind === "basic" || type.kind === "error") return undefined;
  const kind = type.kind === "eventReference" ? "event" : "type";
  const name = type.kind === "eventReference" ? type.event : type.name;
  return definition({ ...at, from: declaration.interface, symbol: { kind, uri: type.uri, name } });
}

function typeOf(iface: Interface, symbol: ApiSymbol): Type | undefined {
  if (symbol.kind === "type") return iface.types.get(symbol.name);
  if (symbol.kind === "member") return iface.types.get(symbol.container ?? "");
  if (symbol.kind === "function") return iface.functions.find((one) => one.name === symbol.name)?.returnType;
  if (symbol.kind === "event") return iface.events.get(symbol.name)?.referenceType;
  const container = iface.types.get(symbol.container ?? "");
  if (symbol.kind === "field" && container?.kind === "struct")
    return container.fields.find((one) => one.name === symbol.name)?.type;
  if (symbol.kind !== "parameter") return undefined;
  const lists = [
    ...iface.functions.filter((one) => (one.event ?? one.name) === symbol.container).map((one) => one.parameters),
    ...(container?.kind === "handler" ? [container.parameters] : []),
  ];
  return lists.flat().find((one) => one.node?.name.text === symbol.name)?.type;
}

/** C functions that implement an API function or an event's Add and Remove. */
export async function implementations(
  at: SymbolAtCursor,
  navigator: Navigator,
  isCancelled?: () => boolean,
): Promise<readonly Target[]> {
  if (at.symbol.kind !== "function" && at.symbol.kind !== "event") return [];
  const uses = await cUses(at.symbol, navigator, isCancelled);
  return uses.filter((one) => one.kind === "definition").map(toTarget);
}

/** Every place that names the symbol: its file, all importers, and C. */
export async function references(
  at: SymbolAtCursor,
  navigator: Navigator,
  options: { readonly includeDeclaration: boolean; readonly isCancelled?: () => boolean },
): Promise<readonly Target[]> {
  const inApi = apiReferences(at.symbol, navigator, options.includeDeclaration);
  const inC = await cUses(at.symbol, navigator, options.isCancelled);
  return [...inApi, ...inC.map(toTarget)];
}

export function apiReferences(symbol: ApiSymbol, navigator: Navigator, includeDeclaration: boolean): readonly Target[] {
  const key = keyOf(symbol);
  return [symbol.uri, ...navigator.importersOf(symbol.uri)].flatMap((path) => {
    const iface = navigator.interfaceAt(path);
    if (iface === undefined) return [];
    return occurrencesIn(iface).flatMap((one) =>
      one.symbol.kind !== "basic" && keyOf(one.symbol) === key && (includeDeclaration || one.role === "reference")
        ? [{ path, span: one.span }]
        : [],
    );
  });
}

export function cUses(symbol: ApiSymbol, navigator: Navigator, isCancelled?: () => boolean): Promise<readonly CUse[]> {
  const { files, scopes } = navigator;
  return usesOf(symbol, {
    files,
    scopes,
    sources: navigator.sources(),
    ...(isCancelled === undefined ? {} : { isCancelled }),
  });
}

/** Occurrences of the same name in the same `.api` file, or of built-in types. */
export function highlights(
  iface: Interface,
  offset: number,
): readonly { readonly span: Span; readonly write: boolean }[] {
  const at = occurrenceAt(iface, offset);
  if (at === undefined) return [];
  const same = (other: typeof at): boolean =>
    at.symbol.kind === "basic" || other.symbol.kind === "basic"
      ? at.symbol.kind === other.symbol.kind && at.symbol.name === other.symbol.name
      : keyOf(at.symbol) === keyOf(other.symbol);
  return occurrencesIn(iface)
    .filter(same)
    .map((one) => ({ span: one.span, write: one.role === "declaration" }));
}

function toTarget(use: CUse): Target {
  return { path: use.path, span: use.span };
}
