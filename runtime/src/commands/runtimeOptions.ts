/** Reads the arguments of `legato-api runtime`. Definition files and user names are looked up by the functions given. */
import path from "node:path";
import { parseArgs } from "node:util";
import { parseBinding } from "../directory/bindings.ts";
import { readDefinition } from "../directory/definitionBindings.ts";
import type { Binding } from "../directory/events.ts";
import { DEFAULT_FOLDER } from "../directory/socketFolder.ts";

export interface RuntimeArguments {
  /** undefined: not said. */
  readonly folder: string | undefined;
  readonly folderSetting: string;
  readonly shared: boolean;
  readonly isolate: boolean;
  readonly shim: boolean;
  readonly bindings: readonly Binding[];
  readonly untapped: readonly string[];
  readonly apiFolders: readonly string[];
  readonly services: readonly string[];
  readonly factsFile: string | undefined;
  readonly otlp: string | undefined;
  /** What stands after `--`. */
  readonly command: readonly string[];
}

export interface Lookups {
  readFile(file: string): string;
  userId(name: string): number | undefined;
}

export const RUNTIME_USAGE = `legato-api runtime [--dir D] [--api-dir D]... [--service FILE]... [--bind C->S]... [--tap none=SERVICE]...
                   [--facts FILE] [--otlp URL] [--shared] [--shim] [--isolate] [-- COMMAND...]

  --dir D             folder of the two sockets, ${DEFAULT_FOLDER} if left out (that is compiled into stock liblegato)
  --api-dir D         folder with .api files, by which records are understood
  --service FILE      a service in TypeScript or JavaScript, run as a child process
  --bind C->S         the client interface C reaches the service S; or an .adef or .sdef file, whose bindings are used
  --tap none=SERVICE  only bring its clients and SERVICE together, undisturbed and unseen; --tap none: all services
  --facts FILE        what 'legato-api components --json' printed
  --otlp URL          send sessions, calls and leaks to this backend by OTLP over HTTP, for instance http://lab:4318
  --shared            admit other users of this machine to the two sockets
  --shim              let servers see the true pid of their clients (needs a C compiler): used for COMMAND, else printed
  --isolate           run COMMAND with ${DEFAULT_FOLDER} of its own
  -- COMMAND          run it, and end when it ends

Example:
  legato-api runtime --api-dir interfaces --service printer.ts`;

/** A sentence if they cannot be understood. */
export function readRuntimeArguments(args: readonly string[], lookups: Lookups): RuntimeArguments | string {
  const separator = args.indexOf("--");
  const own = separator < 0 ? args : args.slice(0, separator);
  const command = separator < 0 ? [] : args.slice(separator + 1);
  try {
    const { values } = parseArgs({
      args: [...own],
      options: {
        dir: { type: "string" },
        // For a program that starts us for its user: what the folder is called there. Not in the usage, for nobody types it.
        "dir-setting": { type: "string", default: "--dir" },
        "api-dir": { type: "string", multiple: true, default: [] },
        service: { type: "string", multiple: true, default: [] },
        bind: { type: "string", multiple: true, default: [] },
        tap: { type: "string", multiple: true, default: [] },
        facts: { type: "string" },
        otlp: { type: "string" },
        shared: { type: "boolean", default: false },
        shim: { type: "boolean", default: false },
        isolate: { type: "boolean", default: false },
      },
    });
    const wrongAddress = values.otlp === undefined ? undefined : otlpProblem(values.otlp);
    if (wrongAddress !== undefined) return wrongAddress;
    if (values.isolate && command.length === 0) return "--isolate needs a command: --isolate -- COMMAND...";
    const untapped = values.tap.map(readTap);
    const wrongTap = untapped.find((each) => each.startsWith("--tap"));
    if (wrongTap !== undefined) return wrongTap;
    const bindings = values.bind.map((each) => readBindings(each, lookups));
    const wrongBinding = bindings.find((each) => typeof each === "string");
    if (typeof wrongBinding === "string") return wrongBinding;
    return {
      folder: values.dir === undefined ? undefined : path.resolve(values.dir),
      folderSetting: values["dir-setting"],
      shared: values.shared,
      isolate: values.isolate,
      shim: values.shim,
      bindings: bindings.flatMap((each) => (typeof each === "string" ? [] : each)),
      untapped,
      apiFolders: values["api-dir"].map((each) => path.resolve(each)),
      services: values.service.map((each) => path.resolve(each)),
      factsFile: values.facts === undefined ? undefined : path.resolve(values.facts),
      otlp: values.otlp,
      command,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function otlpProblem(value: string): string | undefined {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
    ? undefined
    : `--otlp ${value} is no address of a backend: write http://HOST:4318 or https://...`;
}

function readTap(value: string): string {
  if (value === "none") return "*";
  const name = value.startsWith("none=") ? value.slice(5) : "";
  return name === "" ? `--tap ${value} is not understood: write --tap none or --tap none=SERVICE` : name;
}

function readBindings(value: string, lookups: Lookups): readonly Binding[] | string {
  const extension = path.extname(value);
  if (extension === ".adef" || extension === ".sdef") {
    const found = readDefinition(lookups.readFile(value), extension === ".adef" ? "adef" : "sdef");
    return found.length > 0
      ? found
      : `--bind ${value}: there is no binding in a 'bindings: { CLIENT -> SERVER }' of this file`;
  }
  const binding = parseBinding(value, lookups.userId);
  return typeof binding === "string" ? binding : [binding];
}
