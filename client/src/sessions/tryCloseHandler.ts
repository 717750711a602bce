/**
 * "Try My Close Handler": a client acquires and is killed, and a report says what could be seen of what the server did.
 *
 * It is `legato-api crash`, run as a task, so that the report stays to be read; the tree shows the ended client beside it.
 */
import * as vscode from "vscode";
import type { SessionsLink } from "./live.ts";
import type { Row } from "./rows.ts";

export interface TryCloseHandlerSurroundings {
  /** Path of `bin/legato-api.mjs`; throws where this package has no runtime. */
  readonly command: () => string;
  readonly link: SessionsLink;
  readonly fail: (what: string, error: unknown) => void;
}

export function registerTryCloseHandler({ command, link, fail }: TryCloseHandlerSurroundings): vscode.Disposable {
  const run = async (row: Row | undefined): Promise<void> => {
    if (!vscode.workspace.isTrusted) throw new Error("Processes are started in a trusted workspace only.");
    await link.start();
    if (link.state.kind !== "connected") throw new Error("No runtime is running. Press F5 on an .api file first.");
    const { directory } = link.state.connection.runtime;
    const service = row?.kind === "service" ? row.service.interface : await pickService(link);
    if (service === undefined) return;
    const call = await vscode.window.showInputBox({
      title: `Try the close handler of ${service}`,
      prompt: "The call that acquires, with its arguments. The client that makes it is killed.",
      placeHolder: "Open name=report",
      value: lastAcquire(link, service),
      ignoreFocusOut: true,
    });
    if (call === undefined || call.trim() === "") return;
    const args = [command(), "crash", service, "--after", call, "--dir", directory];
    const execution = new vscode.ProcessExecution(process.execPath, args, { env: { ELECTRON_RUN_AS_NODE: "1" } });
    const name = `Try the close handler of ${service}`;
    const task = new vscode.Task({ type: "legato-api" }, vscode.TaskScope.Workspace, name, "Legato API", execution, []);
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true, echo: false };
    await vscode.tasks.executeTask(task);
  };
  return vscode.commands.registerCommand("legatoApi.tryCloseHandler", (row?: Row) =>
    run(row).catch((error: unknown) => fail("The close handler was not tried", error)),
  );
}

async function pickService(link: SessionsLink): Promise<string | undefined> {
  const services = link.store.services().filter(({ advertised, api }) => advertised && api !== null);
  if (services.length === 0) throw new Error("No service whose .api is known is running. Start the server first.");
  if (services.length === 1) return services[0]?.interface;
  const picked = await vscode.window.showQuickPick(
    services.map((one) => ({ label: one.interface, description: `${one.server.name} ${one.server.pid}` })),
    { title: "Try the close handler of" },
  );
  return picked?.label;
}

/** The newest call that acquired something from this service, as it would be typed. */
function lastAcquire(link: SessionsLink, service: string): string {
  const sessions = [...link.store.ended(), ...link.store.services().flatMap(({ id }) => link.store.open(id))].filter(
    (one) => one.interface === service,
  );
  const newest = sessions.flatMap(({ held }) => held).sort((a, b) => b.at.localeCompare(a.at))[0];
  if (newest === undefined) return "";
  const args = Object.entries(newest.arguments).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${name}=${/[\s"'\\]/.test(text) ? JSON.stringify(text) : text}`;
  });
  return [newest.acquiredBy, ...args].join(" ");
}
