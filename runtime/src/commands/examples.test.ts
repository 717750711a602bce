/** The printer of examples/, played as its README tells it: types, service, clients, the leak, and the close handler that mends it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { typescriptTypes } from "@legato-api/language";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadApi } from "../interfaces/loadApi.ts";
import { ambientModule } from "./peers.ts";
import { legatoApi, type RunningCommand, stopAll } from "./testing/product.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const example = path.join(repository, "examples/printer");

test("the types of the interface are those that `legato-api types` writes", () => {
  const loaded = loadApi(path.join(example, "interfaces/printer.api"));
  if (!loaded.ok) throw new Error(loaded.problem);
  const written = readFileSync(path.join(example, "interfaces/printer.api.ts"), "utf8");
  expect(withoutLayout(written)).toBe(withoutLayout(typescriptTypes(loaded.api.interface)));
});

/** The repository's formatter has been over it. */
function withoutLayout(text: string): string {
  return text.replace(/[\s|;,]+/g, "");
}

test("the types of legato-api/peers are those that `legato-api peers` writes", () => {
  const source = readFileSync(path.join(repository, "runtime/src/peers/public.ts"), "utf8");
  const written = readFileSync(path.join(example, "legato-api-peers.d.ts"), "utf8");
  expect(withoutLayout(written)).toBe(withoutLayout(ambientModule(source)));
});

describe("in an editor", () => {
  /** The messages of the TypeScript compiler for the example, one of its files replaced. */
  function problems(replaced?: { readonly file: string; readonly text: string }): readonly string[] {
    const config = ts.readConfigFile(path.join(example, "tsconfig.json"), ts.sys.readFile);
    const { options, fileNames } = ts.parseJsonConfigFileContent(config.config, ts.sys, example);
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (file, ...rest) =>
      replaced !== undefined && path.basename(file) === replaced.file
        ? ts.createSourceFile(file, replaced.text, ts.ScriptTarget.ES2022)
        : read(file, ...rest);
    return ts
      .getPreEmitDiagnostics(ts.createProgram(fileNames, options, host))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  }

  const printer = readFileSync(path.join(example, "printer.ts"), "utf8");

  test("service and client have no mistakes", () => {
    expect(problems()).toEqual([]);
  });

  test("the close handler that is commented out has none either", () => {
    expect(problems({ file: "printer.ts", text: mended(printer) })).toEqual([]);
  });

  test.each([
    ["open({ name }, session) {", "open({ nam }, session) {", "Property 'nam' does not exist"],
    ['return "LE_DUPLICATE"', 'return "LE_DUPLIKATE"', "LE_DUPLIKATE"],
    ['emit("paperOut", { size', 'emit("paperOut", { siz', "'siz' does not exist"],
    ['emit("paperOut"', 'emit("paperIn"', '"paperIn"'],
  ])("%s written as %s is one", (right, wrong, message) => {
    expect(printer).toContain(right);
    expect(problems({ file: "printer.ts", text: printer.replace(right, wrong) }).join("\n")).toContain(message);
  });
});

/** With the lines of the close handler no longer comments. */
function mended(text: string): string {
  return text.replace(/^ {2}\/\/ (onClose| {2}for|\})/gm, "  $1");
}

describe("as the story goes", () => {
  let base = "";
  let folder = "";
  let sockets = "";
  let env: NodeJS.ProcessEnv = {};
  const service = () => path.join(folder, "printer.ts");

  beforeAll(async () => {
    base = mkdtempSync(path.join(tmpdir(), "legato-example-"));
    folder = path.join(base, "printer");
    cpSync(example, folder, { recursive: true });
    sockets = path.join(base, "sockets");
    env = { ...process.env, XDG_RUNTIME_DIR: base };
    const runtime = await legatoApi(["runtime", "--dir", sockets, "--service", service()], env);
    await runtime.until("ready ");
  });

  afterAll(async () => {
    await stopAll();
    rmSync(base, { recursive: true, force: true });
  });

  function client(...names: readonly string[]): Promise<RunningCommand> {
    return legatoApi(["run", "--dir", sockets, path.join(folder, "printClient.ts"), ...names], env);
  }

  async function sessions() {
    const command = await legatoApi(["sessions", "--json"], env);
    await command.ended;
    return JSON.parse(command.stdout());
  }

  test("a killed client's jobs keep their places for ever; with the close handler they are freed", async () => {
    const first = await client("report", "photo");
    await first.until("Holds the job 'photo'.");
    const [{ closeHandler, sessions: open }] = (await sessions()).services;
    expect(closeHandler).toBe("missing");
    expect(open[0]).toMatchObject({
      heldCount: 2,
      held: [
        { type: "Job", acquiredBy: "Open", arguments: { name: "report" } },
        { type: "Job", acquiredBy: "Open", arguments: { name: "photo" } },
      ],
    });
    process.kill(open[0].client.pid, "SIGKILL");
    await first.ended;
    expect((await sessions()).ended[0]).toMatchObject({
      leak: "suspect",
      end: { cause: "signal", signal: "SIGKILL" },
      freed: { freed: [], kept: [{ type: "Job" }, { type: "Job" }] },
    });

    const second = await client("one", "two", "three");
    await second.until("no room for 'three'");

    const leaking = await legatoApi(["crash", "printer", "--after", "Open name=abc", "--dir", sockets], env);
    expect(await leaking.ended).toBe(1);

    // The service is started again with it, and so is empty; its clients are told.
    writeFileSync(service(), mended(readFileSync(service(), "utf8")));
    await second.until("The printer has closed the session.");
    const third = await client("a", "b", "c", "d");
    await third.until("Holds the job 'd'.");
    third.child.kill("SIGTERM");
    await third.ended;
    const freeing = await legatoApi(
      ["crash", "printer", "--after", "Open name=abc", "--times", "5", "--dir", sockets],
      env,
    );
    expect(await freeing.ended).toBe(0);
    expect(freeing.stdout()).toContain("it freed all that the killed clients held");
    expect((await sessions()).services[0].closeHandler).toBe("registered");
  });
});
