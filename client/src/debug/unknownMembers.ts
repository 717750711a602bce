/**
 * Members of a debug configuration that nothing reads: what a misspelt one should have changed would stay as it is, without a word.
 *
 * In: what launch.json says. Out: a sentence for each, with the name that was most likely meant. The names are those of package.json, by which VS Code
 * underlines the same in launch.json. Pure.
 */
import { closestName } from "@legato-api/language/spelling";
import { isObject } from "./configuration.ts";

const ATTACH = ["directory", "apiFolders", "bindings"];
const CLIENT = ["name", "program", "args", "env", "cwd", "waitFor"];
const PROGRAM = [...CLIENT, "isolate"];
const LAUNCH = [...ATTACH, "services", "programs", "clients", ...PROGRAM];

/** Where something is in a configuration: the names that mean something there. */
export const MEMBERS = { launch: LAUNCH, attach: ATTACH, programs: PROGRAM, clients: CLIENT } as const;

/** Those of every debugger, and those that VS Code makes for itself. */
const OF_VSCODE =
  /^(?:__.*|type|request|name|noDebug|debugServer|preLaunchTask|postDebugTask|presentation|internalConsoleOptions|serverReadyAction|suppressMultipleSessionView|windows|osx|linux)$/;

export function unknownMembers(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  const known = value["request"] === "attach" ? MEMBERS.attach : MEMBERS.launch;
  const own = Object.keys(value)
    .filter((name) => !known.includes(name) && !OF_VSCODE.test(name))
    .map((name) =>
      MEMBERS.launch.includes(name) ? `"${name}" means nothing with "request": "attach".` : ignored("", name, known),
    );
  const nested = (["programs", "clients"] as const).flatMap((list) => {
    const entries = known.includes(list) ? value[list] : undefined;
    if (!Array.isArray(entries)) return [];
    return entries.flatMap((entry: unknown, index) =>
      Object.keys(isObject(entry) ? entry : {})
        .filter((name) => !MEMBERS[list].includes(name))
        .map((name) => ignored(`${list}[${index}].`, name, MEMBERS[list])),
    );
  });
  return [...own, ...nested].map((text) => `In launch.json, "${String(value["name"])}": ${text}`);
}

function ignored(where: string, name: string, known: readonly string[]): string {
  const meant = closestName(name, known);
  return `"${where}${name}" is unknown and was ignored.${meant === undefined ? "" : ` Did you mean "${meant}"?`}`;
}
