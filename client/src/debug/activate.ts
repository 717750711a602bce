/**
 * Debug type `legato-api`: the adapter runs inside the extension host, its engine on the runtime that the sessions view shows.
 *
 * Contributes configurations for F5 with no launch.json: on an `.api` file its TypeScript double, where there is one beside it.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { tellError } from "../messages.ts";
import { plainText } from "../plainText.ts";
import { runtimeCommand } from "../runtime/shipped.ts";
import { type LiveSessions, workspaceApiFolders } from "../sessions/activate.ts";
import { SESSIONS_VIEW } from "../sessions/sessionsView.ts";
import type { ApiFunctionLines } from "./engine.ts";
import { initialConfigurations } from "./initialConfigurations.ts";
import type { ProgramConfiguration } from "./processes.ts";

const TYPE = "legato-api";

export function activateDebugger(context: vscode.ExtensionContext, live: LiveSessions): void {
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory(TYPE, {
      createDebugAdapterDescriptor: async () => {
        // Not before somebody debugs: the adapter library takes time to load.
        const [{ ApiDebugSession }, { InspectorEngine }] = await Promise.all([
          import("./debugSession.ts"),
          import("./inspectorEngine.ts"),
        ]);
        const engine = new InspectorEngine({
          runtime: ({ directory, apiFolders }, mayStart) =>
            live.runtime(directory, apiFolders.length > 0 ? apiFolders : workspaceApiFolders(), mayStart),
          functionsIn,
          wrapped: (program, how, directory) => {
            const command = runtimeCommand(context.extensionPath);
            const words = how === "isolated" ? ["isolate", "--dir", directory, "--"] : ["run", "--dir", directory];
            return byCommand(program, [command, ...words]);
          },
        });
        return new vscode.DebugAdapterInlineImplementation(new ApiDebugSession(engine));
      },
    }),
    vscode.debug.registerDebugConfigurationProvider(TYPE, {
      resolveDebugConfiguration,
      provideDebugConfigurations: async (folder) => initialConfigurations(await doubles(folder), folder?.uri.fsPath),
    }),
    vscode.debug.registerDebugConfigurationProvider(
      TYPE,
      { provideDebugConfigurations },
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    vscode.commands.registerCommand("legatoApi.runService", runService),
    vscode.debug.onDidStartDebugSession((session) => {
      if (session.type !== TYPE) return;
      void live.link.start();
      void vscode.commands.executeCommand(`${SESSIONS_VIEW}.focus`);
    }),
  );
}

/** F5 without launch.json: the TypeScript double of the `.api` file at hand; where it has none, another one of the workspace, if that is wanted. */
async function resolveDebugConfiguration(
  folder: vscode.WorkspaceFolder | undefined,
  configuration: vscode.DebugConfiguration,
): Promise<vscode.DebugConfiguration | undefined> {
  if (configuration.type !== undefined && configuration.request !== undefined) return configuration;
  const [first] = await doubles(folder);
  const active = vscode.window.activeTextEditor?.document.uri.fsPath;
  const isLost = active?.endsWith(".api") === true && doubleOf(active) === undefined;
  if (first !== undefined && !isLost) return first;
  const name = active === undefined ? "" : path.basename(active, ".api");
  const where = isLost
    ? `${name}.ts beside ${name}.api, or one folder above`
    : "a service in TypeScript beside an .api file";
  const what = `There is no ${where}, so F5 has nothing to run. Write one, or list your programs in launch.json (type legato-api).`;
  // Not waited for: meanwhile VS Code would say that it is about to debug.
  void tellError(what, ...(first === undefined ? [] : [first.name])).then((wanted) => {
    if (wanted !== undefined && first !== undefined) void vscode.debug.startDebugging(folder, first);
  });
  return undefined;
}

/** What F5 does on an `.api` file, from anywhere. */
async function runService(): Promise<void> {
  const found = await doubles(undefined);
  const picked =
    found.length > 1
      ? await vscode.window.showQuickPick(
          found.map((configuration) => ({ label: plainText(configuration.name), configuration })),
          { title: "Run service in TypeScript" },
        )
      : { configuration: found[0] };
  if (picked === undefined) return;
  if (picked.configuration === undefined) {
    void tellError(
      "No .api file of this workspace has a service in TypeScript beside it. Open the example, or write one.",
    );
    return;
  }
  await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], picked.configuration);
}

function provideDebugConfigurations(folder: vscode.WorkspaceFolder | undefined): Promise<vscode.DebugConfiguration[]> {
  return doubles(folder);
}

async function doubles(folder: vscode.WorkspaceFolder | undefined): Promise<vscode.DebugConfiguration[]> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const pattern = folder === undefined ? "**/*.api" : new vscode.RelativePattern(folder, "**/*.api");
  const found = await vscode.workspace.findFiles(pattern, "**/node_modules/**", 200);
  const files = [...(active?.fsPath.endsWith(".api") ? [active.fsPath] : []), ...found.map((uri) => uri.fsPath)];
  const services = new Set(files.flatMap((file) => doubleOf(file) ?? []));
  return [...services].map((file) => ({
    type: TYPE,
    request: "launch",
    name: `Run ${path.basename(file)}`,
    services: [file],
  }));
}

/** `printer.ts` beside `printer.api`, or in the folder above (where interfaces have a folder of their own). */
function doubleOf(apiFile: string): string | undefined {
  const name = `${path.basename(apiFile, ".api")}.ts`;
  return [path.join(path.dirname(apiFile), name), path.join(path.dirname(apiFile), "..", name)].find((file) =>
    existsSync(file),
  );
}

/** The language server knows where functions stand, in the text as it is now. */
async function functionsIn(apiPath: string): Promise<readonly ApiFunctionLines[]> {
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
    "vscode.executeDocumentSymbolProvider",
    vscode.Uri.file(apiPath),
  );
  return (symbols ?? [])
    .filter((one) => one.kind === vscode.SymbolKind.Function || one.kind === vscode.SymbolKind.Event)
    .map((one) => ({
      name: one.name,
      line: one.selectionRange.start.line,
      firstLine: one.selectionRange.start.line,
      lastLine: one.range.end.line,
    }));
}

/** Our command runs it: a process of its own, whose output and exit code are the program's. */
function byCommand(program: ProgramConfiguration, command: readonly string[]): ProgramConfiguration {
  return {
    ...program,
    name: program.name ?? path.basename(program.program),
    program: process.execPath,
    args: [...command, program.program, ...(program.args ?? [])],
    env: { ...program.env, ELECTRON_RUN_AS_NODE: "1" },
  };
}
