/**
 * The verdict on each service of a component: registered, missing, unknown or none, with its reasons.
 *
 * `missing` is said only when everything that could prove otherwise was seen: all sources read, every registration traced, the acquiring function
 * found and doing something. Anything less is `unknown`, and says what was not known.
 */
import { type Acquisition, acquisitionsOf } from "@legato-api/language";
import type { ApiEntry, ComponentDefinition } from "./cdef/definition.ts";
import type {
  AcquiringFunction,
  ApiAnswer,
  FunctionDefinition,
  Registration,
  Service,
  ServiceOptions,
  ServiceState,
} from "./component.ts";
import { givenAway } from "./givenAway.ts";
import type { Program } from "./program.ts";

export interface ServiceFacts {
  readonly definition: ComponentDefinition;
  /** Absent when no service acquires anything, so that no source was read. */
  readonly program?: Program;
  readonly registrations: readonly Registration[];
  /** Why the sources do not tell everything: a file that is missing, a language we do not read. */
  readonly gaps: readonly string[];
  /** Set for test code and the like. */
  readonly exempt?: string;
}

export interface ProvidedService {
  readonly entry: ApiEntry;
  readonly answer: ApiAnswer;
  readonly acquisitions: readonly Acquisition[];
}

/** What the `.api` says; whether the sources need to be read depends on it. */
export function provided(entry: ApiEntry, answer: ApiAnswer): ProvidedService {
  return { entry, answer, acquisitions: answer.kind === "found" ? acquisitionsOf(answer.interface) : [] };
}

export function serviceOf(service: ProvidedService, facts: ServiceFacts): Service {
  const { entry, answer } = service;
  const find = (name: string): readonly FunctionDefinition[] => facts.program?.named(`${entry.prefix}_${name}`) ?? [];
  const functions: AcquiringFunction[] = service.acquisitions.map((acquisition) => ({
    function: acquisition.function,
    ownership: acquisition.ownership,
    by: acquisition.by,
    cName: `${entry.prefix}_${acquisition.function.name}`,
    definitions: find(acquisition.function.name),
    releases: acquisition.ownership.pairedWith === undefined ? [] : find(acquisition.ownership.pairedWith),
  }));
  const acquiring = functions.filter((acquired) => acquired.ownership.confidence !== "hint");
  const hints = functions.filter((acquired) => acquired.ownership.confidence === "hint");
  const evidence = facts.registrations.filter((registration) => registration.prefix === entry.prefix);
  const options = optionsOf(entry);
  const verdict = judge(service, options, acquiring.length > 0 ? acquiring : hints, evidence, facts);
  const onlyHints = acquiring.length === 0 && hints.length > 0;
  return {
    prefix: entry.prefix,
    options,
    written: entry.written,
    place: entry.place,
    ...(answer.kind === "found" ? { apiPath: answer.path, interface: answer.interface } : {}),
    ...(onlyHints && verdict.state !== "registered"
      ? {
          state: "none" as const,
          reasons: [`by their names alone, ${namesOf(hints)} may hand something out`],
          suspected: verdict.state === "missing",
        }
      : { ...verdict, suspected: false }),
    evidence,
    acquiring,
    hints,
    implementations:
      answer.kind === "found" ? new Map(answer.interface.functions.map((fn) => [fn.name, find(fn.name)])) : new Map(),
  };
}

interface Verdict {
  readonly state: ServiceState;
  readonly reasons: readonly string[];
}

function judge(
  { entry, answer }: ProvidedService,
  options: ServiceOptions,
  functions: readonly AcquiringFunction[],
  evidence: readonly Registration[],
  facts: ServiceFacts,
): Verdict {
  if (evidence.length > 0) {
    return { state: "registered", reasons: [] };
  }
  if (entry.unset.length > 0) {
    return unknown(`'${entry.written}' names ${entry.unset.join(", ")}, which has no value here`);
  }
  if (answer.kind === "missing") {
    return unknown(`'${entry.written}' was not found`);
  }
  if (functions.length === 0) {
    return {
      state: "none",
      reasons: ["no function of the interface hands out anything that a client has to give back"],
    };
  }
  if (options.direct) {
    return unknown("the service is [direct]: its clients have no sessions, and close handlers are never called");
  }
  if (facts.exempt !== undefined) {
    return unknown(facts.exempt);
  }
  if (facts.gaps.length > 0) {
    return { state: "unknown", reasons: facts.gaps };
  }
  const unresolved = facts.registrations.find((registration) => registration.form === "unresolved");
  if (unresolved) {
    return unknown(
      `a close handler is registered in ${unresolved.inside?.name || "the sources"}() for a service that could not be traced`,
    );
  }
  const outside = facts.program && givenAway(facts.program, entry.prefix);
  if (outside !== undefined) {
    return unknown(`the service is given to ${outside} and may register for it`);
  }
  return judgeImplementation(functions);
}

function judgeImplementation(functions: readonly AcquiringFunction[]): Verdict {
  const found = functions.filter((acquired) => acquired.definitions.length > 0);
  if (found.length === 0) {
    return unknown(`${functions[0]?.cName ?? ""}() was not found in the component's sources`);
  }
  const working = found.filter(holdsSomething);
  const first = working[0];
  if (!first) {
    return {
      state: "none",
      reasons: [`${found[0]?.cName ?? ""}() or its release does nothing, so there is nothing to free`],
    };
  }
  return {
    state: "missing",
    reasons: working.map((acquired) => `${acquired.cName}() ${acquired.ownership.reason}`),
  };
}

/** An implementation that only logs holds nothing, nor does one whose release has nothing to do. */
export function holdsSomething(acquired: AcquiringFunction): boolean {
  const works = (definitions: readonly FunctionDefinition[]): boolean =>
    definitions.some((definition) => definition.body === "works");
  return works(acquired.definitions) && (acquired.releases.length === 0 || works(acquired.releases));
}

function optionsOf(entry: ApiEntry): ServiceOptions {
  const has = (name: string): boolean => entry.options.includes(name);
  return { async: has("async"), manualStart: has("manual-start"), direct: has("direct") };
}

function unknown(reason: string): Verdict {
  return { state: "unknown", reasons: [reason] };
}

function namesOf(functions: readonly AcquiringFunction[]): string {
  return functions.map((acquired) => `${acquired.function.name}()`).join(", ");
}
