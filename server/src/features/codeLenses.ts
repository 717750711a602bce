/**
 * Code lenses over an `.api` file: who serves it (with its close handler), who requires it, and how often each declaration is used.
 *
 * The first two come at once; references are counted when the editor asks for a lens that is on the screen. Clicking goes there.
 */
import type { CodeLens } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";
import type { Service } from "../component/component.ts";
import type { Target } from "./navigation.ts";

/** A component that provides or requires the interface. */
export interface ComponentUse {
  readonly componentName: string;
  /** The entry in its Component.cdef. */
  readonly place: Target;
  /** Present for a provider whose sources were examined. */
  readonly service?: Service;
}

export interface LensTargets {
  readonly title: string;
  readonly targets: readonly Target[];
}

/** What a lens carries until it is resolved. */
export interface LensData {
  readonly path: string;
  /** Offset of the declared name. */
  readonly offset: number;
}

export function serviceLenses(
  providers: readonly ComponentUse[],
  clients: readonly ComponentUse[],
  describe: (target: Target) => string,
): readonly LensTargets[] {
  const lenses: LensTargets[] = providers.map(({ componentName, place, service }) => {
    const handler = service === undefined ? undefined : handlerText(service, describe);
    const evidence = service?.evidence[0];
    return {
      title: `served by ${componentName}${handler === undefined ? "" : ` · ${handler}`}`,
      targets: [evidence === undefined ? place : { path: evidence.path, span: evidence.span }],
    };
  });
  if (clients.length === 1)
    lenses.push({ title: `required by ${clients[0]?.componentName}`, targets: clients.map((one) => one.place) });
  if (clients.length > 1)
    lenses.push({ title: `required by ${clients.length} components`, targets: clients.map((one) => one.place) });
  return lenses;
}

function handlerText(service: Service, describe: (target: Target) => string): string {
  const evidence = service.evidence[0];
  switch (service.state) {
    case "registered":
      return evidence === undefined ? "close handler registered" : `close handler at ${describe(evidence)}`;
    case "missing":
      return "no close handler";
    case "unknown":
      return `close handler unknown: ${service.reasons[0] ?? "not found out"}`;
    case "none":
      return "hands nothing out";
  }
}

/** One unresolved lens a declaration that can be used from elsewhere. */
export function referenceLenses(view: ApiView): CodeLens[] {
  const lenses: CodeLens[] = [];
  for (const item of view.interface.source.items) {
    if (!("name" in item) || item.name.text === "") continue;
    const data: LensData = { path: view.path, offset: item.name.start };
    lenses.push({ range: view.lines.rangeOf(item.name), data });
  }
  return lenses;
}
