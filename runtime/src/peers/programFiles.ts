/**
 * The bundles that programs of users are run with: beside the runtime's own in the product.
 *
 * In: the folder of the bundles. Out: their paths. scripts/product.mjs makes them.
 */
import path from "node:path";

export interface ProgramFiles {
  /** `legato-api/peers` itself: index.ts. */
  readonly library: string;
  /** hooks.ts. */
  readonly hooks: string;
  /** The process of a service: host.ts. */
  readonly host: string;
  /** A client that is killed on purpose: crashClient.ts. */
  readonly crashClient: string;
  /** To be preloaded (`--import`) by any program that uses peers: register.ts. */
  readonly register: string;
}

export function programFiles(folder: string): ProgramFiles {
  const file = (name: string) => path.join(folder, name);
  return {
    library: file("peers.js"),
    hooks: file("peersHooks.js"),
    host: file("peersHost.js"),
    crashClient: file("peersCrashClient.js"),
    register: file("peersRegister.js"),
  };
}
