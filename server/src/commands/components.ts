/**
 * `legato-api components`: which component serves what, and whether its close handler is registered.
 *
 * In: files and folders; a component counts when its Component.cdef, one of its sources or an `.api` it provides is in them. Out: text, or JSON in DESIGN.md's
 * shape. Exit code 0 whatever the states are: `check` judges, this command tells. Lines in `evidence` are 1-based.
 */
import { parseArgs } from "node:util";
import { printable } from "@legato-api/language";
import type { Component, Registration, Service, ServiceState } from "../component/component.ts";
import type { Engine } from "../engine.ts";
import { linesOf } from "../lines.ts";
import { type Styles, stylesFor } from "../output/styles.ts";
import { count } from "../output/text.ts";
import { isProblem } from "../workspace/files.ts";
import type { Command } from "./commandLine.ts";
import { importOptions, newEngine } from "./oneInterface.ts";
import { openWorkspace, sayUnreadable } from "./roots.ts";
import { Targets } from "./targets.ts";

interface Evidence {
  readonly path: string;
  readonly line: number;
  readonly form: Registration["form"];
}

interface ReportedService {
  readonly prefix: string;
  readonly api: string;
  readonly options: readonly string[];
  readonly state: ServiceState;
  readonly reasons: readonly string[];
  readonly evidence: readonly Evidence[];
}

interface ReportedComponent {
  readonly path: string;
  readonly services: readonly ReportedService[];
}

export const componentsCommand: Command = async (args, surroundings) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...importOptions, json: { type: "boolean", default: false } },
  });
  const options = { importDirs: values["import-dir"], strictImports: values["strict-imports"] };
  const engine = newEngine(options, surroundings);
  try {
    const targets = new Targets(positionals, surroundings.currentFolder, engine.files);
    openWorkspace(engine, targets, surroundings.currentFolder);
    sayUnreadable(engine, targets, surroundings.stderr);
    const nameOf = (file: string): string => (values.json ? targets.portableNameOf(file) : targets.nameOf(file));
    const components: ReportedComponent[] = [];
    for (const cdef of [...engine.index.componentDefinitions()].sort()) {
      const { component } = await engine.component(cdef);
      if (placesOf(component).some((place) => targets.includes(place))) {
        components.push(reported(component, engine, nameOf));
      }
    }
    surroundings.stdout(
      values.json
        ? `${JSON.stringify({ components }, undefined, 2)}\n`
        : text(components, stylesFor(surroundings.isTerminal, surroundings.environment)),
    );
    return 0;
  } finally {
    engine.dispose();
  }
};

function placesOf(component: Component): readonly string[] {
  const apis = component.services.flatMap(({ apiPath }) => (apiPath === undefined ? [] : [apiPath]));
  return [component.path, ...apis, ...component.sources.map(({ path }) => path)];
}

function reported(component: Component, engine: Engine, nameOf: (file: string) => string): ReportedComponent {
  return {
    path: nameOf(component.path),
    services: component.services.map((service) => ({
      prefix: service.prefix,
      api: service.apiPath === undefined ? service.written : nameOf(service.apiPath),
      options: optionsOf(service),
      state: service.state,
      reasons: service.reasons,
      evidence: service.evidence.map(({ path, span, form }) => {
        const file = engine.files.read(path);
        const line = isProblem(file) ? 1 : linesOf(file).positionAt(span.start).line + 1;
        return { path: nameOf(path), line, form };
      }),
    })),
  };
}

/** As they are written in a Component.cdef, without the brackets. */
function optionsOf({ options }: Service): readonly string[] {
  return [
    ...(options.async ? ["async"] : []),
    ...(options.manualStart ? ["manual-start"] : []),
    ...(options.direct ? ["direct"] : []),
  ];
}

const words: Readonly<Record<ServiceState, string>> = {
  registered: "close handler registered",
  missing: "no close handler",
  unknown: "unknown",
  none: "nothing to give back",
};

function text(components: readonly ReportedComponent[], styles: Styles): string {
  const serving = components.filter(({ services }) => services.length > 0);
  const lines = serving.flatMap(({ path, services }) => [
    styles.bold(printable(path)),
    ...services.flatMap(({ prefix, api, options, state, reasons, evidence }) => {
      const written = options.length === 0 ? "" : ` [${options.join(", ")}]`;
      const colour = state === "missing" ? styles.warning : (plain: string) => plain;
      return [
        `  ${printable(prefix)}${written}: ${colour(words[state])} ${styles.dim(`(${printable(api)})`)}`,
        ...evidence.map((place) => `    ${printable(place.path)}:${place.line} (${place.form})`),
        ...reasons.map((reason) => `    ${styles.dim(printable(reason))}`),
      ];
    }),
  ]);
  const idle = components.length - serving.length;
  return [...lines, `${count(serving.length, "component")} with a service, ${idle} without.`, ""].join("\n");
}
