/**
 * `legato-api call`: calls a function of a running service from the shell, as an ordinary client.
 *
 * Arguments are NAME=VALUE, or one JSON object with --json. On standard output the result and the OUT values as JSON; for a function with a handler
 * then the values it was called with. Exit code 0 whatever the result says; 1 if there was none. The session lasts as long as the command.
 */
import { closeSync, openSync } from "node:fs";
import { parseArgs } from "node:util";
import { type ApiFunction, type Outcome, resultName, type WireValues } from "@legato-api/language";
import { valuesFromJson, valuesFromWords } from "../interfaces/arguments.ts";
import { type JsonObject, valuesToJson, valueToJson } from "../interfaces/values.ts";
import { type ClientSession, openSession } from "../peers/clientSession.ts";
import { handlerOf } from "../peers/contract.ts";
import { eventLoop } from "../peers/eventLoop.ts";
import { findService, functionNamed } from "./service.ts";
import { asked, print, UsageError } from "./terminal.ts";

export const CALL_USAGE = `legato-api call SERVICE FUNCTION [NAME=VALUE]... [--dir D] [--api FILE] [--json ARGUMENTS]

  NAME=VALUE        an IN parameter: numbers in decimal or 0x hex, members of enumerations by name, LEFT|RIGHT for a bit mask,
                    1,2,3 or JSON for an array, text for an array of bytes, JSON for a structure, a path for a file
  --json ARGUMENTS  all of them as one JSON object
  --dir D           folder of the directory's sockets
  --api FILE        the .api file, where the runtime does not know it

Example:
  legato-api call printer Open name=report`;

export async function callCommand(args: readonly string[]): Promise<number> {
  const { values: options, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { dir: { type: "string" }, api: { type: "string" }, json: { type: "string" } },
  });
  const [name, functionName, ...words] = positionals;
  if (name === undefined || functionName === undefined) throw new UsageError("a service and a function are needed");
  if (options.json !== undefined && words.length > 0) throw new UsageError("--json takes the place of NAME=VALUE");
  const service = await findService(name, { dir: options.dir, api: options.api });
  const fn = functionNamed(service.api, functionName);
  const opened: number[] = [];
  const values =
    options.json === undefined ? valuesFromWords(fn, words, (file) => open(file, opened)) : fromJson(fn, options.json);
  try {
    if (!values.ok) throw new UsageError(values.problem);
    const session = await openSession(await eventLoop(), { ...service, wait: false });
    try {
      await call(session, fn, values.value);
    } finally {
      await session.close();
    }
    return 0;
  } finally {
    for (const each of opened) closeSync(each);
  }
}

function open(file: string, opened: number[]): number | string {
  try {
    const descriptor = openSync(file, "r");
    opened.push(descriptor);
    return descriptor;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function fromJson(fn: ApiFunction, text: string): Outcome<WireValues> {
  try {
    const given: unknown = JSON.parse(text);
    if (isObject(given)) return valuesFromJson(fn, given);
  } catch {
    // Said below.
  }
  return { ok: false, problem: `--json has to be one JSON object: ${text}` };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function call(session: ClientSession, fn: ApiFunction, given: WireValues): Promise<void> {
  const handler = handlerOf(fn);
  let called: (values: WireValues) => void = () => {};
  const event = new Promise<WireValues>((resolve) => {
    called = resolve;
  });
  const values =
    handler === undefined ? given : { ...given, [handler.name]: session.listen((values) => called(values)) };
  const { result, values: outputs } = await session.call(fn, values);
  const own = result === undefined ? {} : { [resultName(fn)]: valueToJson(result) };
  printJson({ ...own, ...valuesToJson(withoutDescriptors(fn, outputs)) });
  if (handler === undefined) return;
  const heard = await Promise.race([event, asked(), session.closed]);
  if (heard !== undefined) printJson(valuesToJson(heard));
}

/** A descriptor is worth nothing outside of this process: that there was one is what can be said. */
function withoutDescriptors(fn: ApiFunction, outputs: WireValues): WireValues {
  const files = fn.parameters.filter(
    ({ type, direction }) => direction === "out" && type.kind === "basic" && type.name === "file",
  );
  const told = files.flatMap(({ name }) => {
    const descriptor = outputs[name];
    if (typeof descriptor === "number" && descriptor >= 0) closeSync(descriptor);
    return descriptor === undefined ? [] : [[name, descriptor === -1 ? "none" : "descriptor"] as const];
  });
  return { ...outputs, ...Object.fromEntries(told) };
}

function printJson(value: JsonObject): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}
