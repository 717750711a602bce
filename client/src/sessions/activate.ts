/**
 * The live half of the extension: the sessions view, its commands, the status bar item, and the runtime they look at.
 *
 * Switched on with the extension, but nothing is looked for before the view is shown or a debug session begins. Starting processes needs a
 * trusted workspace.
 */
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { LanguageServer } from "../languageServer.ts";
import { tellError } from "../messages.ts";
import { type FoundRuntime, runtimeFinder } from "../runtime/findOrStart.ts";
import { missingRuntime, runtimeCommand } from "../runtime/shipped.ts";
import { requireTrust } from "../trust.ts";
import { registerSessionActions } from "./actions.ts";
import { CloseHandlerFeed } from "./closeHandlerFeed.ts";
import { SessionsLink } from "./live.ts";
import { registerLiveLenses } from "./liveLenses.ts";
import { registerRunClient } from "./runClient.ts";
import { followRuntimeContext } from "./runtimeContext.ts";
import { SessionsView } from "./sessionsView.ts";
import { activateSessionsStatus } from "./statusBar.ts";
import { registerTryCloseHandler } from "./tryCloseHandler.ts";

const CLIENT_NAME = "vscode";
/** What a stock liblegato has compiled in, unless the environment names another folder, as it does for the command. */
function defaultDirectory(): string {
  return process.env["LEGATO_API_DIR"] ?? "/tmp/legato";
}

export interface LiveSessions {
  readonly link: SessionsLink;
  readonly view: SessionsView;
  /** The running runtime of this directory, or a new one. */
  runtime(directory: string | undefined, apiFolders: readonly string[], mayStart: boolean): Promise<FoundRuntime>;
}

export function activateSessions(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  server: LanguageServer,
): LiveSessions {
  const inspectors = inspectorFolder();
  const command = (): string => runtimeCommand(context.extensionPath);
  // Read by the view's welcome text.
  if (missingRuntime(context.extensionPath, process.platform, process.arch) !== undefined)
    void vscode.commands.executeCommand("setContext", "legatoApi.noRuntime", true);
  const link = new SessionsLink({ folder: inspectors, client: CLIENT_NAME, log: (line) => log.info(line) });
  const view = new SessionsView(link);
  const fail = (what: string, error: unknown): void => {
    const why = error instanceof Error ? error.message : String(error);
    log.error(`${what}: ${why}`);
    void tellError(`${what}: ${why}`);
  };
  const findOrStart = runtimeFinder(inspectors, CLIENT_NAME);
  const runtime: LiveSessions["runtime"] = (directory, apiFolders, mayStart) =>
    findOrStart(directory, () => {
      if (!mayStart)
        throw new Error(
          `No runtime is running${directory === undefined ? "" : ` for ${directory}`}, so there is nothing to attach to. Start one with 'Legato API: Start Runtime', or write "request": "launch" in launch.json.`,
        );
      requireTrust();
      return {
        command: command(),
        inspectors,
        logFile: path.join(context.globalStorageUri.fsPath, "runtime.log"),
        client: CLIENT_NAME,
        directory: directory ?? defaultDirectory(),
        apiFolders,
      };
    });
  context.subscriptions.push(
    { dispose: () => link.dispose() },
    view,
    activateSessionsStatus(link),
    followRuntimeContext(link),
    registerSessionActions({ link, view, fail }),
    new CloseHandlerFeed({
      link,
      server,
      tell: (connection, facts) => connection.request("setFacts", { facts }),
      log: (line) => log.info(line),
    }),
    registerLiveLenses(link, view, server),
    registerRunClient({ command, link, fail }),
    registerTryCloseHandler({ link, server, log, fail }),
    vscode.commands.registerCommand("legatoApi.startRuntime", async () => {
      try {
        // Where one has died, its programs look for it again.
        const directory = link.state.kind === "lost" ? link.state.directory : undefined;
        const { connection } = await runtime(directory, workspaceApiFolders(), true);
        connection.dispose();
        await link.start();
      } catch (error) {
        fail("The runtime was not started", error);
      }
    }),
    vscode.commands.registerCommand("legatoApi.stopRuntime", async () => {
      if (link.state.kind !== "connected") return;
      const question = "Stop the runtime? Every Legato server that it serves ends with it.";
      if ((await vscode.window.showWarningMessage(question, { modal: true }, "Stop Runtime")) === undefined) return;
      await link.state.connection
        .request("shutdown", {})
        .catch((error: unknown) => fail("The runtime was not stopped", error));
    }),
  );
  return { link, view, runtime };
}

/** Folders whose `.api` files a runtime should know: those of the workspace. */
export function workspaceApiFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((one) => one.uri.scheme === "file")
    .map((one) => one.uri.fsPath);
}

/** The rule of runtime/src/inspector/address.ts, which docs/inspector.md documents for every client. */
function inspectorFolder(): string {
  const base = process.env["XDG_RUNTIME_DIR"];
  if (base !== undefined && path.isAbsolute(base)) return path.join(base, "legato-api");
  return path.join(tmpdir(), `legato-api-${process.getuid?.() ?? path.basename(homedir())}`);
}
