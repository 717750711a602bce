/** The npm package as its user meets it: installed into an empty folder, with nothing of the repository but koffi, which npm would bring. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageFile, root } from "./built.ts";

let base = "";
let folder = "";
let env: NodeJS.ProcessEnv = {};

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), "legato-api-npm-"));
  folder = path.join(base, "project");
  mkdirSync(folder);
  // A cache of its own, and empty: whatever the package needed from the registry would fail.
  env = { ...process.env, npm_config_cache: path.join(base, "cache"), XDG_RUNTIME_DIR: base };
  writeFileSync(path.join(folder, "package.json"), "{}");
  const flags = ["--offline", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"];
  const installed = await run("npm", ["install", ...flags, packageFile("npm")]);
  expect(installed).toMatchObject({ code: 0 });
  cpSync(path.join(root, "examples/printer"), path.join(folder, "printer"), { recursive: true });
  writeFileSync(path.join(folder, "printer/openOne.ts"), CLIENT);
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

const CLIENT = `
import { connect } from "legato-api/peers";
import type { Printer } from "./interfaces/printer.api.ts";
const printer = await connect<Printer>("printer", { api: "printer/interfaces/printer.api" });
const job = await printer.open({ name: "report" });
console.log(typeof job);
await printer.close({ job });
await printer.$close();
`;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: folder, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

const command = (): string => path.join(folder, "node_modules/.bin/legato-api");
const legatoApi = (...args: string[]): Promise<Ended> => run(command(), args);

describe("legato-api from the npm package", () => {
  it("says which version it is", async () => {
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    expect(await legatoApi("--version")).toEqual({ code: 0, stdout: `legato-api ${version}\n`, stderr: "" });
  });

  it("explains a command of either half", async () => {
    for (const name of ["types", "call"]) {
      const explained = await legatoApi("help", name);
      expect(explained).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`\n  legato-api ${name} `),
        stderr: "",
      });
      expect(await legatoApi(name, "--help")).toEqual(explained);
    }
  });

  it("checks .api files and C sources", async () => {
    const { code, stdout, stderr } = await legatoApi("check", "--format", "json", "printer");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const { files, summary } = JSON.parse(stdout);
    expect(summary).toMatchObject({ errors: 0, warnings: 1 });
    expect(files.flatMap((file: { diagnostics: { rule: string }[] }) => file.diagnostics)).toMatchObject([
      { rule: "missing-close-handler" },
    ]);
  });

  it("ends without a word when nobody reads its output any more", async () => {
    const check = spawn(command(), ["check", "printer"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    check.stdout.destroy();
    let said = "";
    check.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    expect([(await once(check, "close"))[0], said]).toEqual([141, ""]);
  });

  it("says in one line that its output cannot be written", async () => {
    const { code, stderr } = await run("sh", ["-c", `'${command()}' check printer > /dev/full`]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^legato-api: the output cannot be written: ENOSPC.*\n$/),
    });
  });

  it("is a language server for any editor", async () => {
    const server = spawn(command(), ["lsp", "--stdio"], { cwd: folder, env, stdio: ["pipe", "pipe", "inherit"] });
    try {
      const params = { processId: process.pid, rootUri: null, capabilities: {} };
      const request = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params });
      server.stdin.write(`Content-Length: ${Buffer.byteLength(request)}\r\n\r\n${request}`);
      let answer = "";
      for await (const chunk of server.stdout.setEncoding("utf8")) {
        answer += chunk;
        if (answer.includes('"hoverProvider"')) break;
      }
      expect(answer).toContain('"hoverProvider"');
    } finally {
      await end(server);
    }
  });

  it("has the types of legato-api/peers for an editor", async () => {
    rmSync(path.join(folder, "printer/legato-api-peers.d.ts"));
    const config = {
      extends: "./tsconfig.json",
      compilerOptions: { typeRoots: [path.join(root, "node_modules/@types")] },
    };
    writeFileSync(path.join(folder, "printer/tsconfig.test.json"), JSON.stringify(config));
    const tsc = path.join(root, "node_modules/typescript/bin/tsc");
    expect(await run(process.execPath, [tsc, "-p", "printer/tsconfig.test.json"])).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  it("says what is missing where koffi is", async () => {
    const { code, stderr } = await legatoApi("runtime", "--dir", path.join(base, "sockets"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^legato-api: The runtime needs the optional npm package koffi/);
  });

  it("runs a service under the runtime, calls it, and leaves nothing", async () => {
    bringKoffi();
    const sockets = path.join(base, "sockets");
    const runtime = spawn(command(), ["runtime", "--dir", sockets, "--service", "printer/printer.ts"], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await untilLine(runtime, `ready ${sockets}`);
      // It waits for the service, where `call` would say that there is none yet.
      const ran = await legatoApi("run", "--dir", sockets, "printer/openOne.ts");
      expect(ran).toEqual({ code: 0, stdout: "number\n", stderr: "" });
      const called = await legatoApi("call", "printer", "Open", "name=report", "--dir", sockets);
      expect(called).toMatchObject({ code: 0, stderr: "" });
      expect(JSON.parse(called.stdout)).toEqual({ result: expect.any(Number) });
      const crashed = await legatoApi("crash", "printer", "--after", "Open name=report", "--json", "--dir", sockets);
      expect(JSON.parse(crashed.stdout)).toMatchObject({
        function: "Open",
        verdict: "leaked",
        server: { alive: true },
      });
      const listed = await legatoApi("sessions", "--json", "--dir", sockets);
      expect(JSON.parse(listed.stdout)).toMatchObject({ services: [{ interface: "printer" }] });
    } finally {
      await end(runtime);
    }
    expect(runtime.exitCode).toBe(0);
    expect(existsSync(sockets)).toBe(false);
  });
});

/** npm installs it as an optional dependency; here it comes from the repository, without the network. */
function bringKoffi(): void {
  for (const name of ["koffi", "@koromix"]) {
    symlinkSync(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

async function untilLine(child: ChildProcess, wanted: string): Promise<void> {
  if (child.stdout === null) throw new Error("Its output is not read.");
  for await (const line of createInterface({ input: child.stdout })) if (line === wanted) return;
  throw new Error(`It ended without printing '${wanted}'.`);
}

describe("the hook of docs/ci.md that runs before a commit", () => {
  const git = (...args: string[]): Promise<Ended> =>
    run("git", ["-c", "user.name=somebody", "-c", "user.email=somebody@localhost", ...args]);
  const commit = (): Promise<Ended> => git("commit", "--quiet", "--message", "a change");

  beforeAll(async () => {
    const hook = /```sh\n(#!\/bin\/sh\n# \.git\/hooks\/pre-commit[\s\S]*?)```/.exec(
      readFileSync(path.join(root, "docs/ci.md"), "utf8"),
    )?.[1];
    if (hook === undefined) throw new Error("docs/ci.md shows no hook");
    expect(await git("init", "--quiet")).toMatchObject({ code: 0 });
    const hooks = path.join(folder, ".git/hooks");
    mkdirSync(hooks, { recursive: true });
    writeFileSync(path.join(hooks, "pre-commit"), hook, { mode: 0o755 });
  });

  it("lets a good file pass, and what has no .api in it", async () => {
    for (const file of ["package.json", "printer/interfaces/paper.api"]) {
      await git("add", file);
      expect(await commit()).toMatchObject({ code: 0 });
    }
  });

  it("stops a file that is wrong, whatever its name", async () => {
    writeFileSync(path.join(folder, "printer/interfaces/two words.api"), "FUNCTION Foo(\n");
    await git("add", "printer/interfaces/two words.api");
    const stopped = await commit();
    expect(stopped.code).not.toBe(0);
    expect(stopped.stderr).toContain("two words.api:1:13");
    await git("rm", "--quiet", "--force", "printer/interfaces/two words.api");
  });

  it("looks at what is staged, not at what lies in the work tree", async () => {
    const file = path.join(folder, "printer/interfaces/staged.api");
    const good = "REFERENCE Sheet;\n";
    writeFileSync(file, "REFERENCE\n");
    await git("add", file);
    writeFileSync(file, good);
    const stopped = await commit();
    expect(stopped.code).not.toBe(0);
    expect(stopped.stderr).toContain("printer/interfaces/staged.api:1:");
    await git("add", file);
    writeFileSync(file, "REFERENCE\n");
    expect(await commit()).toMatchObject({ code: 0 });
    await git("rm", "--quiet", "--force", file);
  });

  it("stops a file that was renamed and made wrong, and lets one be removed", async () => {
    await git("mv", "printer/interfaces/paper.api", "printer/interfaces/sheet.api");
    const sheet = path.join(folder, "printer/interfaces/sheet.api");
    writeFileSync(sheet, `${readFileSync(sheet, "utf8")}FUNCTION Foo(\n`);
    await git("add", "--update");
    expect((await commit()).code).not.toBe(0);
    await git("rm", "--quiet", "--force", "printer/interfaces/sheet.api");
    expect(await commit()).toMatchObject({ code: 0 });
  });
});
