/**
 * What a service handed to one client and did not get back: the service's side of what the registry sees from outside.
 *
 * In: requests and the responses to them. Out: after the close handler has run, which references still stand for something. Only references that
 * come from `references()` can be told; the others are left out.
 */
import type { ApiFunction, Interface, RequestValues, ResponseValues } from "@legato-api/language";
import { valueToJson } from "../interfaces/values.ts";
import type { FreedFacts, ResourceName } from "../sessions/facts.ts";
import { Holdings } from "../sessions/holdings.ts";
import { handlesInResponse, type ResourceRole, resourceRoles, succeeded } from "../sessions/resourceRoles.ts";

export class HandedOut {
  readonly #roles: ReadonlyMap<string, ResourceRole>;
  readonly #holdings = new Holdings();

  constructor(iface: Interface) {
    this.#roles = resourceRoles(iface);
  }

  note(fn: ApiFunction, request: RequestValues, response: ResponseValues): void {
    const role = this.#roles.get(fn.name);
    if (role?.role === "acquire") {
      for (const handle of handlesInResponse(role, fn, response)) {
        this.#holdings.acquire({ ...handle, acquiredBy: fn.name, arguments: {}, at: 0, sure: true });
      }
    } else if (role?.role === "release" && succeeded(fn, response) && role.parameter !== undefined) {
      this.#holdings.release(role.resource, request.values[role.parameter]);
    }
  }

  /** undefined: nothing was handed out that could be told. */
  fates(isAlive: (reference: number) => boolean | undefined): FreedFacts | undefined {
    const freed: ResourceName[] = [];
    const kept: ResourceName[] = [];
    for (const { resource, value } of this.#holdings.list()) {
      const alive = typeof value === "number" ? isAlive(value) : undefined;
      if (value === undefined || alive === undefined) continue;
      (alive ? kept : freed).push({ type: resource, reference: valueToJson(value) });
    }
    return freed.length + kept.length === 0 ? undefined : { freed, kept };
  }
}
