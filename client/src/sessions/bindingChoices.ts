/** The services that a waiting client can be bound to, out of the `--bind` options that the runtime suggests. Pure. */
import type { ServiceFacts, WaitingFacts } from "@legato-api/runtime/inspector-protocol";

export interface BindingChoice {
  /** As a binding names it: the interface, with `<user id>.` before it where the service is another user's. */
  readonly server: string;
  /** Name and id of the process that serves it; empty if it has gone meanwhile. */
  readonly process: string;
}

export function bindingChoices(waiting: WaitingFacts, services: readonly ServiceFacts[]): readonly BindingChoice[] {
  return waiting.suggestions.flatMap((suggestion) => {
    const server = /->(\S+?)'?$/.exec(suggestion)?.[1];
    if (server === undefined) return [];
    const [, uid, name] = /^(?:<(\d+)>\.)?(.+)$/.exec(server) ?? [];
    const owner = uid === undefined ? waiting.client.uid : Number(uid);
    const found = services.find((one) => one.advertised && one.interface === name && one.server.uid === owner);
    return [{ server, process: found === undefined ? "" : `${found.server.name} ${found.server.pid}` }];
  });
}
