/**
 * What a runtime may be told of the servers in the workspace: which protocol each component serves, and whether its close handler is registered.
 *
 * In: analysed components. Out: one entry for each protocol id and name. What hands nothing out is left out; where components differ about the same
 * name nobody can tell which of them is running, so the answer is `unknown`.
 */
import { protocolIds } from "@legato-api/language";
import type { Component, Place, Service } from "../component/component.ts";
import type { KnownService } from "../protocol.ts";

/** `describe`: `path:line`, 1-based. */
export function knownServices(
  components: readonly Component[],
  describe: (place: Place) => string,
): readonly KnownService[] {
  const found = new Map<string, KnownService>();
  for (const service of components.flatMap(({ services }) => services)) {
    for (const one of entriesOf(service, describe)) {
      const key = `${one.protocolId} ${one.interface}`;
      const other = found.get(key);
      found.set(key, other === undefined ? one : bothOf(other, one));
    }
  }
  return [...found.values()];
}

function entriesOf(service: Service, describe: (place: Place) => string): readonly KnownService[] {
  const { apiPath, interface: iface, prefix, state } = service;
  if (apiPath === undefined || iface === undefined || !iface.accepted || state === "none") return [];
  const places = state === "missing" ? implementationsOf(service) : service.evidence;
  const evidence = places.map(describe);
  return protocolIds(iface).map((protocolId) => ({
    protocolId,
    interface: prefix,
    api: apiPath,
    closeHandler: state,
    evidence,
  }));
}

function implementationsOf({ acquiring }: Service): readonly Place[] {
  return acquiring.flatMap(({ definitions }) => definitions.map(({ path, nameSpan }) => ({ path, span: nameSpan })));
}

function bothOf(one: KnownService, other: KnownService): KnownService {
  return one.closeHandler === other.closeHandler
    ? { ...one, evidence: [...one.evidence, ...other.evidence] }
    : { ...one, closeHandler: "unknown", evidence: [] };
}
