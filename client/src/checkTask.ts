/**
 * The task "legato-api: check": `legato-api check` over the workspace's folders, its findings in the Problems view.
 *
 * In: the task's definition (tasks.json) or none. Out: a task in the test group with a matcher for absolute paths. It runs the command of this extension on the
 * editor's own Node, one run a folder with the folder's import paths, and prints absolute paths, so that a workspace with several folders is clickable.
 */
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import * as vscode from "vscode";

const TYPE = "legato-api";
/** Not `$legato-api`, with which VS Code looks for each file before it takes the line, and forgets the lines that wait when the task is over. */
const MATCHER = "$legato-api-absolute";

interface CheckDefinition extends vscode.TaskDefinition {
  readonly command: "check";
  /** Files and folders, relative to each workspace folder; the whole folder if left out. */
  readonly paths?: readonly string[];
  /** More arguments of `legato-api check`. */
  readonly args?: readonly string[];
}

export function activateCheckTask(context: vscode.ExtensionContext): void {
  const command = context.asAbsolutePath("bin/legato-api.mjs");
  context.subscriptions.push(
    vscode.tasks.registerTaskProvider(TYPE, {
      provideTasks: () => [taskOf({ type: TYPE, command: "check" }, vscode.TaskScope.Workspace, command)],
      resolveTask: ({ definition, scope }) =>
        isCheck(definition) ? taskOf(definition, scope ?? vscode.TaskScope.Workspace, command) : undefined,
    }),
  );
}

function isCheck(definition: vscode.TaskDefinition): definition is CheckDefinition {
  return definition.type === TYPE && definition["command"] === "check";
}

type Scope = vscode.WorkspaceFolder | vscode.TaskScope;

function taskOf(definition: CheckDefinition, scope: Scope, command: string): vscode.Task {
  const folders = typeof scope === "object" ? [scope] : undefined;
  const execution = new vscode.CustomExecution(
    async (resolved): Promise<vscode.Pseudoterminal> =>
      new CheckTerminal(command, isCheck(resolved) ? resolved : definition, folders),
  );
  const task = new vscode.Task(definition, scope, "check", TYPE, execution, MATCHER);
  task.group = vscode.TaskGroup.Test;
  return task;
}

/** Shows what the runs print, and ends with the worst exit code of them. */
class CheckTerminal implements vscode.Pseudoterminal {
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;
  readonly #command: string;
  readonly #definition: CheckDefinition;
  readonly #folders: readonly vscode.WorkspaceFolder[] | undefined;
  #running: ChildProcess | undefined;
  #isClosed = false;

  constructor(command: string, definition: CheckDefinition, folders: readonly vscode.WorkspaceFolder[] | undefined) {
    this.#command = command;
    this.#definition = definition;
    this.#folders = folders;
  }

  async open(): Promise<void> {
    const folders = this.#folders ?? vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) {
      this.#write("There is no folder to check: open one.\n");
    }
    let worst = folders.length === 0 ? 2 : 0;
    for (const folder of folders) {
      worst = Math.max(worst, await this.#check(folder));
    }
    this.#closed.fire(worst);
  }

  /** The user ended the task. */
  close(): void {
    this.#isClosed = true;
    this.#running?.kill();
  }

  #check(folder: vscode.WorkspaceFolder): Promise<number> {
    if (this.#isClosed) return Promise.resolve(1);
    const { paths = ["."], args = [] } = this.#definition;
    const targets = paths.map((name) => path.resolve(folder.uri.fsPath, name));
    const all = [this.#command, "check", ...importArguments(folder), ...args, ...targets];
    return new Promise((resolve) => {
      const child = spawn(process.execPath, all, {
        cwd: folder.uri.fsPath,
        env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      this.#running = child;
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => this.#write(text));
      }
      child.once("error", (error) => {
        this.#write(`legato-api cannot be started: ${error.message}\n`);
        resolve(2);
      });
      child.once("close", (code) => resolve(code ?? 1));
    });
  }

  /** A terminal wants to be told to go back to the start of the line. */
  #write(text: string): void {
    this.#written.fire(text.replaceAll("\n", "\r\n"));
  }
}

/** The command knows legato-api.json; the editor's own settings it is told. */
function importArguments({ uri }: vscode.WorkspaceFolder): readonly string[] {
  const settings = vscode.workspace.getConfiguration("legatoApi", uri);
  const folders = settings
    .get<readonly string[]>("importPaths", [])
    .map((name) =>
      name
        .replaceAll("${workspaceFolder}", uri.fsPath)
        .replaceAll(/\$\{env:([^}]*)\}/g, (_, variable: string) => process.env[variable] ?? ""),
    );
  return [
    ...folders.flatMap((name) => ["--import-dir", name]),
    ...(settings.get("strictImports", false) ? ["--strict-imports"] : []),
  ];
}
