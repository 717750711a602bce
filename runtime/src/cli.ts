/** The live half of the `legato-api` command: finds the subcommand and loads only that one. bin/ hands it the arguments. */

type Command = (args: readonly string[]) => Promise<number>;

const commands: { readonly [name: string]: () => Promise<Command> } = {
  runtime: async () => (await import("./commands/runtime.ts")).runtimeCommand,
};

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    process.stderr.write(`legato-api: there is no command '${name}'\n`);
    return 2;
  }
  try {
    return await (await load())(rest);
  } catch (error) {
    process.stderr.write(`legato-api: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
