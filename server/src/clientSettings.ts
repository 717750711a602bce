/**
 * The editor's settings: pulled from the client for each workspace folder, or taken from the initialization options of a client that has no
 * configuration to ask for. What is wrong in them is said in the log and left out.
 */
import type { Connection } from "vscode-languageserver";
import { isKnownRule } from "./checks/ruleBook.ts";
import { readSettings, type Settings } from "./settings.ts";
import { uriOfPath } from "./workspace/paths.ts";

/** A client that never answers must not keep the files from being checked. */
const longestWaitMilliseconds = 3_000;

export class ClientSettings {
  readonly #log: (line: string) => void;
  #fallback: Partial<Settings> = {};
  #byFolder = new Map<string | undefined, Partial<Settings>>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  for(workspaceFolder: string | undefined): Partial<Settings> {
    return this.#byFolder.get(workspaceFolder) ?? this.#byFolder.get(undefined) ?? this.#fallback;
  }

  /** Settings sent by the client unasked: initialization options, or the body of a change notification. */
  push(value: unknown): void {
    this.#fallback = this.#read(sectionOf(value), "the client's settings");
  }

  async pull(connection: Connection, folders: readonly string[]): Promise<void> {
    const scopes = [undefined, ...folders];
    const items = scopes.map((folder) => ({
      section: "legatoApi",
      ...(folder === undefined ? {} : { scopeUri: uriOfPath(folder) }),
    }));
    try {
      const answers: unknown = await withTimeLimit(connection.workspace.getConfiguration(items));
      const values: readonly unknown[] = Array.isArray(answers) ? answers : [];
      this.#byFolder = new Map(
        scopes.map((folder, index) => [folder, this.#read(values[index], folder ?? "the user's settings")]),
      );
    } catch (error) {
      this.#log(`The client did not tell its settings (${String(error)}); those known before stay in force.`);
    }
  }

  #read(value: unknown, whose: string): Partial<Settings> {
    const { settings, problems } = readSettings(value, "client", isKnownRule);
    for (const { message } of problems) {
      this.#log(`In ${whose}: ${message}`);
    }
    return settings;
  }
}

/** Some clients send the section's value, some an object with the section as a key. */
function sectionOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "legatoApi" in value ? value.legatoApi : value;
}

async function withTimeLimit<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), longestWaitMilliseconds);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
