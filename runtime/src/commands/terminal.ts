/** What the commands share: how they speak to their user, and what a wrong command line is. */

/** The command line makes no sense; exit code 2. Its message is followed by the usage. */
export class UsageError extends Error {}

export const userId = (): number => process.geteuid?.() ?? 0;

export function print(text: string): void {
  process.stdout.write(text);
}

/** As a shell has it for a command that SIGPIPE ended. */
const EXIT_NOBODY_READS = 141;
const EXIT_CANNOT_WRITE = 1;

/** Nobody reads any more (`... | head`): the command ends, without a word. A full disk is told. */
export function endWithOutput(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error) => {
    if ("code" in error && error.code === "EPIPE") process.exit(EXIT_NOBODY_READS);
    process.stderr.write(`legato-api: the output cannot be written: ${error.message}\n`);
    process.exit(EXIT_CANNOT_WRITE);
  });
}

/** For a command that others depend on: it goes on when nobody reads any more what it says. */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** Resolves when the user or the system asks the command to end. */
export function asked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
