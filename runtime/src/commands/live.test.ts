/** `sessions`, `call`, `crash` and `run` as a user types them, with a runtime, a service and clients in TypeScript. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pythonMissing } from "../directory/testing/peer.ts";
import { EVERYTHING } from "../peers/testing/everything.ts";
import { legatoApi, type RunningCommand, stopAll } from "./testing/product.ts";

let base = "";
let sockets = "";
let env: NodeJS.ProcessEnv = {};

/** A place of its own, and what was started in it ended: for each test, or for all of them where they leave nothing behind. */
function arrive(): void {
  base = mkdtempSync(path.join(tmpdir(), "legato-live-"));
  sockets = path.join(base, "sockets");
  env = { ...process.env, XDG_RUNTIME_DIR: base };
}

async function leave(): Promise<void> {
  await stopAll();
  rmSync(base, { recursive: true, force: true });
}

function write(name: string, text: string): string {
  const file = path.join(base, name);
  writeFileSync(file, text);
  return file;
}

const service = (more: string) => `
import { readFileSync } from "node:fs";
import { references, service } from "legato-api/peers";
const items = references<{ owner: unknown }>();
export default service(import.meta, ${JSON.stringify(EVERYTHING)}, {
  open: (_args, owner) => items.create({ owner }),
  close({ item }) { items.delete(item); },
  double: ({ value }) => value * 2n,
  mix: ({ colour, sides }) => ({ result: "LE_OK", mixed: colour, name: "x", bytes: Uint8Array.of(sides) }),
  move: ({ from, by }) => ({ to: { x: from.x + by[0], y: from.y + by[1] } }),
  pass: ({ input }) => ({ result: readFileSync(input, "utf8") === "in the file" ? "LE_OK" : "LE_FAULT", output: input }),
  later({ number, done }) { setImmediate(() => done({ result: "LE_BUSY" })); return "LE_OK"; },
  ${more}
});`;
const FREES = "onClose(session) { for (const [item, { owner }] of items) if (owner === session) items.delete(item); },";

async function start(more = FREES): Promise<RunningCommand> {
  const file = write("everything.ts", service(more));
  const runtime = await legatoApi(["runtime", "--dir", sockets, "--service", file], env);
  await runtime.until("ready ");
  // A client waits for the service; when it has its answer everything is up.
  const client = await run(write("first.ts", program("console.log(await peer.double({ value: 1n }));")));
  expect(client.stdout).toBe("2n\n");
  return runtime;
}

const program = (text: string) => `
import { connect } from "legato-api/peers";
const peer = await connect("everything", { api: ${JSON.stringify(EVERYTHING)} });
${text}
await peer.$close();`;

async function finished(args: readonly string[]): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const command = await legatoApi(args, env);
  const code = await command.ended;
  return { stdout: command.stdout(), stderr: command.stderr(), code };
}

function run(file: string, ...args: readonly string[]) {
  return finished(["run", "--dir", sockets, file, ...args]);
}

/** `sessions` with what differs from run to run left out. */
async function tree(): Promise<string> {
  const { stdout } = await finished(["sessions"]);
  return stdout
    .replace(/\b0x[\da-f]+\b/g, "REF")
    .replace(/\b\d{2,}\b/g, "N")
    .replace(/N:N:N/g, "TIME")
    .replace(/\d+ s\b/g, "AGE");
}

describe("legato-api sessions", () => {
  beforeEach(arrive);
  afterEach(leave);

  test("shows who holds what now, and how the others ended", async () => {
    await start();
    const client = await legatoApi(
      [
        "run",
        "--dir",
        sockets,
        write(
          "open.ts",
          program(
            'await peer.open({ name: "abc" }); console.log("open"); await new Promise(() => setInterval(() => {}, 1000));',
          ),
        ),
      ],
      env,
    );
    await client.until("open");
    expect(await tree()).toBe(
      `everything   everything N · close handler
  open N   holds 1 · 1 call · AGE
    Item REF   Open(name "abc")   AGE
Ended (1)
  first N   everything: closed by the client at TIME · held nothing
`,
    );
    // Its process is a child of the command's.
    const [session] = JSON.parse((await finished(["sessions", "--json"])).stdout).services[0].sessions;
    process.kill(session.client.pid, "SIGKILL");
    await client.ended;
    expect(await tree()).toBe(
      `everything   everything N · close handler
Ended (2)
  open N   everything: the client was killed by SIGKILL at TIME · held 1 Item, freed by the service
  first N   everything: closed by the client at TIME · held nothing
`,
    );
  });

  test("as JSON is one object, and one a line with --watch", async () => {
    await start();
    const { stdout } = await finished(["sessions", "--json", "--dir", sockets]);
    expect(JSON.parse(stdout)).toMatchObject({
      services: [{ interface: "everything", api: EVERYTHING, closeHandler: "registered", sessions: [] }],
      waiting: [],
      ended: [{ end: { cause: "closed", code: null, signal: null } }],
    });
    const watching = await legatoApi(["sessions", "--json", "--watch"], env);
    await watching.until("\n");
    await run(write("client.ts", program('await peer.open({ name: "a" });')));
    await watching.until('"calls":1');
    watching.child.kill("SIGINT");
    expect(await watching.ended).toBe(0);
    const states = watching
      .stdout()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    for (const state of states) expect(Object.keys(state)).toEqual(["services", "waiting", "ended"]);
    expect(states[0].ended).toHaveLength(1);
  });

  test("--watch ends with the runtime", async () => {
    const runtime = await start();
    const watching = await legatoApi(["sessions", "--watch"], env);
    await watching.until("everything");
    runtime.child.kill("SIGTERM");
    expect(await watching.ended).toBe(0);
  });

  test("has to be told which runtime is meant where there are several", async () => {
    await start();
    const other = path.join(base, "other");
    const second = await legatoApi(["runtime", "--dir", other], env);
    await second.until("ready ");
    const { code, stderr } = await finished(["sessions"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^legato-api: Several runtimes are running \(.*\): choose one with --dir\n$/);
    expect((await finished(["sessions", "--dir", other])).stdout).toBe("Nothing is connected.\n");
    expect((await finished(["sessions", "--dir", sockets])).stdout).toContain("everything");
  });

  test("without a runtime says what to do", async () => {
    const { code, stderr } = await finished(["sessions"]);
    expect(code).toBe(1);
    expect(stderr).toBe("legato-api: No runtime of yours is running: start one with 'legato-api runtime'\n");
  });
});

describe("legato-api call", () => {
  beforeAll(async () => {
    arrive();
    await start();
  });
  afterAll(leave);

  test.each([
    [["Double", "value=9007199254740993"], { result: "18014398509481986" }],
    [["Mix", "colour=BLUE", "sides=LEFT|RIGHT"], { result: "LE_OK", mixed: "BLUE", name: "x", bytes: [3] }],
    [["Move", 'from={"x":1,"y":2}', "by=10,20"], { to: { x: 11, y: 22 } }],
    [["--json", '{"value": 4}', "Double"], { result: 8 }],
  ])("%j", async (args, expected) => {
    const { stdout, stderr, code } = await finished(["call", "everything", ...args]);
    expect([stderr, code]).toEqual(["", 0]);
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  test("passes a file by its path, and waits for a handler's call", async () => {
    const passed = await finished(["call", "everything", "Pass", `input=${write("data", "in the file")}`]);
    expect(JSON.parse(passed.stdout)).toEqual({ result: "LE_OK", output: "descriptor" });
    const later = await finished(["call", "everything", "Later", "number=1"]);
    expect(later.stdout.replace(/\s/g, "")).toBe('{"result":"LE_OK"}{"result":"LE_BUSY"}');
  });

  test.each([
    [["everything", "Nothing"], 1, "everything has no FUNCTION 'Nothing' (it has Open, Close, Double"],
    [["everything", "Double"], 2, "Double(uint64 value): 'value' is missing"],
    [["everything", "Double", "value=x"], 2, `Double: 'value' has to be a number, not "x"`],
    [["everything", "Open", "name=far too long"], 1, "Open: 'name'"],
    [["everything", "Fail", "how=nan"], 1, "was closed by the service"],
    [["everything", "Pass", "input=/nowhere"], 2, "ENOENT"],
    [["nobody", "Open"], 1, "(there are everything). If it is to come, name its .api with --api FILE"],
    [["everything"], 2, "a service and a function are needed"],
    [["everything", "Double", "--nonsense"], 2, "--nonsense"],
    [["everything", "Double", "--json", "[1]"], 2, "--json has to be one JSON object: [1]"],
  ])("%j ends with %i and says why", async (args, expected, message) => {
    const { code, stderr } = await finished(["call", ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});

describe("legato-api crash", () => {
  beforeAll(async () => {
    arrive();
    await start();
  });
  afterAll(leave);

  test("of a service that frees what a dead client held", async () => {
    const { stdout, stderr, code } = await finished(["crash", "everything", "--after", "Open name='a b'"]);
    expect([stderr, code]).toEqual(["", 0]);
    expect(stdout).toMatch(
      /^client \d+: Open gave \{"result":(0x\w+)\}; the client was killed by SIGKILL\nsecond client, meanwhile: Open gave .*\nsecond client, afterwards: Open gave .*\nserver \d+: alive\n\nThe service says itself that it freed all that the killed clients held: Item \1\.\n$/,
    );
  });

  test.each([
    [["everything"], 2, '--after "FUNCTION ARGUMENTS" is needed'],
    [["everything", "--after", "Opne"], 1, "has no FUNCTION 'Opne'"],
    [["everything", "--after", "Open"], 2, "Open(string name[8]): 'name' is missing"],
    [["everything", "--after", "Double value=x"], 2, "Double: 'value' has to be a number"],
    [["everything", "--after", "Open name=123456789"], 1, "'name'"],
    [["everything", "--after", "Open nam=a"], 2, "'nam=a' is no argument of Open(string name[8])"],
    [["everything", "--after", "Open name=a", "--times", "x"], 2, "--times x is no number of clients"],
    [["everything", "--after", "Open 'a"], 2, "a ' is missing"],
    [["nobody", "--after", "Open"], 1, "Nobody serves 'nobody' now"],
  ])("%j ends with %i and says why", async (args, expected, message) => {
    const { code, stderr } = await finished(["crash", ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});

describe("legato-api crash of a service that forgets", () => {
  beforeAll(arrive);
  afterAll(leave);

  test("as JSON, and as the sessions show it", async () => {
    await start("");
    const { stdout, code } = await finished([
      "crash",
      "everything",
      "--after",
      "Open name=a",
      "--times",
      "2",
      "--json",
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "leaked", clients: [{}, {}], server: { alive: true } });
    expect(await tree()).toContain("2 leak suspects");
  });
});

describe("a service of the runtime", () => {
  beforeEach(arrive);
  afterEach(leave);

  /** The pid of the service's process, as the sessions show it. */
  async function pidOfService(): Promise<number> {
    return JSON.parse((await finished(["sessions", "--json"])).stdout).services[0].server.pid;
  }

  async function gone(pid: number): Promise<void> {
    while (existsSync(`/proc/${pid}`)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  test("ends with it, without a word", async () => {
    const runtime = await start();
    const pid = await pidOfService();
    runtime.child.kill("SIGTERM");
    expect(await runtime.ended).toBe(0);
    await gone(pid);
    expect(runtime.stderr()).toBe("");
  });

  test("does not outlive it when it is killed", async () => {
    const runtime = await start();
    const pid = await pidOfService();
    runtime.child.kill("SIGKILL");
    await runtime.ended;
    await gone(pid);
  });
});

describe("without koffi", () => {
  test("a command says what is missing", async () => {
    arrive();
    const elsewhere = path.join(base, "product");
    cpSync((await legatoApi(["run", "--help"], env)).folder, elsewhere, { recursive: true });
    const command = path.join(elsewhere, "bin/legato-api.mjs");
    for (const args of [
      ["runtime", "--dir", sockets],
      ["call", "everything", "Open", "name=a", "--api", EVERYTHING],
    ]) {
      const { status, stderr } = spawnSync(process.execPath, [command, ...args], { env, encoding: "utf8" });
      expect(stderr).toMatch(
        /^legato-api: The runtime needs the optional npm package koffi, which could not be loaded: /,
      );
      expect(status).toBe(1);
    }
    await leave();
  });
});

describe("legato-api run", () => {
  beforeAll(arrive);
  afterAll(leave);

  test("hands arguments and exit code through", async () => {
    const file = write(
      "program.ts",
      "const given: string[] = process.argv.slice(2); console.log(given.join()); process.exit(5);",
    );
    expect(await run(file, "a", "--dir", "b")).toEqual({ stdout: "a,--dir,b\n", stderr: "", code: 5 });
    const killed = write(
      "killed.ts",
      'process.kill(process.pid, "SIGTERM"); await new Promise(() => setInterval(() => {}, 1000));',
    );
    expect((await run(killed)).code).toBe(128 + 15);
    expect((await run("--to-be-killed", killed)).code).toBe(128 + 15);
    const killedByForce = write(
      "killedByForce.ts",
      'process.kill(process.pid, "SIGKILL"); await new Promise(() => setInterval(() => {}, 1000));',
    );
    expect((await run(killedByForce)).code).toBe(128 + 9);
    expect((await run("--to-be-killed", killedByForce, "--to-be-killed")).code).toBe(0);
  });

  test("takes its program with it when it is killed, and so the session", async () => {
    const runtime = await start();
    const holds = write(
      "holds.ts",
      program(
        'await peer.open({ name: "a" }); console.log("holds"); await new Promise(() => setInterval(() => {}, 1000));',
      ),
    );
    const client = await legatoApi(["run", "--dir", sockets, holds], env);
    await client.until("holds");
    client.child.kill("SIGKILL");
    await client.ended;
    const ended = async () => JSON.parse((await finished(["sessions", "--json"])).stdout).ended[0];
    while ((await ended()).client.name !== "holds");
    expect((await ended()).end).toMatchObject({ cause: "signal", signal: "SIGKILL" });
    runtime.child.kill("SIGTERM");
    await runtime.ended;
  });

  test.skipIf(pythonMissing !== undefined)(
    "takes its program with it when its terminal is closed, as an editor does it: only the command is told",
    async () => {
      const waits = write("waits.ts", 'console.log("waits"); await new Promise(() => setInterval(() => {}, 1000));');
      const { folder } = await legatoApi(["run", "--help"], env);
      // The terminal stays open meanwhile. Reading it fails once nobody has it any more.
      const editor = `import os,pty,signal,sys
signal.alarm(15)
pid,terminal=pty.fork()
if pid==0: os.execvp(sys.argv[1],sys.argv[1:])
said=b""
while b"waits" not in said: said+=os.read(terminal,999)
os.kill(pid,signal.SIGHUP)
try:
  while os.read(terminal,999): pass
except OSError: pass
print(os.waitstatus_to_exitcode(os.waitpid(pid,0)[1]))`;
      const command = [process.execPath, path.join(folder, "bin/legato-api.mjs"), "run", "--dir", sockets, waits];
      const { stdout, signal } = spawnSync("python3", ["-c", editor, ...command], { env, encoding: "utf8" });
      expect([stdout, signal]).toEqual(["129\n", null]);
    },
  );

  test("a program that ends in the middle of a session ends", async () => {
    await start();
    const file = write("exits.ts", program('peer.open({ name: "a" }).catch(() => {}); process.exit(6);'));
    expect(await run(file)).toEqual({ stdout: "", stderr: "", code: 6 });
  });

  test("without a file explains itself", async () => {
    const { code, stderr } = await finished(["run", "--dir", "x"]);
    expect([code, stderr.split("\n")[0]]).toEqual([2, "legato-api: a file is needed"]);
  });
});

test.each(["runtime", "sessions", "call", "crash", "run", "peers"])(
  "legato-api %s --help explains it",
  async (name) => {
    const { code, stdout } = await finished([name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^legato-api ${name} `));
    expect(stdout).toMatch(new RegExp(`^Example:\n {2}legato-api ${name} `, "m"));
  },
);
