/** Services as users write them, each in a process of its own. */
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LiveRelay, startRelay } from "../directory/testing/relay.ts";
import type { FreedFacts } from "../sessions/facts.ts";
import { connect } from "./index.ts";
import { endingOf } from "./sessionEnd.ts";
import { type ServiceStatus, Supervisor } from "./supervisor.ts";
import { bundledPrograms } from "./testing/bundle.ts";
import { EVERYTHING, type Everything, until } from "./testing/everything.ts";

let relay: LiveRelay;
let folder: string;
let supervisor: Supervisor;
const printed: string[] = [];
const states: string[] = [];
const freed: FreedFacts[] = [];
let last: ServiceStatus | undefined;

beforeEach(async () => {
  printed.length = 0;
  states.length = 0;
  freed.length = 0;
  folder = mkdtempSync(path.join(tmpdir(), "legato-services-"));
  copyFileSync(EVERYTHING, path.join(folder, "everything.api"));
  relay = await startRelay();
  supervisor = new Supervisor(
    { files: await bundledPrograms(), folder: relay.folder, apiFolders: [] },
    {
      started: (pid, exit) => relay.thread.ownChild(pid, exit),
      reported(_pid, _file, report) {
        if (report.kind === "closed" && report.facts !== null) freed.push(report.facts);
      },
      changed(status) {
        last = status;
        states.push(status.state);
      },
      printed: (_file, _stream, line) => printed.push(line),
    },
  );
});

afterEach(async () => {
  await supervisor.stopAll();
  await relay.stop();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  // As editors save.
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return file;
}

const doubling = (factor: string) => `
import { references, service, type Session } from "legato-api/peers";
import type { Everything } from "./types.js";
import { factor } from "./factor.js";

const items = references<{ owner: Session<Everything> }>();

export default service<Everything>(import.meta, "everything.api", {
  double: async ({ value }: { value: bigint }) => value * factor,
  open: (_args, session) => items.create({ owner: session }),
  onClose(session, end) {
    console.log("close handler:", session.client.pid, JSON.stringify(end));
    for (const [reference, { owner }] of items) if (owner === session) items.delete(reference);
  },
});
// ${factor}
`;

function open() {
  return connect<Everything>("everything", { api: EVERYTHING, dir: relay.folder });
}

test("a service in TypeScript is served; what it imports is TypeScript too; it starts again when any of it changes", async () => {
  write(
    "types.ts",
    "export interface Everything { functions: { double(args: { value: bigint }): bigint; open(args: { name: string }): number }; events: {} }",
  );
  write("factor.ts", "export const factor: bigint = 2n;");
  const file = write("doubler.ts", doubling("first"));
  supervisor.start(file);
  const first = await open();
  expect(await first.double({ value: 21n })).toBe(42n);
  // What the process tells of itself comes another way than its answers do.
  await until(() => states.includes("running"));
  expect(last).toMatchObject({ file, state: "running", interface: "everything", message: null });

  write("factor.ts", "export const factor: bigint = 3n;");
  await first.$closed;
  const second = await open();
  expect(await second.double({ value: 21n })).toBe(63n);
  await until(() => last?.state === "running");
  expect(states).toEqual(["starting", "running", "starting", "running"]);
  await second.$close();
});

test("it is told how each session ended, and tells what it freed", async () => {
  write("types.ts", "export interface Everything { functions: object; events: object }");
  write("factor.ts", "export const factor = 2n;");
  supervisor.start(write("doubler.ts", doubling("")));
  const client = await open();
  const reference = await client.open({ name: "a" });
  await client.$close();
  const { session, end } = await relay.until("ended");
  const [advertised] = relay.of("advertised");
  supervisor.tellEnd(advertised?.service.server.pid ?? 0, { kind: "ended", session, end: endingOf(end) });
  await until(() => freed.length > 0);
  expect(printed).toEqual([`close handler: ${process.pid} {"cause":"closed"}`]);
  expect(freed).toEqual([{ freed: [{ type: "Item", reference }], kept: [] }]);
});

test.each(["js", "mjs"])("a service in .%s is run as it is", async (extension) => {
  write("package.json", '{ "type": "module" }');
  const text = `import { service } from "legato-api/peers";
export default service(import.meta, "everything.api", { double: ({ value }) => value + 1n });`;
  supervisor.start(write(`plain.${extension}`, text));
  const client = await open();
  expect(await client.double({ value: 1n })).toBe(2n);
  await client.$close();
});

test.each([
  ["a mistake in the text", "export default service(;", "SyntaxError"],
  ["no service in it", "export const x = 1;", "exports no service: its default export has to be"],
  ["an error at the start", 'throw new Error("on purpose");', "on purpose"],
  [
    "a missing .api",
    'import { service } from "legato-api/peers"; export default service(import.meta, "no.api", {});',
    "no.api cannot be read",
  ],
  ["an early end", "process.exit(7);", "exited with code 7"],
])("%s: it is down, says why, and comes up when it is mended", async (_what, text, message) => {
  const file = write("broken.ts", text);
  supervisor.start(file);
  await until(() => last?.state === "failed");
  expect(`${last?.message}\n${printed.join("\n")}`).toContain(message);
  const mended =
    'import { service } from "legato-api/peers"; export default service(import.meta, "everything.api", {});';
  write("broken.ts", mended);
  await until(() => last?.state === "running");
});

test("a loop in one service hurts nobody else, and its process can be ended", async () => {
  const looping = write(
    "looping.ts",
    'import { service } from "legato-api/peers"; export default service(import.meta, "everything.api", { missing() { for (;;); } }, { interface: "looping" });',
  );
  const good = write(
    "good.ts",
    'import { service } from "legato-api/peers"; export default service(import.meta, "everything.api", { double: ({ value }) => value });',
  );
  supervisor.start(looping);
  supervisor.start(good);
  const stuck = await connect<Everything>("looping", { api: EVERYTHING, dir: relay.folder });
  const missing = expect(stuck.missing()).rejects.toThrow("closed by the service, or it died");
  const client = await open();
  expect(await client.double({ value: 5n })).toBe(5n);
  const pid = supervisor.list().find((status) => status.file === looping)?.pid ?? 0;
  await supervisor.stop(looping);
  await missing;
  expect(existsSync(`/proc/${pid}`)).toBe(false);
  expect(supervisor.list()).toMatchObject([{ file: good, state: "running" }]);
  await client.$close();
});

test("a service ends with its directory", async () => {
  supervisor.start(
    write(
      "ends.ts",
      'import { service } from "legato-api/peers"; export default service(import.meta, "everything.api", {});',
    ),
  );
  await until(() => last?.state === "running");
  await relay.stop();
  await until(() => last?.state === "failed");
  expect(last?.message).toContain("the directory has closed the service 'everything'");
  relay = await startRelay();
});
