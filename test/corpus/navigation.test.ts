/**
 * `LEGATO_AF=<folder> npm run test:corpus`: go to definition from every API call in the C of legato-af's components, through the engine as the editor
 * asks it, and a line of counts.
 *
 * A call is an API call when its name is one that some `.api` of the tree gives its functions under the file's own name, or under the name that the
 * component of the source gives it. What is not found is printed, each name once a component.
 */
import path from "node:path";
import type { Interface } from "@legato-api/language";
import { describe, expect, it } from "vitest";
import { wasmPath } from "../../server/src/assets.ts";
import { cNamesOf } from "../../server/src/cross/apiNames.ts";
import { scanIdentifiers } from "../../server/src/cross/cScanner.ts";
import { Engine } from "../../server/src/engine.ts";
import { definition, serviceDefinition, symbolAt } from "../../server/src/features/navigation.ts";
import { isProblem } from "../../server/src/workspace/files.ts";
import { WorkspaceNavigator } from "../../server/src/workspaceNavigator.ts";

const root = path.resolve(process.env["LEGATO_AF"] ?? "");

describe("go to definition in legato-af", () => {
  const engine = new Engine({
    wasmPath,
    environment: {},
    currentFolder: root,
    log: () => {},
    settingsFor: () => ({}),
  });
  engine.setFolders([root]);
  engine.index.walk();
  const navigator = new WorkspaceNavigator(engine);

  /** C names of functions and events by the interfaces that have them under their files' own names. */
  const known = new Map<string, string[]>();
  for (const api of engine.index.apis()) {
    const iface = navigator.interfaceAt(api);
    if (iface === undefined) continue;
    for (const name of functionsOf(iface, iface.name)) known.set(name, [...(known.get(name) ?? []), api]);
  }

  it("leads from every call to the .api that declares it, where the component names that .api", {
    timeout: 120_000,
  }, () => {
    const missed = new Map<string, { readonly folders: Set<string>; readonly why: string }>();
    const counts = { total: 0, found: 0 };
    const sources = [...new Set(navigator.components().flatMap((one) => one.sources))].sort();
    for (const source of sources) {
      const file = engine.files.read(source);
      if (isProblem(file)) continue;
      const entries = navigator.scopes.entriesOf(source);
      const named = new Set(
        entries.flatMap(({ prefix, apiPath }) => {
          const iface = navigator.interfaceAt(apiPath);
          return iface === undefined ? [] : [...functionsOf(iface, prefix), ...sessionFunctions(prefix)];
        }),
      );
      for (const { start, text, kind } of scanIdentifiers(file.text, (name) => known.has(name) || named.has(name))) {
        if (kind !== "call") continue;
        counts.total++;
        const at = symbolAt(source, start + 1, navigator);
        const target = at === undefined ? serviceDefinition(source, start + 1, navigator) : definition(at);
        if (target !== undefined) {
          expect(target.path.endsWith(".api")).toBe(true);
          counts.found++;
          continue;
        }
        expect(named.has(text), `${text} in ${source}`).toBe(false);
        const base = path.basename(known.get(text)?.[0] ?? "");
        const other = entries.find(({ apiPath }) => path.basename(apiPath) === base);
        const why =
          other === undefined
            ? `its component names no ${base}`
            : `${path.relative(root, other.apiPath)}, which its component names, has no such function`;
        const { folders } = missed.get(text) ?? { folders: new Set<string>() };
        missed.set(text, { why, folders: folders.add(path.relative(root, path.dirname(source))) });
      }
    }
    for (const [name, { folders, why }] of [...missed].sort()) {
      console.log(`not found: ${name} in ${[...folders].join(", ")}: ${why}`);
    }
    console.log(`definition: ${counts.found} of ${counts.total} API calls in ${sources.length} sources`);
    expect(counts.found).toBeGreaterThan(7000);
  });
});

function functionsOf(iface: Interface, prefix: string): readonly string[] {
  return [...cNamesOf(iface, prefix)].flatMap(([name, { kind }]) =>
    kind === "function" || (kind === "event" && !name.endsWith("Ref_t")) ? [name] : [],
  );
}

function sessionFunctions(prefix: string): readonly string[] {
  return ["ConnectService", "TryConnectService", "DisconnectService", "AdvertiseService", "GetServiceRef"]
    .concat("GetClientSessionRef", "SetServerDisconnectHandler", "SetNonExitServerDisconnectHandler")
    .map((name) => `${prefix}_${name}`);
}
