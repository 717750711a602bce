/** Runs `legato-api` in this process as a user would in a folder of a fixture, and keeps what it wrote. */
import { wasmPath } from "../assets.ts";
import { main } from "../cli.ts";
import type { Surroundings } from "../commands/commandLine.ts";
import type { Fixture } from "./fixture.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(
  fixture: Fixture,
  args: readonly string[],
  currentFolder = "",
  more: Partial<Surroundings> = {},
): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const code = await main(args, {
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
    isTerminal: false,
    currentFolder: fixture.path(currentFolder),
    environment: {},
    wasmPath,
    ...more,
  });
  return { code, ...written };
}
