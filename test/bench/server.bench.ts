/** The language server as an editor meets it, over JSON-RPC: start, keystroke to published diagnostics, dependants, a large C file. */
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { corpus, filesBelow, repeat, report, root, timesOf } from "./bench.ts";
import { BenchClient, type Edit } from "./client.ts";

const keystrokes = 100;

void main();

async function main(): Promise<void> {
  await spawnToInitialized();
  await keystrokeInLargestFile();
  const folder = mkdtempSync(path.join(os.tmpdir(), "legato-api-bench-"));
  try {
    cpSync(path.join(root, "examples/printer"), folder, { recursive: true });
    await editToDependant(folder);
    await keystrokeInLargeSource(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function spawnToInitialized(): Promise<void> {
  const milliseconds: number[] = [];
  for (let index = 0; index < 10; index++) {
    const start = performance.now();
    const client = await BenchClient.start(path.join(root, "examples"));
    milliseconds.push(performance.now() - start);
    await client.stop();
  }
  report({ what: "spawn to initialize answered, p95", value: timesOf(milliseconds).p95, unit: "ms", target: 250 });
}

async function keystrokeInLargestFile(): Promise<void> {
  const [file] = filesBelow(corpus, ".api").sort((a, b) => statSync(b).size - statSync(a).size);
  if (file === undefined) return;
  const client = await BenchClient.start(path.dirname(file));
  const first = client.published(file);
  client.open(file);
  await first;
  // Inside the name of the function in the middle: what is typed changes the interface.
  const lines = readFileSync(file, "utf8").split("\n");
  const functions = lines.flatMap((text, line) => (/^FUNCTION\b.*\w$/.test(text.trimEnd()) ? [line] : []));
  const line = functions[Math.floor(functions.length / 2)] ?? 0;
  const place = { line, character: lines[line]?.trimEnd().length ?? 0 };
  const times = await type(client, file, place);
  report({
    what: `keystroke to diagnostics, ${(statSync(file).size / 1000).toFixed(0)} kB .api, p95`,
    value: times.p95,
    unit: "ms",
    target: 16,
  });
  await client.stop();
}

/** A mistake made in the imported file, and mended, until the importer says so. */
async function editToDependant(folder: string): Promise<void> {
  const imported = path.join(folder, "interfaces/paper.api");
  const importer = path.join(folder, "interfaces/printer.api");
  const client = await BenchClient.start(folder);
  const first = client.published(importer);
  client.open(imported);
  client.open(importer);
  await first;
  const line = readFileSync(imported, "utf8").split("\n").indexOf("ENUM Size");
  const isBroken = ({ diagnostics }: { diagnostics: readonly { message: string }[] }): boolean =>
    diagnostics.some(({ message }) => message.includes("paper.api"));
  let broken = false;
  const times = await repeat(keystrokes, async () => {
    broken = !broken;
    const next = client.published(importer, (published) => isBroken(published) === broken);
    client.edit(imported, { line, character: 5, replaced: broken ? 0 : 1, text: broken ? "!" : "" });
    await next;
  });
  report({ what: "edit of an import to its dependant's diagnostics, p95", value: times.p95, unit: "ms", target: 100 });
  await client.stop();
}

/** The example's server, made 300 kB long by functions that have nothing to do with the service. */
async function keystrokeInLargeSource(folder: string): Promise<void> {
  const file = path.join(folder, "printServer/printServer.c");
  const original = readFileSync(file, "utf8");
  const filler = original.slice(
    original.indexOf("static void FeedSheet"),
    original.indexOf("printer_JobRef_t printer_Open"),
  );
  let text = original;
  for (let index = 0; text.length < 300_000; index++) text += filler.replaceAll("FeedSheet", `FeedSheet${index}`);
  writeFileSync(file, text);

  const client = await BenchClient.start(folder);
  const first = client.published(file, ({ diagnostics }) => diagnostics.length > 0);
  client.open(file, "c");
  await first;
  const line = text.split("\n").findIndex((one) => one.includes("PrintJob_t* jobPtr = le_mem_ForceAlloc(JobPool);"));
  const times = await type(client, file, { line, character: 4 });
  report({ what: "keystroke in a 300 kB C file to the verdict, p95", value: times.p95, unit: "ms", target: 50 });
  await client.stop();
}

/** Types and deletes a letter, again and again; the time until the file's own diagnostics for that version. */
async function type(client: BenchClient, file: string, place: Omit<Edit, "text">): Promise<ReturnType<typeof timesOf>> {
  let typed = false;
  return repeat(keystrokes, async () => {
    typed = !typed;
    const edit = typed ? { ...place, text: "x" } : { ...place, replaced: 1, text: "" };
    const version = client.edit(file, edit);
    await client.published(file, (published) => (published.version ?? 0) >= version);
  });
}
