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

type Refuse = (message: string) => void;

/** A sentence for each thing that is wrong, behind the name of the configuration that has to be changed. */
export function readConfiguration(value: unknown): DebugConfiguration | string {
  if (!isObject(value)) return "The debug configuration is no object.";
  const problems: string[] = [];
  const refuse = (message: string): void => void problems.push(message);
  const services = strings(value["services"], "services", refuse);
  for (const file of services) requireAbsolute(file, "services", refuse);
  const single = "program" in value ? [value] : [];
  const programs = Array.isArray(value["programs"]) ? value["programs"] : [];
  if ("programs" in value && !Array.isArray(value["programs"]))
    refuse('"programs" must be a list of { "program": … }.');
  const clients = Array.isArray(value["clients"]) ? value["clients"] : [];
  if ("clients" in value && !Array.isArray(value["clients"]))
    refuse('"clients" must be a list of files, or of { "program": … }.');
  const steps: Step[] = [
    ...services.map((file): Step => ({ kind: "service", file })),
    ...programs.flatMap((one, index) => readProgram(one, `programs[${index}].`, refuse) ?? []),
    ...single.flatMap((one) => readProgram(one, "", refuse) ?? []),
    ...clients.flatMap((one, index) => readClient(one, `clients[${index}].`, refuse) ?? []),
  ];
  const bindings = strings(value["bindings"], "bindings", refuse).flatMap((text) => readBinding(text, refuse) ?? []);
  const directory = value["directory"];
  if (typeof directory === "string") requireAbsolute(directory, "directory", refuse);
  else if (directory !== undefined) refuse('"directory" must be a path.');
  const apiFolders = strings(value["apiFolders"], "apiFolders", refuse);
  for (const folder of apiFolders) requireAbsolute(folder, "apiFolders", refuse);
  if (problems.length > 0) return `In launch.json, "${String(value["name"])}": ${problems.join(" ")}`;
  // As the runtime names it: under another name of the folder it would be waited for in vain.
  return {
    apiFolders,
    bindings,
    steps,
    ...(typeof directory === "string" ? { directory: path.resolve(directory) } : {}),
  };
}

/** A file alone, or the same as a program has. */
function readClient(value: unknown, where: string, refuse: Refuse): Step | undefined {
  const step = readProgram(typeof value === "string" ? { program: value } : value, where, refuse);
  return step?.kind === "program" ? { ...step, how: "typescript" } : step;
}

/** `where`: what stands before the names of its members in a message. */
function readProgram(value: unknown, where: string, refuse: Refuse): Step | undefined {
  const program = isObject(value) ? value["program"] : undefined;
  if (!isObject(value) || typeof program !== "string" || program === "") {
    refuse(`"${where}program" must be the absolute path of an executable.`);
    return undefined;
  }
  requireAbsolute(program, `${where}program`, refuse);
  const isolate = value["isolate"] ?? false;
  if (typeof isolate !== "boolean") refuse(`"${where}isolate" must be true or false.`);
  const name = isWhole(value) ? undefined : optionalText(value, "name", where, refuse);
  const cwd = optionalText(value, "cwd", where, refuse);
  if (cwd !== undefined) requireAbsolute(cwd, `${where}cwd`, refuse);
  const waitFor = optionalText(value, "waitFor", where, refuse);
  const configuration: ProgramConfiguration = {
    program,
    args: strings(value["args"], `${where}args`, refuse),
    env: environment(value["env"], `${where}env`, refuse),
    ...(name === undefined ? {} : { name }),
    ...(cwd === undefined ? {} : { cwd }),
  };
  return {
    kind: "program",
    program: configuration,
    how: isolate === true ? "isolated" : "native",
    ...(waitFor === undefined ? {} : { waitFor }),
  };
}

function requireAbsolute(given: string, name: string, refuse: Refuse): void {
  if (!path.isAbsolute(given))
    refuse(`"${given}" in "${name}" must be an absolute path: write "\${workspaceFolder}/${given}".`);
}

function optionalText(
  value: Readonly<Record<string, unknown>>,
  name: string,
  where: string,
  refuse: Refuse,
): string | undefined {
  const text = value[name] ?? undefined;
  if (text === undefined || typeof text === "string") return text;
  refuse(`"${where}${name}" must be a text.`);
  return undefined;
}

/** At the top of a configuration `name` is the configuration's own. */
function isWhole(value: Readonly<Record<string, unknown>>): boolean {
  return "request" in value;
}

function readBinding(text: string, refuse: Refuse): { client: string; server: string } | undefined {
  const parts = /^\s*(\S+)\s*->\s*(\S+)\s*$/.exec(text);
  if (parts?.[1] === undefined || parts[2] === undefined) {
    refuse(`"${text}" in "bindings" is no binding: write "client.interface->service.interface".`);
    return undefined;
  }
  return { client: parts[1], server: parts[2] };
}

function strings(value: unknown, name: string, refuse: Refuse): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((one): one is string => typeof one === "string")) return value;
  refuse(`"${name}" must be a list of texts.`);
  return [];
}

function environment(value: unknown, where: string, refuse: Refuse): Readonly<Record<string, string | null>> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) {
    refuse(`"${where}" must be an object of texts.`);
    return {};
  }
  const entries = Object.entries(value).flatMap(([key, one]): [string, string | null][] => {
    if (typeof one === "string" || one === null) return [[key, one]];
    refuse(`"${where}.${key}" must be a text, or null to leave it out.`);
    return [];
  });
  return Object.fromEntries(entries);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
