/**
 * Everything of a runtime that looks at the relay's events: registry, `.api` files, breakpoints, TypeScript services, inspector.
 *
 * In: the events, and the relay's control once it runs. Out: the sink for the events. Always holds: nothing here is needed for the relay to
 * go on; what cannot be had (a folder, a file, the inspector's socket) is said and left out.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DirectoryEvent, Ended, RelayControl } from "../directory/events.ts";
import { readStat } from "../directory/exitCause.ts";
import { ApiLibrary } from "../interfaces/library.ts";
import { loadApi } from "../interfaces/loadApi.ts";
import type { HostReport } from "../peers/hostProtocol.ts";
import { programFiles } from "../peers/programFiles.ts";
import { endingOf } from "../peers/sessionEnd.ts";
import { Supervisor } from "../peers/supervisor.ts";
import { readFacts } from "../sessions/factsFile.ts";
import { Registry } from "../sessions/registry.ts";
import type { System } from "../system/system.ts";
import { Breakpoints } from "./breakpoints.ts";
import { type Inspector, startInspector } from "./inspector.ts";
import { SessionEnds } from "./sessionEnds.ts";

export interface ObservationOptions {
  /** Folder of the directory's sockets. */
  readonly folder: string;
  readonly apiFolders: readonly string[];
  /** Files of services in TypeScript. */
  readonly services: readonly string[];
  readonly factsFile: string | undefined;
  /** Folder of the bundles (`dist`). */
  readonly programs: string;
}

export class Observation {
  readonly registry: Registry;
  /** Of the package that the bundles lie in. */
  readonly version: string;
  readonly #options: ObservationOptions;
  readonly #system: System;
  readonly #log: (line: string) => void;
  readonly #apis: ApiLibrary;
  readonly #breakpoints: Breakpoints;
  readonly #services: Supervisor;
  readonly #ends = new SessionEnds();
  #control: RelayControl | undefined;
  #inspector: Inspector | undefined;

  constructor(system: System, options: ObservationOptions, log: (line: string) => void) {
    this.#system = system;
    this.#options = options;
    this.version = versionOf(options.programs);
    this.#log = log;
    this.#apis = new ApiLibrary(options.apiFolders, () => this.#apisChanged());
    this.registry = new Registry({ findApi: (id, name) => this.#apis.find(id, name) });
    this.#breakpoints = new Breakpoints({
      registry: this.registry,
      control: {
        setGate: (key, action) => this.#control?.setGate(key, action),
        release: (ticket) => this.#control?.release(ticket),
      },
      protocolIdsOf,
    });
    this.#services = new Supervisor(
      { files: programFiles(options.programs), folder: options.folder, apiFolders: options.apiFolders },
      {
        started: (pid, exit) => {
          this.#control?.ownChild(pid, exit);
          exit.then(() => this.#ends.serviceGone(pid));
        },
        reported: (pid, file, report) => this.#reported(pid, file, report),
        changed: (status) => {
          if (status.state === "failed") log(`error: ${status.file}: ${status.message ?? "it has ended"}`);
          this.#inspector?.notify("services/changed", status);
        },
        printed: (file, stream, text) => {
          log(`${path.basename(file)}: ${text}`);
          this.#inspector?.notify("services/output", { file, stream, text });
        },
      },
    );
    this.#readFacts();
  }

  /** The sink of the relay's events. */
  take(event: DirectoryEvent): void {
    const after = this.#breakpoints.look(event);
    // The registry lets go of the service when its last session has ended.
    const server = event.kind === "ended" ? this.registry.serviceOfSession(event.session)?.facts.server.pid : undefined;
    this.registry.apply(event);
    after();
    if (event.kind === "notice") {
      this.#inspector?.notify("runtime/notice", {
        level: event.level,
        text: event.text,
        at: new Date(event.at).toISOString(),
      });
    }
    if (event.kind === "ended") this.#tellEnd(event, server);
  }

  #tellEnd({ session, end }: Ended, server: number | undefined): void {
    const reporting = this.#services.list().some(({ pid }) => pid === server) ? server : undefined;
    if (reporting !== undefined) this.#services.tellEnd(reporting, { kind: "ended", session, end: endingOf(end) });
    const clientPid = this.registry.session(session, 0)?.client.pid;
    if (clientPid !== undefined) this.#ends.ended(session, clientPid, reporting);
  }

  /** The relay runs. `stop` ends the runtime when a client of the inspector asks for it. */
  async start(control: RelayControl, stop: () => void): Promise<void> {
    this.#control = control;
    const inspector = await startInspector(this.#system, {
      registry: this.registry,
      control,
      apis: this.#apis,
      breakpoints: this.#breakpoints,
      services: this.#services,
      runtime: {
        version: this.version,
        pid: process.pid,
        directory: path.resolve(this.#options.folder),
        startedAt: new Date().toISOString(),
      },
      userId: this.#system.userId,
      crashClient: programFiles(this.#options.programs).crashClient,
      sessionOver: async (clientPid) => this.registry.session(await this.#ends.of(clientPid)),
      isProcessAlive: (pid) => readStat(this.#system.processes, pid)?.exiting === false,
      stop,
    });
    if (typeof inspector === "string") this.#log(`warning: there is no inspector, so no sessions view: ${inspector}`);
    else this.#inspector = inspector;
    for (const file of this.#options.services) this.#services.start(file);
  }

  /** The relay is about to stop, and with it the sessions and services. */
  expectEnd(): void {
    this.#services.expectEnd();
  }

  async stop(): Promise<void> {
    this.#apis.close();
    await this.#services.stopAll();
    await this.#inspector?.stop();
  }

  #apisChanged(): void {
    this.registry.apisChanged();
    this.#breakpoints.servicesChanged();
  }

  #reported(pid: number, file: string, report: HostReport): void {
    if (report.kind === "closed") {
      if (report.facts !== null) this.registry.reportFreed(report.session, report.facts);
      this.#ends.reported(report.session);
    }
    if (report.kind !== "serving") return;
    this.#apis.add(report.api);
    this.registry.declareCloseHandler(pid, report.interface, report.closeHandler, file);
  }

  #readFacts(): void {
    const { factsFile, apiFolders } = this.#options;
    if (factsFile === undefined) return;
    const facts = readFactsFile(factsFile, apiFolders, (api) =>
      this.#log(
        `warning: ${factsFile} speaks of ${api}, which is not there or has errors: nothing is known of its servers. Run 'legato-api components' in the folder that is current here.`,
      ),
    );
    if (typeof facts === "string") this.#log(`warning: ${factsFile} cannot be used: ${facts}`);
    else this.registry.setFacts(facts);
  }
}

function readFactsFile(
  file: string,
  apiFolders: readonly string[],
  onUnknown: (api: string) => void,
): ReturnType<typeof readFacts> {
  try {
    // Paths in it are relative to the folder that was checked, which may be the file's own, the current one, or any other.
    const candidates = (api: string) => [
      path.resolve(path.dirname(file), api),
      path.resolve(api),
      ...apiFolders.map((folder) => path.join(folder, path.basename(api))),
    ];
    return readFacts(readFileSync(file, "utf8"), (api) => {
      const ids = candidates(api)
        .map(protocolIdsOf)
        .find((each) => each.length > 0);
      if (ids === undefined) onUnknown(api);
      return ids ?? [];
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function protocolIdsOf(api: string): readonly string[] {
  const loaded = loadApi(api);
  return loaded.ok ? loaded.api.protocolIds : [];
}

/** Of the package that the bundles lie in. */
function versionOf(programs: string): string {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(programs, "../package.json"), "utf8"));
    const version = typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : undefined;
    return typeof version === "string" ? version : "unknown";
  } catch {
    return "unknown";
  }
}
