/** The debugger on the FUNCTIONs of an `.api`: hit counts, logpoints, steps, pauses, several sessions at once, and its end. */
import * as assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import * as vscode from "vscode";
import { eventually, exampleUri, openExample } from "./editor.ts";
import {
  addBreakpoint,
  collapseOtherViews,
  debugSession,
  describeLive,
  endEverything,
  endRuntime,
  heldMessage,
  listenToAdapter,
  startClient,
  startDebugging,
  startNative,
  stopDebugging,
  untilRows,
  valuesOf,
} from "./live.ts";
import { click, forgetMessages, messages, screenshot } from "./workbench.ts";

const open = "FUNCTION Job Open";

describeLive("The debugger of an .api", () => {
  const adapter = listenToAdapter();

  afterEach(endEverything);

  describe("on a service in TypeScript", () => {
    beforeEach(async () => {
      await openExample("interfaces/printer.api");
      await startDebugging();
      await collapseOtherViews();
      await untilRows(/^printer .*no close handler$/m);
    });

    it("stops at the second time only, and steps to the response", async () => {
      await addBreakpoint(open, { hit: "2" });
      const client = startClient("report", "photo", "letter");
      const request = await heldMessage();
      const asked = await valuesOf(request.session, request.frame);
      assert.deepEqual(asked.get("Request"), ['name = "photo"']);
      assert.equal(asked.has("Response"), false);

      const stops = adapter.stops();
      await vscode.commands.executeCommand("workbench.action.debug.stepOver");
      await eventually(() => assert.equal(adapter.stops(), stops + 1));
      const answered = await eventually(async () => {
        const { session, frame } = await heldMessage();
        const values = await valuesOf(session, frame);
        assert.ok(values.has("Response"), "the response is held");
        return values;
      });
      assert.deepEqual(answered.get("Request"), ['name = "photo"']);
      assert.match(answered.get("Response")?.join("\n") ?? "", /= \d+ \(0x[0-9a-f]+\)/);
      await screenshot("debugger-response");

      await goOn();
      await untilRows(new RegExp(`^printClient ${client.pid} holds 3`, "m"));
      assert.equal(adapter.stops(), stops + 1);
    });

    it("speaks at a logpoint, and holds nothing", async () => {
      await addBreakpoint(open, { log: "{client.name} opens {name}", condition: 'name != "report"' });
      const stops = adapter.stops();
      const client = startClient("report", "photo");
      await untilRows(new RegExp(`^printClient ${client.pid} holds 2`, "m"));
      await eventually(() => assert.match(adapter.output(), /printClient opens .?photo.?$/m));
      assert.doesNotMatch(adapter.output(), /opens .?report/);
      assert.equal(adapter.stops(), stops);
    });

    it("refuses a condition that is none, with the reason at its line", async () => {
      await addBreakpoint(open, { condition: "name ==" }, false);
      const session = await debugSession();
      await eventually(async () => {
        const [placed] = vscode.debug.breakpoints;
        assert.ok(placed);
        const answer: unknown = await session.getDebugProtocolBreakpoint(placed);
        assert.match(JSON.stringify(answer), /"verified":false.*"message":"[^"]*name ==/);
      });
    });

    it("holds one session, and no other", async () => {
      await addBreakpoint(open, { condition: 'name == "photo"' });
      const held = startClient("photo");
      await heldMessage();
      const other = startClient("report", "letter");
      await untilRows(new RegExp(`^printClient ${other.pid} holds 2`, "m"));
      await untilRows(new RegExp(`^printClient ${held.pid} held at a breakpoint · holds 0`, "m"));
      await screenshot("debugger-two-sessions");
      await goOn();
      await untilRows(new RegExp(`^printClient ${held.pid} holds 1`, "m"));
    });

    it("pauses when a session opens, and when one ends and leaves something", async () => {
      const session = await debugSession();
      const pauseOn = (filter: string) => session.customRequest("setExceptionBreakpoints", { filters: [filter] });
      const killed = (client: ChildProcess, signal: NodeJS.Signals) => nextStop(() => client.kill(signal));

      await pauseOn("open");
      let client: ChildProcess | undefined;
      const opened = await nextStop(() => {
        client = startClient("report");
      });
      assert.ok(client);
      assert.equal(opened, `printClient ${client.pid} · printer opened a session; its first message is held`);
      await untilRows(new RegExp(`^printClient ${client.pid} held at a breakpoint · holds 0`, "m"));
      await goOn();
      await untilRows(new RegExp(`^printClient ${client.pid} holds 1`, "m"));

      await pauseOn("leak");
      const left = await killed(client, "SIGKILL");
      assert.match(
        left,
        new RegExp(`^printClient ${client.pid} · printer: killed by SIGKILL at [\\d:]+, leak: still held 1 Job$`),
      );
      // A frame without a source is not shown, and its values neither.
      await eventually(() => assert.ok(vscode.debug.activeStackItem instanceof vscode.DebugStackFrame));
      await screenshot("debugger-leak");
      await goOn();

      await pauseOn("end");
      const last = startClient("letter");
      await untilRows(new RegExp(`^printClient ${last.pid} holds 1`, "m"));
      // It closes and exits: which of it is seen first is the kernel's choice.
      assert.match(
        await killed(last, "SIGTERM"),
        new RegExp(`^printClient ${last.pid} · printer: (?:closed|exited with 0) at [\\d:]+, held nothing$`),
      );
    });
  });

  it("says that the .api at hand has no service to run, and offers another one", async () => {
    await openExample("interfaces/paper.api");
    await vscode.commands.executeCommand("workbench.action.debug.start");
    await eventually(async () =>
      assert.match(
        await messages(),
        /There is no paper\.ts beside paper\.api, or one folder above, so F5 has nothing to run/,
      ),
    );
    assert.equal(vscode.debug.activeDebugSession, undefined);
    await click('.notification-list-item .monaco-button:has-text("Run printer.ts")');
    await forgetMessages();
    await debugSession();
    await collapseOtherViews();
    await untilRows(/^printer .*no close handler$/m);
  });

  it("runs clients in TypeScript after the services they are for", async () => {
    await openExample("interfaces/printer.api");
    const output = adapter.output().length;
    const configuration = {
      type: "legato-api",
      request: "launch",
      name: "Printer",
      services: [exampleUri("printer.ts").fsPath],
      clients: [{ program: exampleUri("printClient.ts").fsPath, args: ["report", "photo"], name: "client" }],
    };
    assert.ok(await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], configuration));
    await collapseOtherViews();
    await untilRows(/^printClient \d+ holds 2/m);
    await stopDebugging();
    await eventually(() => assert.match(adapter.output().slice(output), /^\[client\] exited with \d+$/m));
  });

  it("lets what it holds go when it ends, and leaves the runtime and its programs alone", async () => {
    await openExample("interfaces/printer.api");
    await vscode.commands.executeCommand("legatoApi.startRuntime");
    try {
      const server = await startNative("serves printer", "serve");
      const folder = vscode.workspace.workspaceFolders?.[0];
      assert.ok(await vscode.debug.startDebugging(folder, { type: "legato-api", request: "attach", name: "Attach" }));
      await collapseOtherViews();
      await untilRows(/^printer printer \d+ · no close handler$/m);
      await addBreakpoint(open);
      const client = startClient("report", "photo");
      await heldMessage();
      await untilRows(new RegExp(`^printClient ${client.pid} held at a breakpoint · holds 0`, "m"));

      await stopDebugging();
      await untilRows(new RegExp(`^printClient ${client.pid} holds 2`, "m"));
      assert.equal(server.exitCode, null);
    } finally {
      endRuntime();
    }
  });

  /** Why it stops the next time, as the Call Stack says it. */
  async function nextStop(make: () => unknown): Promise<string> {
    const before = adapter.stops();
    make();
    await eventually(() => assert.equal(adapter.stops(), before + 1));
    await eventually(() => assert.ok(vscode.debug.activeStackItem !== undefined, "a session is held"));
    return adapter.lastStop();
  }

  async function goOn(): Promise<void> {
    await vscode.commands.executeCommand("workbench.action.debug.continue");
    await eventually(() => assert.ok(!(vscode.debug.activeStackItem instanceof vscode.DebugStackFrame)));
  }
});
