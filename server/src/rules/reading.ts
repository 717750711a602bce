/**
 * Readings of functions that several rules share.
 */
import type { Call, FunctionDefinition, Service } from "../component/index.ts";

const LOG = /^LE_(?:DEBUG|INFO|WARN|ERROR|CRIT|EMERG|TRACE|UNUSED|PRINT_VALUE)(?:_IF)?$|^(?:f|s|sn)?printf$/;
const FREES =
  /^(?:le_ref_DeleteRef|le_mem_Release|le_hashmap_Remove\w*|le_[sd]ls_Remove\w*|le_dls_Pop\w*|le_sls_Pop\w*|free|close|delete|erase|clear)$/;

export function isLog(callee: string): boolean {
  return LOG.test(callee);
}

/** A call that gives something back whatever it is: of Legato's containers and pools, of C, of the STL. */
export function frees(call: Call): boolean {
  return FREES.test(call.callee);
}

/** Implementations of every function of the services, each with the service. */
export function apiFunctions(services: readonly Service[]): ReadonlyMap<FunctionDefinition, Service> {
  const found = new Map<FunctionDefinition, Service>();
  for (const service of services) {
    for (const definitions of service.implementations.values()) {
      for (const definition of definitions) {
        found.set(definition, service);
      }
    }
  }
  return found;
}
