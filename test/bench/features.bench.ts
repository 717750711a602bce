/**
 * What a user asks for with a key or the mouse, over JSON-RPC: hover, definition, completion, outline, workspace symbols and more, on the example and on
 * the corpus, with all its files known.
 *
 * Each request is asked at many places: in the largest `.api` at the start of words all over the file, in C at calls of an interface. The text is edited
 * before each round, so that no answer is one kept from before.
 */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { corpus, filesBelow, report, root, timesOf } from "./bench.ts";
import { BenchClient } from "./client.ts";

interface Place {
  readonly line: number;
  readonly character: number;
}

const example = path.join(root, "examples/printer");
const placesPerFile = 40;
const rounds = 3;

void main();

async function main(): Promise<void> {
  await measure("example", example);
  if (process.env["LEGATO_AF"] !== undefined) await measure("corpus", corpus);
}

async function measure(name: string, folder: string): Promise<void> {
  const [api] = filesBelow(folder, ".api").sort((a, b) => statSync(b).size - statSync(a).size);
  if (api === undefined) return;
  const source = sourceWithCalls(folder);
  const client = await BenchClient.start(folder);
  const first = client.published(api);
  client.open(api);
  if (source !== undefined) client.open(source, "c");
  await first;
  // What a user meets after the first seconds.
  await client.checked();

  const inApi = spread(wordsIn(readFileSync(api, "utf8"), /[A-Za-z_]\w*/g));
  const inC =
    source === undefined
      ? []
      : spread(wordsIn(readFileSync(source, "utf8"), /\b(?:le|printer)_[a-z]\w*_\w+(?=\()|\bprinter_\w+(?=\()/g));
  const ask = async (what: string, method: string, file: string, places: readonly Place[], target?: number) => {
    const milliseconds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      touch(client, file, round);
      for (const position of places) {
        const start = performance.now();
        await client.request(`textDocument/${method}`, { textDocument: { uri: client.uri(file) }, position });
        // The first round compiles the code.
        if (round > 0) milliseconds.push(performance.now() - start);
      }
    }
    report({
      what: `${what} (${name}), p95`,
      value: timesOf(milliseconds).p95,
      unit: "ms",
      ...(target === undefined ? {} : { target }),
    });
  };
  await ask("hover in .api", "hover", api, inApi, 10);
  await ask("definition in .api", "definition", api, inApi, 10);
  await ask("completion in .api", "completion", api, inApi, 10);
  if (source !== undefined && inC.length > 0) {
    await ask("hover in C", "hover", source, inC, 10);
    await ask("definition in C", "definition", source, inC, 10);
  }
  const once = Array.from({ length: placesPerFile }, () => ({ line: 0, character: 0 }));
  await ask("outline", "documentSymbol", api, once, 10);
  await ask("semantic tokens", "semanticTokens/full", api, once);
  await ask("highlights", "documentHighlight", api, inApi);
  await ask("code lenses", "codeLens", api, once);

  const symbols: number[] = [];
  await client.request("workspace/symbol", { query: "first" });
  for (const query of ["o", "Open", "prOp", "Add", "le_data", "xyz"].flatMap((one) => [one, one, one, one])) {
    const start = performance.now();
    await client.request("workspace/symbol", { query });
    symbols.push(performance.now() - start);
  }
  report({ what: `workspace symbols (${name}), p95`, value: timesOf(symbols).p95, unit: "ms", target: 10 });
  await client.stop();
}

/** A blank line more or less at the end: another version of the text with the same places. */
function touch(client: BenchClient, file: string, round: number): void {
  const line = readFileSync(file, "utf8").split("\n").length - 1;
  client.edit(
    file,
    round % 2 === 0 ? { line, character: 0, text: " " } : { line, character: 0, replaced: 1, text: "" },
  );
}

/** The source with most calls of an interface. */
function sourceWithCalls(folder: string): string | undefined {
  const calls = (file: string): number =>
    wordsIn(readFileSync(file, "utf8"), /\b(?:le_data|le_sms|printer)_\w+(?=\()/g).length;
  const [most] = filesBelow(folder, ".c")
    .map((file) => ({ file, count: calls(file) }))
    .sort((a, b) => b.count - a.count);
  return most === undefined || most.count === 0 ? undefined : most.file;
}

function wordsIn(text: string, pattern: RegExp): readonly Place[] {
  return text
    .split("\n")
    .flatMap((written, line) => [...written.matchAll(pattern)].map((found) => ({ line, character: found.index + 1 })));
}

function spread(places: readonly Place[]): readonly Place[] {
  const step = Math.max(1, Math.floor(places.length / placesPerFile));
  return places.filter((_, index) => index % step === 0);
}
