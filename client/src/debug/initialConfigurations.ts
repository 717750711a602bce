/**
 * What a new launch.json begins with: the services in TypeScript that are there; where there are none, a server and its client to be named.
 *
 * Pure. In: what F5 would run, and the workspace folder the file is made in. Out: the same with paths that hold for everybody who has the folder.
 */
import path from "node:path";

interface ServiceConfiguration {
  readonly type: string;
  readonly request: string;
  readonly name: string;
  readonly services?: readonly string[];
}

const FOLDER = "${workspaceFolder}";

export function initialConfigurations(
  doubles: readonly ServiceConfiguration[],
  folder: string | undefined,
): ServiceConfiguration[] {
  if (doubles.length === 0) return [programs];
  return doubles.map((one) => ({ ...one, services: (one.services ?? []).map((file) => shared(file, folder)) }));
}

const programs = {
  type: "legato-api",
  request: "launch",
  name: "Legato sessions",
  programs: [{ program: `${FOLDER}/build/server`, waitFor: "server" }, { program: `${FOLDER}/build/client` }],
};

function shared(file: string, folder: string | undefined): string {
  const below = folder === undefined ? ".." : path.relative(folder, file);
  return below.startsWith("..") ? file : `${FOLDER}/${below}`;
}
