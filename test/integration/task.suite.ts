/** The task "legato-api: check": it is offered, runs, and its findings stand in the Problems view, each once. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, eventually, exampleUri } from "./editor.ts";
import { hasWorkbench, screenshot, texts } from "./workbench.ts";

describe("The task", () => {
  afterEach(closeAll);

  it("is offered, with the problem matcher", async () => {
    const [task, ...others] = await vscode.tasks.fetchTasks({ type: "legato-api" });
    assert.ok(task !== undefined && others.length === 0, "one task");
    assert.equal(task.name, "check");
    assert.deepEqual(task.problemMatchers, ["$legato-api"]);
  });

  it("runs, ends with the exit code of the command, and tells what the server does not", async function () {
    const settings = vscode.workspace.getConfiguration("legatoApi");
    const source = exampleUri("printServer/printServer.c");
    // The server speaks of open files only, so what stands in the view about a closed one is the task's.
    await settings.update("diagnosticsScope", "openFiles", vscode.ConfigurationTarget.Global);
    try {
      await eventually(() => assert.deepEqual(vscode.languages.getDiagnostics(source), []));
      assert.equal(await run({ type: "legato-api", command: "check" }), 1);
      await assertListedOnce(this);
      await screenshot("task");
      assert.equal(await run({ type: "legato-api", command: "check", args: ["--max-warnings", "1"] }), 0);
      assert.equal(await run({ type: "legato-api", command: "check", paths: ["printClient"] }), 0);
    } finally {
      await settings.update("diagnosticsScope", undefined, vscode.ConfigurationTarget.Global);
    }
    // The server says the same again: it takes the place of what the task said.
    await eventually(() => assert.equal(vscode.languages.getDiagnostics(source).length, 1));
    assert.equal(await run({ type: "legato-api", command: "check" }), 1);
    await assertListedOnce(this);
  });
});

async function assertListedOnce(context: Mocha.Context): Promise<void> {
  if (!hasWorkbench) context.skip();
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  await eventually(async () => {
    const rows = (await texts(".markers-panel .monaco-list-row")).filter((row) =>
      row.includes("leaves its Job behind"),
    );
    const ofServer = rows.filter((row) => row.includes("Ln 122"));
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
