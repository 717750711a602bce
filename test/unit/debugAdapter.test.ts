/** The whole debug adapter over its protocol, on a runtime of its own: what launch.json gets wrong, and what is said of programs that do not run. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { DebugClient } from "@vscode/debugadapter-testsupport";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ApiDebugSession } from "../../client/src/debug/debugSession.ts";
import { InspectorEngine } from "../../client/src/debug/inspectorEngine.ts";
import { findRuntime } from "../../client/src/inspector/runtimes.ts";
import { legatoApi, stopAll } from "../../runtime/src/commands/testing/product.ts";

const folder = mkdtempSync(path.join(tmpdir(), "legato-adapter-"));
const sockets = path.join(folder, "sockets");
let server: Server;
let client: DebugClient;
let output = "";

describe.runIf(process.platform === "linux")("the debug adapter", () => {
  beforeAll(async () => {
    const runtime = await legatoApi(["runtime", "--dir", sockets], { ...process.env, XDG_RUNTIME_DIR: folder });
    await runtime.until("ready ");
  });

  afterAll(async () => {
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    output = "";
    server = createServer((socket) => {
      const session = new ApiDebugSession(
        new InspectorEngine({
          runtime: async () => {
            const connection = await findRuntime(path.join(folder, "legato-api"), "test", sockets);
            if (connection === undefined) throw new Error("There is no runtime.");
            return { connection, started: false };
          },
          functionsIn: async () => [],
          wrapped: (program) => program,
        }),
      );
      session.setRunAsServer(true);
      session.start(socket, socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    client = new DebugClient("", "", "legato-api");
    client.on("output", ({ body }) => {
      output += body.output;
    });
    await client.start(typeof address === "object" && address !== null ? address.port : 0);
  });

  afterEach(async () => {
    await client.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Rejects with what the user is shown. */
  async function launch(configuration: object): Promise<unknown> {
    const whole = { noDebug: false, type: "legato-api", request: "launch", name: "Printer", ...configuration };
    const initialized = client.waitForEvent("initialized").then(() => client.configurationDoneRequest());
    await client.initializeRequest();
    const [, launched] = await Promise.all([initialized, client.launchRequest(whole)]);
    return launched;
  }

  function file(name: string, text: string, mode = 0o755): string {
    const made = path.join(folder, name);
    writeFileSync(made, text);
    chmodSync(made, mode);
    return made;
  }

  test.each([
    [
      { services: ["/w/printer.ts"] },
      'There is no /w/printer.ts: look at "services" in launch.json. Nothing was started.',
    ],
    [{ program: "/w/server" }, 'There is no /w/server: look at "program" in launch.json. Nothing was started.'],
    [{ clients: ["/w/client.ts"] }, 'There is no /w/client.ts: look at "clients" in launch.json. Nothing was started.'],
    [{ program: "/bin/sh", cwd: "/w" }, 'There is no /w: look at "cwd" in launch.json. Nothing was started.'],
    [
      { program: "/bin/sh", cwd: "/bin/sh" },
      '/bin/sh is no folder: look at "cwd" in launch.json. Nothing was started.',
    ],
    [{ program: "/tmp" }, '/tmp is a folder: look at "program" in launch.json. Nothing was started.'],
    [
      { programs: [{}] },
      'In launch.json, "Printer": "programs[0].program" must be the absolute path of an executable.',
    ],
    [{ bindings: ["printer"] }, '"printer" in "bindings" is no binding: write "client.interface->service.interface".'],
    [{ bindings: ["a->*.b"] }, "'a->*.b' is no binding: a server cannot be *"],
  ])("refuses %j with where to look", async (configuration, words) => {
    await expect(launch(configuration)).rejects.toThrow(words);
  });

  test("refuses a program that may not be executed", async () => {
    const program = file("server", "", 0o644);
    await expect(launch({ program })).rejects.toThrow(
      `'${program}' cannot be started: it may not be executed (chmod +x). Look at "program" in launch.json.`,
    );
  });

  test("says what exit code 127 means, and ends when nothing is left", async () => {
    const over = client.waitForEvent("terminated");
    await launch({ program: file("script", "#!/bin/sh\nno-such-command\n") });
    await over;
    expect(output).toMatch(/^\[script\] .*no-such-command.*not found$/m);
    expect(output).toContain(
      "[script] exited with 127: a command or a shared library that it needs was not found; what it printed says which\n",
    );
  });

  test("does not wait for a service whose program has failed", async () => {
    const program = file("failing", "#!/bin/sh\necho 'no configuration' >&2\nexit 3\n");
    await expect(launch({ program, waitFor: "printer" })).rejects.toThrow(
      "The program that should serve 'printer' exited with 3. What it printed is in the debug console.",
    );
    expect(output).toContain("Waiting until 'printer' is advertised");
    expect(output).toContain("[failing] no configuration\n");
  });

  test("says that nothing is started", async () => {
    await launch({});
    expect(output).toContain('Nothing is started: launch.json has no "services", "programs" or "clients".');
  });

  test("says where a service in TypeScript is wrong, and that it is started anew once it is mended", async () => {
    file("door.api", "FUNCTION Open();\n");
    const double = file("door.ts", "const door = ;\n");
    await launch({ services: [double] });
    await until(
      /^\[door\.ts\] failed: .*SyntaxError: .*door\.ts: Unexpected token \(1:14\)\. It is started anew when it is saved\.$/m,
    );
    const text = `import { service } from "legato-api/peers";
export default service(import.meta, "door.api", { open() { console.log("opened"); } });
console.log("loaded");
`;
    writeFileSync(double, text);
    await until(/^\[door\.ts\] is started anew, for one of its files has changed\.\n\[door\.ts\] loaded$/m);
  });
});

async function until(words: RegExp): Promise<void> {
  await expect.poll(() => output, { timeout: 15_000 }).toMatch(words);
}
