/**
 * For tests: everything a runtime is, in this process: the real relay thread, the observation, its inspector on a real socket; services
 * in processes of their own. Its folder is private, and `stop` leaves nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type LiveRelay, startRelay } from "../../directory/testing/relay.ts";
import { type Client, connect } from "../../peers/index.ts";
import { bundledPrograms } from "../../peers/testing/bundle.ts";
import { EVERYTHING, type Everything } from "../../peers/testing/everything.ts";
import { loadSystem } from "../../system/linux.ts";
import type { System } from "../../system/system.ts";
import { connectToRuntime, type InspectorConnection } from "../connection.ts";
import { Observation, type ObservationOptions } from "../observation.ts";
import type { TypeScriptService } from "../protocol.ts";

/** Implementations for `serve`: one keeps what a dead client held, one frees it. `items` and `taken` are there to be used. */
export const KEEPS =
  "open: (_args, owner) => items.create({ owner }), close: ({ item }) => { items.delete(item); }, double: ({ value }) => value * 2n,";
export const FREES = `${KEEPS} onClose(session) { for (const [item, { owner }] of items) if (owner === session) items.delete(item); }`;

const system = await loadSystem();

export class LiveRuntime {
  /** The user's runtime folder, and room for a test's files. */
  readonly folder = mkdtempSync(path.join(tmpdir(), "legato-inspector-"));
  readonly logged: string[] = [];
  /** How often a client has asked the runtime to end. */
  stopWishes = 0;
  readonly #open: { close(): unknown }[] = [];
  readonly #outerFolder = process.env["XDG_RUNTIME_DIR"];
  #relay: LiveRelay | undefined;
  #observation: Observation | undefined;

  constructor() {
    process.env["XDG_RUNTIME_DIR"] = this.folder;
  }

  /** `as`: what the observation takes for the machine. */
  async start(options: Partial<ObservationOptions> = {}, as: System = system): Promise<void> {
    // The relay tells the observation of everything from its first event on.
    let take: Observation["take"] = () => {};
    const relay = await startRelay({ watcher: (event) => take(event) });
    this.#relay = relay;
    const observation = new Observation(
      as,
      {
        folder: relay.folder,
        apiFolders: [path.dirname(EVERYTHING)],
        services: [],
        factsFile: undefined,
        programs: path.dirname((await bundledPrograms()).library),
        ...options,
      },
      (line) => this.logged.push(line),
    );
    this.#observation = observation;
    take = (event) => observation.take(event);
    await observation.start(relay.thread, () => {
      this.stopWishes += 1;
    });
  }

  get relay(): LiveRelay {
    if (this.#relay === undefined) throw new Error("the test has not started it");
    return this.#relay;
  }

  get observation(): Observation {
    if (this.#observation === undefined) throw new Error("the test has not started it");
    return this.#observation;
  }

  get userId(): number {
    return system.userId;
  }

  get inspectorSocket(): string {
    return path.join(this.folder, "legato-api", `${process.pid}.sock`);
  }

  async inspect(): Promise<InspectorConnection> {
    const connection = await connectToRuntime(system.userId, "test", this.relay.folder);
    this.#open.push(connection);
    return connection;
  }

  /** Starts a service for everything.api and waits until it is advertised. Its file. */
  async serve(inspector: InspectorConnection, implementation = FREES): Promise<string> {
    const file = path.join(this.folder, "service.ts");
    writeFileSync(
      file,
      `import { references, service } from "legato-api/peers";
const items = references();
let taken = 0;
export default service(import.meta, ${JSON.stringify(EVERYTHING)}, { ${implementation} });`,
    );
    const settled = new Promise<TypeScriptService>((resolve) =>
      inspector.on("services/changed", (status) => {
        if (status.state !== "starting") resolve(status);
      }),
    );
    await inspector.request("services/start", { file });
    const { state, message } = await settled;
    if (state !== "running") throw new Error(message ?? state);
    await this.relay.until("advertised");
    return file;
  }

  async client(): Promise<Client<Everything>> {
    const connected = await connect<Everything>("everything", { api: EVERYTHING, dir: this.relay.folder });
    this.#open.push({ close: () => connected.$close() });
    return connected;
  }

  async stop(): Promise<void> {
    for (const each of this.#open.splice(0)) await each.close();
    await this.#observation?.stop();
    await this.#relay?.stop();
    if (this.#outerFolder === undefined) delete process.env["XDG_RUNTIME_DIR"];
    else process.env["XDG_RUNTIME_DIR"] = this.#outerFolder;
    rmSync(this.folder, { recursive: true });
  }
}
