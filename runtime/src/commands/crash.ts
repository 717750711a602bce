/**
 * `legato-api crash`: starts clients that acquire and are killed, and tells what can be seen of what the server did.
 *
 * The runtime does it (inspector/crash.ts); this command asks it and prints the report. Exit code 0: freed or not observable; 1: leaked, the server
 * died, nothing was acquired, or it could not be tried.
 */
import { parseArgs } from "node:util";
import { connectToRuntime } from "../inspector/connection.ts";
import type { CrashReport } from "../inspector/protocol.ts";
import type { Api } from "../interfaces/api.ts";
import { jsonFromWords, valuesFromJson } from "../interfaces/arguments.ts";
import type { JsonObject } from "../interfaces/values.ts";
import { apiFromFile } from "../peers/place.ts";
import { chooseService, functionNamed } from "./service.ts";
import { print, UsageError, userId } from "./terminal.ts";
import { splitWords } from "./words.ts";

export const CRASH_USAGE = `legato-api crash SERVICE --after "FUNCTION NAME=VALUE..." [--after ...] [--times N] [--signal SIGNAL] [--dir D] [--json]

  --after "FUNCTION ARGUMENTS"  what the client calls before it is killed; given again: in this order, the last one acquires
  --times N                     so many clients, one after the other: shows a limit that fills up
  --signal SIGNAL               SIGKILL if left out
  --dir D                       the runtime that serves D; only needed where several run
  --json                        the report as JSON

Example:
  legato-api crash printer --after "Open name=report"`;

const GOOD: ReadonlySet<CrashReport["verdict"]> = new Set(["freed", "notObservable"]);

export async function crashCommand(args: readonly string[]): Promise<number> {
  const { values: options, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      after: { type: "string", multiple: true, default: [] },
      times: { type: "string", default: "1" },
      signal: { type: "string", default: "SIGKILL" },
      dir: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw new UsageError("one service is needed");
  if (options.after.length === 0) throw new UsageError('--after "FUNCTION ARGUMENTS" is needed: what is acquired');
  const times = Number(options.times);
  if (!Number.isInteger(times) || times < 1) throw new UsageError(`--times ${options.times} is no number of clients`);
  const connection = await connectToRuntime(userId(), "legato-api crash", options.dir);
  try {
    const { services } = await connection.request("sessions/list", { ended: 0 });
    const service = chooseService(
      name,
      services.filter(({ advertised }) => advertised),
    );
    if (service === undefined) throw new Error(`Nobody serves '${name}' now`);
    if (service.api === null)
      throw new Error(`The .api of '${name}' is not known: give its folder to the runtime with --api-dir`);
    const api = apiFromFile(service.api, "/");
    const calls = options.after.map((text) => wantedCall(api, text));
    const report = await connection.request("crash", {
      interface: service.interface,
      calls,
      times,
      signal: options.signal,
    });
    print(
      options.json ? `${JSON.stringify(report, null, 2)}\n` : `${[...report.lines, "", report.summary].join("\n")}\n`,
    );
    return GOOD.has(report.verdict) ? 0 : 1;
  } finally {
    connection.close();
  }
}

function wantedCall(api: Api, text: string): { readonly function: string; readonly arguments: JsonObject } {
  const words = splitWords(text);
  if (typeof words === "string") throw new UsageError(`--after ${text}: ${words}`);
  const [name = "", ...given] = words;
  const fn = functionNamed(api, name);
  const args = jsonFromWords(fn, given, () => "a file cannot be passed by a client that is killed");
  if (!args.ok) throw new UsageError(args.problem);
  const values = valuesFromJson(fn, args.value);
  if (!values.ok) throw new UsageError(values.problem);
  return { function: fn.name, arguments: args.value };
}
