/**
 * What every subcommand is given and gives back, and the errors of its command line.
 *
 * A command never touches `process`: it writes through `Surroundings` and returns its exit code, so that tests run it as users do.
 */

export interface Surroundings {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isTerminal: boolean;
  readonly currentFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly wasmPath: (fileName: string) => string;
}

/** Gives the exit code: 0 fine, 1 something was found, 2 the command line is wrong. */
export type Command = (args: readonly string[], surroundings: Surroundings) => Promise<number>;

/** The command line makes no sense; the message says what to write instead. Exit code 2. */
export class UsageError extends Error {}

export const exitUsage = 2;
