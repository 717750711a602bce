/** What the suites of live sessions share: clients of the example, the debug session, the rows of the Sessions view as text. */
import * as assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { closeAll, eventually, exampleUri, rangeOf } from "./editor.ts";
import { forgetMessages, hasWorkbench, here, screenshot, type Workbench } from "./workbench.ts";

/** The Sessions view. */
export const pane = '.pane:has(.pane-header[aria-label^="Sessions"])';
export const timelinePage =
  "iframe.webview >> internal:control=enter-frame >> iframe#active-frame >> internal:control=enter-frame";

const row = `${pane} .monaco-list-row`;
const otherView = '.pane-header.expanded:not([aria-label^="Sessions"]):visible';
const clients: ChildProcess[] = [];

/** A suite that needs the runtime, which is Linux's, and reads from the workbench. Elsewhere nothing of it is run, not even its hooks. */
export function describeLive(title: string, define: () => void): void {
  const suite = process.platform === "linux" && hasWorkbench ? describe : describe.skip;
  suite(title, function () {
    this.timeout(120_000);
    afterEach(async function () {
      if (this.currentTest?.state === "failed") await screenshot(`failed-${this.currentTest.title.slice(0, 20)}`);
    });
    define();
  });
}

/** For `afterEach`: nothing of what a test has started goes on. */
export async function endEverything(): Promise<void> {
  vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  await stopDebugging();
  await forgetMessages();
  await endClients();
  endRuntime();
  await closeAll();
}

/** The folder of the extension that is tested. */
function extensionPath(): string {
  const extension = vscode.extensions.getExtension("legato-api-tools.legato-api");
  assert.ok(extension);
  return extension.extensionPath;
}

/** It opens one job for each name, and holds them. */
export function startClient(...names: readonly string[]): ChildProcess {
  const preload = path.join(extensionPath(), "dist/peersRegister.js");
  // Not through the command: what is killed is to be the client itself.
  const args = ["--import", preload, exampleUri("printClient.ts").fsPath, ...names];
  const client = spawn(process.execPath, args, { stdio: "ignore" });
  clients.push(client);
  return client;
}

/** A client that asks for a service once and does not wait for it: `legato-api call`. */
export function tryClient(interfaceName: string): ChildProcess {
  const command = path.join(extensionPath(), "bin/legato-api.mjs");
  const api = exampleUri("interfaces/printer.api").fsPath;
  const args = [command, "call", interfaceName, "Open", "name=report", "--api", api, "--dir", socketFolder()];
  const client = spawn(process.execPath, args, { stdio: "ignore" });
  clients.push(client);
  return client;
}

/** Those that are left. */
export async function endClients(): Promise<void> {
  await Promise.all(clients.splice(0).map(end));
}

/** As F5 does. */
export async function startDebugging(): Promise<vscode.DebugSession> {
  await vscode.commands.executeCommand("workbench.action.debug.start");
  return debugSession();
}

export function debugSession(): Promise<vscode.DebugSession> {
  return eventually(() => {
    assert.ok(vscode.debug.activeDebugSession, "a debug session is active");
    return vscode.debug.activeDebugSession;
  });
}

async function end(client: ChildProcess): Promise<void> {
  if (client.exitCode !== null || client.signalCode !== null) return;
  const ended = once(client, "exit");
  client.kill("SIGKILL");
  await ended;
}

/** It ends the runtime too, for F5 has started it. */
export async function stopDebugging(): Promise<void> {
  await vscode.debug.stopDebugging();
  await eventually(() => assert.equal(vscode.debug.activeDebugSession, undefined));
}

/** Label, a blank and the description, one row a line: the two have no blank between them where they are drawn. */
export function untilRows(wanted: RegExp, window: Workbench = here): Promise<RegExpExecArray> {
  return eventually(async () => {
    const names = await window.texts(`${row} .label-name`);
    const whole = await window.texts(`${row} .monaco-icon-label-container`);
    const rows = whole.map((text, index) => {
      const name = names[index] ?? "";
      return `${name} ${text.slice(name.length)}`.replace(/\s+/g, " ").trim();
    });
    const shown = rows.join("\n");
    assert.match(shown, wanted);
    const found = wanted.exec(shown);
    assert.ok(found);
    return found;
  });
}

/** The sessions that have ended are folded while none of them is a leak. */
export async function untilEndedRow(wanted: RegExp, window: Workbench = here): Promise<RegExpExecArray> {
  await untilRows(/^Ended \(\d+\)/m, window);
  const folded = '.monaco-list-row[aria-label^="Ended ("][aria-expanded="false"]';
  if ((await window.texts(folded)).length > 0) await window.click(folded);
  return untilRows(wanted, window);
}

/** Rows that have no room are not drawn. */
export async function collapseOtherViews(window: Workbench = here): Promise<void> {
  while ((await window.texts(otherView)).length > 0) await window.click(otherView);
}

interface AdapterListener {
  output(): string;
  /** How often it stopped. */
  stops(): number;
  /** Why, the last time. */
  lastStop(): string;
}

/** What each session's adapter tells the editor during the suite in which this is called. */
export function listenToAdapter(): AdapterListener {
  let output = "";
  const stops: string[] = [];
  let registration: vscode.Disposable;
  before(() => {
    registration = vscode.debug.registerDebugAdapterTrackerFactory("legato-api", {
      createDebugAdapterTracker: () => ({
        onDidSendMessage({ event, body }: { event?: string; body?: { output?: string; text?: string } }) {
          if (event === "output") output += body?.output ?? "";
          if (event === "stopped") stops.push(body?.text ?? "");
        },
      }),
    });
  });
  after(() => registration.dispose());
  return {
    output: () => output,
    stops: () => stops.length,
    lastStop: () => stops.at(-1) ?? "",
  };
}

/** Stands on the line of a declaration of the example's printer.api. */
export async function addBreakpoint(
  declaration: string,
  options: { readonly condition?: string; readonly hit?: string; readonly log?: string } = {},
  isGood = true,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(exampleUri("interfaces/printer.api"));
  const location = new vscode.Location(document.uri, rangeOf(document, declaration).start);
  vscode.debug.addBreakpoints([
    new vscode.SourceBreakpoint(location, true, options.condition, options.hit, options.log),
  ]);
  if (isGood) await untilVerified();
}

export async function untilVerified(): Promise<void> {
  const session = await debugSession();
  await eventually(async () => {
    const placed = await Promise.all(vscode.debug.breakpoints.map((one) => session.getDebugProtocolBreakpoint(one)));
    assert.ok(placed.length > 0 && placed.every(isVerified), "the breakpoint is verified");
  });
}

function isVerified(breakpoint: vscode.DebugProtocolBreakpoint | undefined): boolean {
  return (
    typeof breakpoint === "object" && breakpoint !== null && "verified" in breakpoint && breakpoint.verified === true
  );
}

/** The one that the debugger shows. */
export function heldMessage(): Promise<{ session: vscode.DebugSession; frame: vscode.DebugStackFrame }> {
  return eventually(() => {
    const frame = vscode.debug.activeStackItem;
    assert.ok(frame instanceof vscode.DebugStackFrame, "a message is held");
    return { session: frame.session, frame };
  });
}

/** Lines `name = value` of each scope, by its name. */
export async function valuesOf(
  session: vscode.DebugSession,
  { frameId }: vscode.DebugStackFrame,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  const { scopes } = await session.customRequest("scopes", { frameId });
  for (const scope of scopes) {
    const { variables } = await session.customRequest("variables", scope);
    found.set(
      scope.name,
      variables.map(({ name, value }: { name: string; value: string }) => `${name} = ${value}`),
    );
  }
  return found;
}

/** Arguments of test/peers/printer.py for `env`, in a runtime of the tests: the printer as a native program. */
export function nativePrinter(...role: readonly string[]): readonly string[] {
  const command = path.join(extensionPath(), "bin/legato-api.mjs");
  const described = spawnSync(
    process.execPath,
    [command, "describe", exampleUri("interfaces/printer.api").fsPath, "--json"],
    {
      encoding: "utf8",
    },
  );
  const { protocolId, messageSize }: { protocolId: string; messageSize: number } = JSON.parse(described.stdout);
  const script = path.resolve(__dirname, "../../peers/printer.py");
  // The size on the wire has the message's number in it.
  return ["python3", script, socketFolder(), protocolId, String(messageSize + 4), ...role];
}

function socketFolder(): string {
  const folder = process.env["LEGATO_API_DIR"];
  assert.ok(folder !== undefined, "the runtimes of the tests have a folder of their own");
  return folder;
}

/** A native program that the test itself starts, once it has said `ready`. */
export async function startNative(ready: string, ...role: readonly string[]): Promise<ChildProcess> {
  const [program = "", ...args] = nativePrinter(...role);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  clients.push(child);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  await eventually(() => assert.ok(said.includes(ready), `it says '${ready}': ${said}`));
  return child;
}

/** Of the runtime whose inspector answers for this user; the tests' user has a folder of its own, so there is one at most. */
export function runtimePid(): number {
  const alive = runtimePids();
  assert.equal(alive.length, 1, "one runtime is running");
  return alive[0] ?? 0;
}

function runtimePids(): readonly number[] {
  const folder = inspectors();
  if (!existsSync(folder)) return [];
  const pids = readdirSync(folder).flatMap((name) => /^(\d+)\.sock$/.exec(name)?.[1] ?? []);
  return pids.map(Number).filter(isRunning);
}

function inspectors(): string {
  const folder = process.env["XDG_RUNTIME_DIR"];
  assert.ok(hasWorkbench && folder !== undefined, "only the host of the tests has a folder that is not the user's own");
  return path.join(folder, "legato-api");
}

/** The question before "Stop Runtime" is not shown in the window of the tests. Its servers end with it. */
export function endRuntime(): void {
  for (const pid of runtimePids()) {
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // It has just ended by itself.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
