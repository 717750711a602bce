/** The task "legato-api: check": it is offered, runs, and its findings stand in the Problems view, each once. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, eventually, exampleUri } from "./editor.ts";
import { hasWorkbench, screenshot, spoken, texts } from "./workbench.ts";

const copy = "printServerCopy";
const EXTRA_LINES = 5;
/** More output than VS Code has looked at when the task is over. */
const FILES = 40;
const ERRORS = 250;

describe("The task", () => {
  afterEach(closeAll);

  after(async () => {
    // It was not made where a test failed before that.
    await vscode.workspace.fs.delete(exampleUri(copy), { recursive: true }).then(undefined, () => {});
  });

  it("is offered, with the problem matcher", async () => {
    const [task, ...others] = await vscode.tasks.fetchTasks({ type: "legato-api" });
    assert.ok(task !== undefined && others.length === 0, "one task");
    assert.equal(task.name, "check");
    assert.deepEqual(task.problemMatchers, ["$legato-api-absolute"]);
  });

  it("runs, ends with the exit code of the command, and tells what the server does not", async function () {
    const settings = vscode.workspace.getConfiguration("legatoApi");
    // A copy that nobody has opened: VS Code keeps what another suite has shown open for minutes, and the server speaks of open files only, so that what
    // stands in the view about a closed one is the task's.
    const source = await copyServer();
    await settings.update("diagnosticsScope", "openFiles", vscode.ConfigurationTarget.Global);
    try {
      await eventually(() => assert.deepEqual(vscode.languages.getDiagnostics(source), []));
      assert.equal(await run({ type: "legato-api", command: "check", paths: [copy] }), 1);
      await assertListedOnce(this);
      await screenshot("task");
      assert.equal(
        await run({ type: "legato-api", command: "check", paths: [copy], args: ["--max-warnings", "1"] }),
        0,
      );
      assert.equal(await run({ type: "legato-api", command: "check", paths: ["printClient"] }), 0);
    } finally {
      await settings.update("diagnosticsScope", undefined, vscode.ConfigurationTarget.Global);
    }
    // The server says the same again: it takes the place of what the task said.
    await eventually(() => assert.equal(vscode.languages.getDiagnostics(source).length, 1));
    assert.equal(await run({ type: "legato-api", command: "check", paths: [copy] }), 1);
    await assertListedOnce(this);
  });

  it("loses no finding, however much it prints", async function () {
    if (!hasWorkbench) this.skip();
    const settings = vscode.workspace.getConfiguration("legatoApi");
    await settings.update("diagnosticsScope", "openFiles", vscode.ConfigurationTarget.Global);
    const files = Array.from({ length: FILES }, (_, index) => exampleUri(`${copy}/many/${index}.api`));
    const text = Array.from({ length: ERRORS }, (_, index) => `FUNCTION F${index}(Unknown${index} a);`).join("\n");
    try {
      for (const file of files) await vscode.workspace.fs.writeFile(file, Buffer.from(text));
      assert.equal(await run({ type: "legato-api", command: "check", paths: [`${copy}/many`] }), 1);
      // What stands in the view is not all drawn, and the extension host is not told of it, since the server's findings take its place.
      await eventually(async () => {
        const said = await spoken('[id="status.problems"]');
        assert.equal(Number(/Errors: (\d+)/.exec(said)?.[1]), FILES * ERRORS, said);
      });
    } finally {
      await settings.update("diagnosticsScope", undefined, vscode.ConfigurationTarget.Global);
      await vscode.workspace.fs.delete(exampleUri(`${copy}/many`), { recursive: true });
    }
  });
});

/** The printer's server once more, a few lines lower, so that its findings can be told from those of the first. */
async function copyServer(): Promise<vscode.Uri> {
  const [from, to] = [exampleUri("printServer"), exampleUri(copy)];
  await vscode.workspace.fs.copy(from, to);
  const source = vscode.Uri.joinPath(to, "printServer.c");
  const text = await vscode.workspace.fs.readFile(source);
  await vscode.workspace.fs.writeFile(source, Buffer.concat([Buffer.from("\n".repeat(EXTRA_LINES)), text]));
  return source;
}

async function assertListedOnce(context: Mocha.Context): Promise<void> {
  if (!hasWorkbench) context.skip();
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  await eventually(async () => {
    const rows = (await texts(".markers-panel .monaco-list-row")).filter((row) =>
      row.includes("leaves its Job behind"),
    );
    const ofServer = rows.filter((row) => row.includes(`Ln ${122 + EXTRA_LINES}`));
    assert.equal(ofServer.length, 1, rows.join("\n"));
  });
}

/** Runs the first task that the provider resolves for a definition, and tells its exit code. */
async function run(definition: vscode.TaskDefinition): Promise<number | undefined> {
  const [offered] = await vscode.tasks.fetchTasks({ type: "legato-api" });
  assert.ok(offered?.execution, "a task to run");
  const task = new vscode.Task(
    definition,
    vscode.TaskScope.Workspace,
    "check",
    "legato-api",
    offered.execution,
    offered.problemMatchers,
  );
  const ended = new Promise<number | undefined>((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== "check") return;
      listening.dispose();
      resolve(exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  return ended;
}
