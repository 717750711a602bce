/**
 * Which interfaces a C or C++ file can name, and by which prefix.
 *
 * In: the workspace's components and interfaces through a host. Out: for a source the scopes of the components that list it (a header: of the
 * component whose folder it lies in); for a file of no component every interface of the workspace by its own name. Kept until
 * `forget` is called: the host calls it when a definition or the set of files changes.
 */
import path from "node:path";
import type { ApiSymbol, Interface } from "@legato-api/language";
import { cNamesOf } from "./apiNames.ts";

/** One `api:` entry of a component. */
export interface ScopeEntry {
  readonly prefix: string;
  readonly apiPath: string;
  /** `workspace`: not from a component; the file's own name is taken as the prefix. */
  readonly side: "provides" | "requires" | "workspace";
  /** The Component.cdef; absent for `workspace`. */
  readonly definition?: string;
  /** `[async]` changes what a server implements. */
  readonly asynchronous: boolean;
}

export interface ScopedSymbol {
  readonly symbol: ApiSymbol;
  readonly interface: Interface;
  readonly entry: ScopeEntry;
}

export interface ComponentOutline {
  readonly definition: string;
  readonly entries: readonly ScopeEntry[];
  /** Absolute paths. */
  readonly sources: readonly string[];
}

export interface ScopeHost {
  /** Another number whenever the set of files changed. */
  revision(): number;
  /** Outlines of all components of the workspace. */
  components(): readonly ComponentOutline[];
  /** All `.api` files of the workspace. */
  apis(): readonly string[];
  /** The checked interface; undefined where the file cannot be read. */
  interfaceAt(apiPath: string): Interface | undefined;
}

/** What every generated client and server has beside the functions of its interface. */
const sessionFunction =
  /^(\w+)_(?:(?:Try)?ConnectService|DisconnectService|Set(?:NonExit)?ServerDisconnectHandler|AdvertiseService|GetServiceRef|GetClientSessionRef)$/;

export class Scopes {
  readonly #host: ScopeHost;
  #bySource: ReadonlyMap<string, readonly ComponentOutline[]> | undefined;
  #byFolder: ReadonlyMap<string, ComponentOutline> | undefined;
  #revision = -1;

  constructor(host: ScopeHost) {
    this.#host = host;
  }

  forget(): void {
    this.#bySource = undefined;
    this.#byFolder = undefined;
  }

  /** What the file can name, components that provide first. */
  entriesOf(sourcePath: string): readonly ScopeEntry[] {
    const outlines = this.componentsOf(sourcePath);
    if (outlines.length > 0) return outlines.flatMap((one) => one.entries);
    return this.#host.apis().map((apiPath) => ({
      prefix: path.basename(apiPath, ".api"),
      apiPath,
      side: "workspace",
      asynchronous: false,
    }));
  }

  /** Components that list the file as a source, else the one whose folder is nearest above it. */
  componentsOf(sourcePath: string): readonly ComponentOutline[] {
    this.#build();
    const listed = this.#bySource?.get(sourcePath);
    if (listed !== undefined) return listed;
    for (
      let folder = path.dirname(sourcePath), last = "";
      folder !== last;
      last = folder, folder = path.dirname(folder)
    ) {
      const near = this.#byFolder?.get(folder);
      if (near !== undefined) return [near];
    }
    return [];
  }

  /** What a C name means in a file; the first of its scopes that has it. */
  resolve(sourcePath: string, cName: string): ScopedSymbol | undefined {
    for (const entry of this.entriesOf(sourcePath)) {
      const found = this.#lookUp(entry, cName);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The `.api` of a service whose generated session function this is (`printer_ConnectService`): it is declared in none. */
  serviceOf(sourcePath: string, cName: string): string | undefined {
    const prefix = sessionFunction.exec(cName)?.[1];
    return prefix === undefined
      ? undefined
      : this.entriesOf(sourcePath).find((entry) => entry.prefix === prefix)?.apiPath;
  }

  /** Every C name that means this symbol in the file; empty where the file cannot name it. */
  namesOf(sourcePath: string, symbol: ApiSymbol): ReadonlySet<string> {
    const names = new Set<string>();
    for (const entry of this.entriesOf(sourcePath)) {
      for (const { iface, prefix } of this.#interfacesOf(entry)) {
        if (iface.uri !== symbol.uri) continue;
        for (const [name, other] of cNamesOf(iface, prefix)) {
          if (other.kind === symbol.kind && other.name === symbol.name && other.container === symbol.container)
            names.add(name);
        }
      }
    }
    return names;
  }

  #lookUp(entry: ScopeEntry, cName: string): ScopedSymbol | undefined {
    for (const { iface, prefix } of this.#interfacesOf(entry)) {
      const symbol = cNamesOf(iface, prefix).get(cName);
      if (symbol !== undefined) return { symbol, interface: iface, entry };
    }
    return undefined;
  }

  /** The entry's interface by its prefix, then what it imports by their own names: their types are in the same headers. */
  *#interfacesOf(entry: ScopeEntry): Generator<{ iface: Interface; prefix: string }> {
    const iface = this.#host.interfaceAt(entry.apiPath);
    if (iface === undefined) return;
    yield { iface, prefix: entry.prefix };
    const seen = new Set([iface]);
    const open = [iface];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const { interface: used } of next.imports) {
        if (used === undefined || seen.has(used)) continue;
        seen.add(used);
        open.push(used);
        yield { iface: used, prefix: used.name };
      }
    }
  }

  #build(): void {
    const revision = this.#host.revision();
    if (this.#bySource !== undefined && revision === this.#revision) return;
    this.#revision = revision;
    const bySource = new Map<string, ComponentOutline[]>();
    const byFolder = new Map<string, ComponentOutline>();
    for (const outline of this.#host.components()) {
      byFolder.set(path.dirname(outline.definition), outline);
      for (const source of outline.sources) {
        const same = bySource.get(source);
        if (same === undefined) bySource.set(source, [outline]);
        else same.push(outline);
      }
    }
    this.#bySource = bySource;
    this.#byFolder = byFolder;
  }
}
