/**
 * Where C and C++ sources of the workspace use a symbol of an `.api` file.
 *
 * In: a symbol, the sources, their scopes. Out: uses with what they are (definition, declaration, call). Runs in slices: between two files
 * it lets the server answer others, and it stops when the request is cancelled. Generated code (`*_server.c`, `*_client.c`,
 * `*_interface.h` …) is nobody's own code and is left out.
 */
import type { ApiSymbol, Span } from "@legato-api/language";
import { type Files, isProblem } from "../workspace/files.ts";
import { type Identifier, scanIdentifiers, type UseKind } from "./cScanner.ts";
import type { Scopes } from "./scopes.ts";

export interface CUse {
  readonly path: string;
  readonly span: Span;
  /** The identifier as it stands there. */
  readonly text: string;
  readonly kind: UseKind;
  /** Name of the function whose body it stands in, where that is known. */
  readonly inside?: string;
}

export interface CUsesContext {
  readonly files: Files;
  readonly scopes: Scopes;
  readonly sources: readonly string[];
  readonly isCancelled?: () => boolean;
}

const SLICE_MS = 15;

export async function usesOf(symbol: ApiSymbol, context: CUsesContext): Promise<readonly CUse[]> {
  const uses: CUse[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  for (const path of context.sources) {
    uses.push(...usesIn(path, symbol, context));
    if (performance.now() < sliceEnd) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (context.isCancelled?.() === true) return [];
    sliceEnd = performance.now() + SLICE_MS;
  }
  return uses;
}

/** Uses in one file, in order. */
function usesIn(path: string, symbol: ApiSymbol, { files, scopes }: CUsesContext): readonly CUse[] {
  if (isGenerated(path)) return [];
  const names = scopes.namesOf(path, symbol);
  if (names.size === 0) return [];
  const file = files.read(path);
  if (isProblem(file) || ![...names].some((name) => file.text.includes(name))) return [];
  return scanIdentifiers(file.text, (name) => names.has(name)).map((one) => ({
    path,
    span: { start: one.start, end: one.end },
    text: one.text,
    kind: one.kind,
  }));
}

/** The identifier that an offset touches, outside of comments and strings. */
export function identifierAt(text: string, offset: number): Identifier | undefined {
  let start = offset;
  let end = offset;
  while (start > 0 && /\w/.test(text.charAt(start - 1))) start--;
  while (end < text.length && /\w/.test(text.charAt(end))) end++;
  const word = text.slice(start, end);
  if (!/^[A-Za-z_]/.test(word)) return undefined;
  return scanIdentifiers(text, (name) => name === word).find((one) => one.start === start);
}

function isGenerated(path: string): boolean {
  return (
    /_(?:server|client|commonclient|stub|messages|interface|service|common|local)\.(?:c|h)$/.test(path) &&
    /(?:^|[/\\])(?:_build|build)[^/\\]*[/\\]/.test(path)
  );
}
