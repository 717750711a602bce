/** What the commands share: how they speak to their user, and what a wrong command line is. */

/** The command line makes no sense; exit code 2. Its message is followed by the usage. */
export class UsageError extends Error {}

export const userId = (): number => process.geteuid?.() ?? 0;

export function print(text: string): void {
  process.stdout.write(text);
}

/** Resolves when the user or the system asks the command to end. */
export function asked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
