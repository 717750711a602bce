/**
 * The judgement: each function of an interface acquires, releases or does neither, with the reason in words.
 *
 * In: a checked interface. Out: an answer for every function, in message order. The author's comment has the last word; then reference types and their
 * releases; then references without a release, integers as handles, and name pairs. What is only looked up, and what outlives its client
 * because others find it by name, is no resource of the client.
 */
import type { ApiFunction, Interface, Parameter } from "../model/interface.ts";
import { type AuthorComment, authorComments } from "./authorComments.ts";
import type { Ownership } from "./ownership.ts";
import { handlePairs, namePairs, type Pair } from "./pairs.ts";
import { type Producer, type Release, type Resource, resourcesOf, takesReference } from "./resources.ts";
import { mainReading, withArticle, wordsOf } from "./words.ts";

const LOOKUP: ReadonlySet<string> = new Set(["get", "find", "lookup", "query"]);
const STEP: ReadonlySet<string> = new Set(["first", "next", "prev", "previous"]);
const MAKER: ReadonlySet<string> = new Set(["new", "create", "open", "alloc", "reserve"]);
const DESTROYER: ReadonlySet<string> = new Set(["delete", "destroy", "remove"]);

/** An interface never changes, and hover, lenses and colours ask again and again. */
const judged = new WeakMap<Interface, ReadonlyMap<string, Ownership>>();

export function ownershipOf(iface: Interface): ReadonlyMap<string, Ownership> {
  let answers = judged.get(iface);
  if (answers === undefined) {
    answers = judgeFunctions(iface, resourcesOf(iface));
    judged.set(iface, answers);
  }
  return answers;
}

/** The same, for a caller that has the resources already. */
export function judgeFunctions(iface: Interface, resources: readonly Resource[]): ReadonlyMap<string, Ownership> {
  const answers = new Map<string, Ownership>();
  const inMessageOrder = new Map<string, Ownership>();
  for (const resource of resources) {
    judge(resource, answers);
  }
  for (const pair of handlePairs(iface.functions)) {
    addPair(pair, answers);
  }
  for (const pair of namePairs(iface.functions)) {
    addPair(pair, answers);
  }
  const comments = authorComments(iface.source);
  for (const fn of iface.functions) {
    const comment = fn.kind === "function" ? comments.get(fn.node.keyword.start) : undefined;
    const answer = comment ? said(comment, fn, resources, iface, comments) : answers.get(fn.name);
    inMessageOrder.set(fn.name, answer ?? { role: "neutral", reason: neutralReason(fn, resources) });
  }
  return inMessageOrder;
}

function judge(resource: Resource, answers: Map<string, Ownership>): void {
  const persistent = isPersistent(resource);
  const acquirers = persistent ? [] : resource.producers.filter((producer) => acquires(producer, resource));
  for (const producer of acquirers) {
    const release = resource.releases[0];
    // Several references out of one function: the first resource speaks for it.
    if (!answers.has(producer.function.name)) {
      answers.set(producer.function.name, {
        role: "acquire",
        resource: resource.name,
        ...(release ? { pairedWith: release.function.name } : {}),
        confidence: release?.strong ? "certain" : "likely",
        reason: acquireReason(producer, resource.name, release),
      });
    }
  }
  const acquirer = acquirers[0];
  if (!acquirer && (persistent || resource.deliveredBy.length === 0)) {
    return;
  }
  for (const release of resource.releases) {
    answers.set(release.function.name, {
      role: "release",
      resource: resource.name,
      ...(acquirer ? { pairedWith: acquirer.function.name } : {}),
      confidence: release.strong ? "certain" : "likely",
      reason: `takes back the ${resource.name}${acquirer ? ` that ${acquirer.function.name}() hands out` : " that the event's handler receives"}`,
    });
  }
}

/** Rules 3 and 4: a producer with a release, or one whose verb says that something is made for the caller. */
function acquires(producer: Producer, resource: Resource): boolean {
  const name = producer.function.name;
  if (wordsOf(name).some((word) => STEP.has(word))) {
    return false;
  }
  const { verb, rest } = mainReading(name);
  if (resource.releases.length === 0) {
    return MAKER.has(verb) && producer.how === "result" && !takesReference(producer.function);
  }
  if (!LOOKUP.has(verb)) {
    return true;
  }
  return (
    !takesReference(producer.function) && resource.releases.some((release) => sameRest(rest, release.reading.rest))
  );
}

/** `GetLastSampleRef` goes with `ReleaseSampleRef`, `GetProfile` not with `Release`. */
function sameRest(producer: string, release: string): boolean {
  return release !== "" ? producer.includes(release) || release.includes(producer) : producer === "";
}

/**
 * Things that others find by name are not one client's: beside the function that makes one there is a look-up by name, and the only way back is
 * to destroy it (a key in a key store, a file in a storage).
 */
function isPersistent(resource: Resource): boolean {
  const byName = resource.producers.some(({ function: fn }) => {
    const lookup = LOOKUP.has(mainReading(fn.name).verb) || mainReading(fn.name).verb === "load";
    return lookup && !takesReference(fn) && fn.parameters.some((parameter) => isText(parameter));
  });
  const made = resource.producers.some(({ function: fn }) => {
    const verb = mainReading(fn.name).verb;
    return verb === "create" || verb === "add" || verb === "new";
  });
  return byName && made && resource.releases.every((release) => DESTROYER.has(release.reading.verb));
}

function isText(parameter: Parameter): boolean {
  return parameter.direction === "in" && parameter.shape === "string";
}

function addPair(pair: Pair, answers: Map<string, Ownership>): void {
  if (answers.has(pair.acquire.name) || answers.has(pair.release.name)) {
    return;
  }
  const handle = pair.kind === "handle";
  const shared = { resource: pair.resource, confidence: handle ? "likely" : "hint" } as const;
  answers.set(pair.acquire.name, {
    ...shared,
    role: "acquire",
    pairedWith: pair.release.name,
    reason: handle
      ? `gives out a number that ${pair.release.name}() takes back, so it is a handle`
      : `is a pair with ${pair.release.name}() by its name`,
  });
  answers.set(pair.release.name, {
    ...shared,
    role: "release",
    pairedWith: pair.acquire.name,
    reason: handle
      ? `takes back the number that ${pair.acquire.name}() gives out`
      : `is a pair with ${pair.acquire.name}() by its name`,
  });
}

function said(
  comment: AuthorComment,
  fn: ApiFunction,
  resources: readonly Resource[],
  iface: Interface,
  comments: ReadonlyMap<number, AuthorComment>,
): Ownership {
  const reason = `said by the author: ${comment.text}`;
  if (comment.role === "neutral" || comment.resource === undefined) {
    return { role: "neutral", reason };
  }
  const other = comment.role === "acquire" ? "release" : "acquire";
  const partner =
    iface.functions.find((candidate) => {
      const its = candidate.kind === "function" ? comments.get(candidate.node.keyword.start) : undefined;
      return its?.role === other && its.resource === comment.resource;
    }) ?? partnerByType(comment, resources);
  return {
    role: comment.role,
    resource: comment.resource,
    ...(partner && partner !== fn ? { pairedWith: partner.name } : {}),
    confidence: "certain",
    reason,
  };
}

function partnerByType(comment: AuthorComment, resources: readonly Resource[]): ApiFunction | undefined {
  const resource = resources.find((candidate) => candidate.name === comment.resource);
  return comment.role === "acquire" ? resource?.releases[0]?.function : resource?.producers[0]?.function;
}

function acquireReason(producer: Producer, resource: string, release: Release | undefined): string {
  const how =
    producer.how === "result"
      ? `returns ${withArticle(resource)}`
      : producer.how === "out"
        ? `hands out ${withArticle(resource)} through '${producer.through?.name ?? ""}'`
        : `its handler '${producer.through?.name ?? ""}' receives ${withArticle(resource)}`;
  if (!release) {
    return `${how} made for the caller; no function takes it back`;
  }
  return release.strong
    ? `${how}, which ${release.function.name}() takes back`
    : `${how}, which ${release.function.name}() seems to take back`;
}

function neutralReason(fn: ApiFunction, resources: readonly Resource[]): string {
  if (fn.kind !== "function") {
    return "event handlers are taken back by the generated code when a session ends";
  }
  const produced = resources.find((resource) => resource.producers.some((producer) => producer.function === fn));
  if (!produced) {
    return "hands out nothing and takes nothing back";
  }
  if (isPersistent(produced)) {
    return `${withArticle(produced.name)} is found by name and outlives its client`;
  }
  if (wordsOf(fn.name).some((word) => STEP.has(word))) {
    return `only steps to ${withArticle(produced.name)}`;
  }
  return produced.releases.length === 0
    ? `gives ${withArticle(produced.name)}, but no function takes one back`
    : `only looks up ${withArticle(produced.name)}`;
}
