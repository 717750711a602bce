/**
 * `--facts FILE`: what `legato-api components --json` printed, as facts about services.
 *
 * In: the file's text, and how to learn the protocol ids of an `.api`. Out: facts, or one sentence that says why the file cannot be used. A
 * service whose `.api` cannot be read is left out: nothing is claimed about it.
 */
import type { CloseHandlerFacts } from "./facts.ts";

type Fields = { readonly [name: string]: unknown };

export function readFacts(
  text: string,
  protocolIdsOf: (api: string) => readonly string[],
): readonly CloseHandlerFacts[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return `it is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const components = isFields(parsed) ? parsed["components"] : undefined;
  if (!Array.isArray(components)) return "it has no 'components': write it with 'legato-api components --json'";
  return components
    .flatMap((component: unknown) => servicesOf(component))
    .flatMap((service) => factsOf(service, protocolIdsOf));
}

function servicesOf(component: unknown): readonly unknown[] {
  const services = isFields(component) ? component["services"] : undefined;
  return Array.isArray(services) ? services : [];
}

function factsOf(service: unknown, protocolIdsOf: (api: string) => readonly string[]): readonly CloseHandlerFacts[] {
  if (!isFields(service)) return [];
  const { prefix, api, state, evidence } = service;
  if (typeof prefix !== "string" || typeof api !== "string") return [];
  // `none`: it hands nothing out, so that there is nothing to be known.
  if (state !== "registered" && state !== "missing") return [];
  const lines = Array.isArray(evidence) ? evidence.flatMap(placeOf) : [];
  return protocolIdsOf(api).map((protocolId) => ({
    protocolId,
    interface: prefix,
    closeHandler: state,
    evidence: lines,
  }));
}

function placeOf(evidence: unknown): readonly string[] {
  if (!isFields(evidence) || typeof evidence["path"] !== "string") return [];
  const { path, line } = evidence;
  return [typeof line === "number" ? `${path}:${line}` : path];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
