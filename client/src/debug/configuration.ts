/**
 * The configuration of a debug session, read from what launch.json says: checked, with defaults, or refused with what to change.
 *
 * Pure. Paths have had their variables replaced by VS Code already.
 */
import path from "node:path";
import type { ProgramConfiguration } from "./processes.ts";

/** As it is; in a private `/tmp/legato`; a client in TypeScript, run by our command. */
export type ProgramKind = "native" | "isolated" | "typescript";

/** One thing to run, in the order of launch.json. */
export type Step =
  | { readonly kind: "service"; readonly file: string; readonly waitFor?: string }
  | {
      readonly kind: "program";
      readonly program: ProgramConfiguration;
      readonly how: ProgramKind;
      readonly waitFor?: string;
    };

export interface DebugConfiguration {
  /** Folder of the runtime's sockets; undefined: the running runtime's, else the default. */
  readonly directory?: string;
  readonly apiFolders: readonly string[];
  readonly bindings: readonly { readonly client: string; readonly server: string }[];
  readonly steps: readonly Step[];
}

export function readConfiguration(value: unknown): DebugConfiguration | string {
  if (!isObject(value)) return "The debug configuration is no object.";
  const problems: string[] = [];
  const refuse = (message: string): void => void problems.push(message);
  const services = strings(value["services"], "services", refuse);
  for (const file of services) {
    if (!path.isAbsolute(file)) refuse(`The service "${file}" must be an absolute path; use \${workspaceFolder}.`);
  }
  const single = "program" in value ? [value] : [];
  const programs = Array.isArray(value["programs"]) ? value["programs"] : [];
  if ("programs" in value && !Array.isArray(value["programs"]))
    refuse('"programs" must be a list of { "program": … }.');
  const clients = Array.isArray(value["clients"]) ? value["clients"] : [];
  if ("clients" in value && !Array.isArray(value["clients"]))
    refuse('"clients" must be a list of files, or of { "program": … }.');
  const steps: Step[] = [
    ...services.map((file): Step => ({ kind: "service", file })),
    ...[...programs, ...single].flatMap((one, index) => readProgram(one, `programs[${index}]`, refuse) ?? []),
    ...clients.flatMap((one, index) => readClient(one, `clients[${index}]`, refuse) ?? []),
  ];
  const bindings = strings(value["bindings"], "bindings", refuse).flatMap((text) => readBinding(text, refuse) ?? []);
  const directory = value["directory"];
  if (directory !== undefined && typeof directory !== "string") refuse('"directory" must be a path.');
  const apiFolders = strings(value["apiFolders"], "apiFolders", refuse);
  if (problems.length > 0) return problems.join(" ");
  return { apiFolders, bindings, steps, ...(typeof directory === "string" ? { directory } : {}) };
}

/** A file alone, or the same as a program has. */
function readClient(value: unknown, where: string, refuse: (message: string) => void): Step | undefined {
  const step = readProgram(typeof value === "string" ? { program: value } : value, where, refuse);
  return step?.kind === "program" ? { ...step, how: "typescript" } : step;
}

function readProgram(value: unknown, where: string, refuse: (message: string) => void): Step | undefined {
  if (!isObject(value) || typeof value["program"] !== "string" || value["program"] === "") {
    refuse(`"${where}" needs a "program".`);
    return undefined;
  }
  const { program, name, cwd, waitFor } = value;
  if (typeof program !== "string" || !path.isAbsolute(program)) {
    refuse(`"${String(program)}" must be an absolute path; use \${workspaceFolder}.`);
    return undefined;
  }
  const configuration: ProgramConfiguration = {
    program,
    args: strings(value["args"], "args", refuse),
    env: environment(value["env"], refuse),
    ...(typeof name === "string" && !isWhole(value) ? { name } : {}),
    ...(typeof cwd === "string" ? { cwd } : {}),
  };
  return {
    kind: "program",
    program: configuration,
    how: value["isolate"] === true ? "isolated" : "native",
    ...(typeof waitFor === "string" ? { waitFor } : {}),
  };
}

/** At the top of a configuration `name` is the configuration's own. */
function isWhole(value: Readonly<Record<string, unknown>>): boolean {
  return "request" in value;
}

function readBinding(text: string, refuse: (message: string) => void): { client: string; server: string } | undefined {
  const parts = /^\s*(\S+)\s*->\s*(\S+)\s*$/.exec(text);
  if (parts?.[1] === undefined || parts[2] === undefined) {
    refuse(`"${text}" is no binding: write "client.interface->service.interface".`);
    return undefined;
  }
  return { client: parts[1], server: parts[2] };
}

function strings(value: unknown, name: string, refuse: (message: string) => void): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((one): one is string => typeof one === "string")) return value;
  refuse(`"${name}" must be a list of texts.`);
  return [];
}

function environment(value: unknown, refuse: (message: string) => void): Readonly<Record<string, string | null>> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) {
    refuse('"env" must be an object of texts.');
    return {};
  }
  const entries = Object.entries(value).flatMap(([key, one]): [string, string | null][] => {
    if (typeof one === "string" || one === null) return [[key, one]];
    refuse(`"env.${key}" must be a text, or null to leave it out.`);
    return [];
  });
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
