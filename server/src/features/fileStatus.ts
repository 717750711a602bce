/**
 * What is known about one file beside its findings: the services it belongs to with the verdict on their close handlers, and imports that only our
 * wider search found.
 *
 * In: a path, the components of the workspace, the engine. Out: plain data. A file that belongs to no component has no services.
 */
import path from "node:path";
import type { ComponentOutline } from "../cross/scopes.ts";
import type { Engine } from "../engine.ts";
import type { ServiceStatus } from "../protocol.ts";
import { isWithin } from "../workspace/paths.ts";

const OUTSIDE = "import-outside-search-path";

export async function servicesAround(
  file: string,
  components: readonly ComponentOutline[],
  engine: Engine,
): Promise<readonly ServiceStatus[]> {
  const isApi = file.endsWith(".api");
  const around = components.filter((outline) =>
    isApi
      ? outline.entries.some(({ side, apiPath }) => side === "provides" && apiPath === file)
      : outline.sources.includes(file) || isWithin(file, path.dirname(outline.definition)),
  );
  const found: ServiceStatus[] = [];
  for (const { definition } of around) {
    const { component } = await engine.component(definition);
    for (const { prefix, apiPath, state, reasons } of component.services) {
      if (!isApi || apiPath === file) found.push({ prefix, component: definition, state, reasons });
    }
  }
  return found;
}

/** The messages of the rule, where it is not off. */
export function importsOutside(file: string, engine: Engine): readonly string[] {
  if (!file.endsWith(".api")) return [];
  return engine.apiFindings(file).flatMap(({ rule, message }) => (rule === OUTSIDE ? [message] : []));
}
