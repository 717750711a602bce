/**
 * What a service hands out, all things considered: the acquiring functions of its interface, and references that only events deliver.
 *
 * This is what a close handler is for; a service without any needs none.
 */
import type { ApiFunction, Interface } from "../model/interface.ts";
import type { Ownership } from "./ownership.ts";
import { judgeFunctions } from "./ownershipOf.ts";
import { resourcesOf } from "./resources.ts";
import { withArticle } from "./words.ts";

export interface Acquisition {
  /** The acquiring function, or the Add function of the event that delivers the resource. */
  readonly function: ApiFunction;
  readonly ownership: Ownership;
  /** `event`: no function hands the resource out; the handlers of an event receive it and have to give it back. */
  readonly by: "function" | "event";
}

/** In message order. */
export function acquisitionsOf(iface: Interface): readonly Acquisition[] {
  const resources = resourcesOf(iface);
  const ownership = judgeFunctions(iface, resources);
  const delivered = new Map<string, Ownership>();
  for (const resource of resources) {
    const release = resource.releases.find((candidate) => candidate.strong);
    if (!release || resource.producers.length > 0 || ownership.get(release.function.name)?.role !== "release") {
      continue;
    }
    for (const event of resource.deliveredBy) {
      delivered.set(event.name, {
        role: "acquire",
        resource: resource.name,
        pairedWith: release.function.name,
        confidence: "likely",
        reason: `the handler of event ${event.name} receives ${withArticle(resource.name)}, which ${release.function.name}() takes back`,
      });
    }
  }
  return iface.functions.flatMap((fn): Acquisition[] => {
    const own = ownership.get(fn.name);
    if (own?.role === "acquire") {
      return [{ function: fn, ownership: own, by: "function" }];
    }
    const event = fn.kind === "addHandler" && fn.event !== undefined ? delivered.get(fn.event) : undefined;
    return event ? [{ function: fn, ownership: event, by: "event" }] : [];
  });
}
