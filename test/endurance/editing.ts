/**
 * A day of editing, again and again: open, type, look, rename, close, and now and then a checkout of 500 files below it all.
 *
 * The server is the product's, over IPC as VS Code has it. A second one on the same folder is killed and comes back: a new process that is
 * told of the open text must say of it what the old one said.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { BenchClient } from "../bench/client.ts";
import { COLLECT } from "./memory.ts";

const FILES = 500;
/** Rounds of editing between two checkouts. */
const ROUNDS_PER_CHECKOUT = 25;

const TYPED = "FUNCTION Typed(nothing x);";

export class Editing {
  readonly folder = mkdtempSync(path.join(tmpdir(), "legato-endurance-"));
  readonly counts = { rounds: 0, edits: 0, requests: 0, checkouts: 0, kills: 0 };
  #branch = 0;
  #client: BenchClient | undefined;

  async start(): Promise<void> {
    this.#checkOut();
    this.#client = await BenchClient.start(this.folder, COLLECT);
  }

  get client(): BenchClient {
    if (this.#client === undefined) throw new Error("it was not started");
    return this.#client;
  }

  /** One round; every so many a checkout follows. */
  async round(): Promise<void> {
    const { client, counts } = this;
    // Not the first: it has a server, and so a finding of its own.
    const number = 1 + ((counts.rounds * 7) % (FILES - 1));
    const file = this.#api(number);
    const text = readFileSync(file, "utf8");
    const clean = client.published(file, ({ version, diagnostics }) => version === 1 && diagnostics.length === 0);
    client.open(file, "legato-api", text);
    await clean;
    const line = text.split("\n").findIndex((one) => one.startsWith("FUNCTION"));
    const broken = client.published(file, ({ diagnostics }) => diagnostics.length > 0);
    for (const [character, letter] of [...TYPED].entries()) {
      client.edit(file, { line: line - 1, character, text: letter });
      counts.edits += 1;
    }
    await broken;
    const last = client.edit(file, { line: line - 1, character: 0, replaced: TYPED.length, text: "" });
    await client.published(file, ({ version, diagnostics }) => version === last && diagnostics.length === 0);
    const at = { textDocument: { uri: client.uri(file) }, position: { line, character: "FUNCTION Job".length - 1 } };
    for (const [method, more] of [
      ["textDocument/hover", {}],
      ["textDocument/completion", {}],
      ["textDocument/definition", {}],
      ["textDocument/references", { context: { includeDeclaration: true } }],
      ["textDocument/rename", { newName: `Renamed${counts.rounds}` }],
      ["textDocument/documentSymbol", {}],
      ["textDocument/semanticTokens/full", {}],
      ["textDocument/codeLens", {}],
    ] as const) {
      const answer = await client.request(method, { ...at, ...more });
      if (answer === null || answer === undefined) throw new Error(`${method} found nothing`);
      counts.requests += 1;
    }
    client.close(file);
    counts.rounds += 1;
    if (counts.rounds % ROUNDS_PER_CHECKOUT === 0) await this.#checkoutWhileOpen();
  }

  /** A second server with an unsaved mistake is killed; the next one, told of the same text, finds it again. */
  async kill(): Promise<void> {
    const file = this.#api(1);
    const text = `${readFileSync(file, "utf8")}FUNCTION Unsaved(nothing x);\n`;
    const pids: number[] = [];
    for (let server = 0; server < 2; server++) {
      const client = await BenchClient.start(this.folder, []);
      pids.push(client.pid);
      const found = client.published(file, ({ diagnostics }) => diagnostics.length === 1);
      client.open(file, "legato-api", text);
      await found;
      if (server === 0) await client.kill();
      else await client.stop();
    }
    for (const pid of pids) if (isAlive(pid)) throw new Error(`the server ${pid} is still there`);
    this.counts.kills += 1;
  }

  async stop(): Promise<void> {
    const { pid } = this.client;
    await this.client.stop();
    rmSync(this.folder, { recursive: true, force: true });
    if (isAlive(pid)) throw new Error(`the server ${pid} is still there`);
  }

  /** After a failure. */
  abandon(): void {
    this.#client?.child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #checkoutWhileOpen(): Promise<void> {
    const { client } = this;
    // On every other branch the canary's import is missing.
    const canary = path.join(this.folder, "canary.api");
    const missing = this.#branch % 2 === 1;
    const seen = client.published(canary, ({ diagnostics }) => diagnostics.length > 0 === missing);
    const files = this.#checkOut();
    client.notify("workspace/didChangeWatchedFiles", {
      changes: files.map((file) => ({ uri: client.uri(file), type: 2 })),
    });
    await seen;
    this.counts.checkouts += 1;
  }

  /** Writes every file as the next branch has it. */
  #checkOut(): readonly string[] {
    const branch = this.#branch++;
    const files = Array.from({ length: FILES }, (_, number) => this.#api(number));
    files.forEach((file, number) => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, apiText(number, branch));
    });
    const canary = path.join(this.folder, "canary.api");
    writeFileSync(canary, branch % 2 === 0 ? "REFERENCE T;\n" : "USETYPES notHere;\n");
    const server = path.join(this.folder, "server");
    mkdirSync(server, { recursive: true });
    writeFileSync(
      path.join(server, "Component.cdef"),
      "provides: { api: { ${CURDIR}/../group0/api0.api } }\nsources: { server.c }\n",
    );
    writeFileSync(path.join(server, "server.c"), serverText(branch));
    return [...files, canary, path.join(server, "server.c")];
  }

  #api(number: number): string {
    return path.join(this.folder, `group${number % 20}`, `api${number}.api`);
  }
}

function apiText(number: number, branch: number): string {
  const members = Array.from({ length: 20 }, (_, member) => `  M${member}_${branch % 3}, ///< Member ${member}.`);
  return `/** Interface ${number} of branch ${branch}. */

REFERENCE Job;
ENUM Kind {
${members.join("\n")}
};
DEFINE MAX = ${number + (branch % 2)} + 1;

/** Opens a job of kind @c M0. */

FUNCTION Job Open(string name[MAX] IN, Kind kind IN);
FUNCTION Close(Job job IN);
HANDLER ChangedHandler(Kind kind);
EVENT Changed(ChangedHandler handler);
`;
}

function serverText(branch: number): string {
  return `#include "legato.h"
#include "interfaces.h"
static int Version = ${branch};
api0_JobRef_t api0_Open(const char* name, api0_Kind_t kind) { return (api0_JobRef_t)malloc(Version); }
void api0_Close(api0_JobRef_t job) { free(job); }
COMPONENT_INIT { }
`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
