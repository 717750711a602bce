/**
 * The service a command is about: asked of a running runtime, or of the files at hand.
 *
 * In: a name, the options of the command. Out: the interface name to ask the directory for, its `.api`, the folder of the sockets. Throws a sentence.
 */
import path from "node:path";
import type { ApiFunction } from "@legato-api/language";
import { runningRuntimes } from "../inspector/connection.ts";
import type { ServiceFacts } from "../inspector/protocol.ts";
import { type Api, lastSegment } from "../interfaces/api.ts";
import { apiFolders, directoryFolder } from "../peers/environment.ts";
import { apiFromFile, searchApi } from "../peers/place.ts";
import { userId } from "./terminal.ts";

export interface ServiceOptions {
  readonly dir: string | undefined;
  /** An `.api` file, where the runtime does not know it. */
  readonly api: string | undefined;
}

export interface FoundService {
  readonly interface: string;
  readonly api: Api;
  readonly folder: string;
}

export async function findService(name: string, { dir, api }: ServiceOptions): Promise<FoundService> {
  const advertised = await advertisedIn(dir);
  const service = advertised && chooseService(name, advertised.services);
  const folder = advertised?.folder ?? directoryFolder(dir);
  const interfaceName = service?.interface ?? name;
  if (api !== undefined) return { interface: interfaceName, api: apiFromFile(api, process.cwd()), folder };
  if (typeof service?.api === "string") return { interface: interfaceName, api: apiFromFile(service.api, "/"), folder };
  const found = searchApi(name, [process.cwd(), ...apiFolders()]);
  if (typeof found === "object") return { interface: interfaceName, api: found, folder };
  throw new Error(found ?? withoutApi(name, advertised, service));
}

/** Why there is no `.api` to call by, and what to do about it. */
function withoutApi(name: string, advertised: Advertised | undefined, service: ServiceFacts | undefined): string {
  const remedy = `name its .api with --api FILE, or give its folder to the runtime with --api-dir`;
  if (service !== undefined) return `The .api of '${service.interface}' is not known: ${remedy}`;
  if (advertised === undefined) return `No runtime answers that knows '${name}': start one, or ${remedy}`;
  const names = advertised.services.map((each) => each.interface);
  const others = names.length === 0 ? "nobody serves anything" : `there are ${names.join(", ")}`;
  return `Nobody serves '${name}' in ${advertised.folder} (${others}). If it is to come, ${remedy}`;
}

interface Advertised {
  readonly folder: string;
  readonly services: readonly ServiceFacts[];
}

/** undefined: no runtime with an inspector; there may be another directory. */
async function advertisedIn(dir: string | undefined): Promise<Advertised | undefined> {
  const runtimes = await runningRuntimes(userId(), "legato-api");
  try {
    const wanted = dir === undefined ? undefined : path.resolve(dir);
    const fitting = runtimes.filter(({ runtime }) => wanted === undefined || runtime.directory === wanted);
    const [only, ...others] = fitting;
    if (only === undefined || others.length > 0) return undefined;
    const { services } = await only.request("sessions/list", { ended: 0 });
    return { folder: only.runtime.directory, services: services.filter((each) => each.advertised) };
  } finally {
    for (const each of runtimes) each.close();
  }
}

/** By its full name, else by its last part if only one is called so. undefined: nobody; it may come later. */
export function chooseService(name: string, services: readonly ServiceFacts[]): ServiceFacts | undefined {
  const exact = services.find((each) => each.interface === name);
  if (exact !== undefined) return exact;
  const called = services.filter((each) => lastSegment(each.interface) === name);
  if (called.length > 1) {
    throw new Error(
      `Several services are called '${name}': ${called.map((each) => each.interface).join(", ")}. Give the full name.`,
    );
  }
  return called[0];
}

/** A FUNCTION by its name. Throws a sentence with those there are. */
export function functionNamed({ interface: iface }: Api, name: string): ApiFunction {
  const plain = iface.functions.filter(({ kind }) => kind === "function");
  const found = plain.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new Error(`${iface.name} has no FUNCTION '${name}' (it has ${plain.map((each) => each.name).join(", ")})`);
}
