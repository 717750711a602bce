/**
 * What was seen of a tried close handler, as a report: in lines, and judged.
 *
 * In: the attempts, and the `.api` that says which of their values are references. Out: the report that `legato-api crash` prints and the editor
 * logs. Always holds: the verdict says no more than what was seen; a service in TypeScript says itself what it freed. Pure.
 */
import { type ApiFunction, printable, resultName, type Type } from "@legato-api/language";
import type { Api } from "../interfaces/api.ts";
import { isJsonList, isJsonStruct, referenceText } from "../interfaces/values.ts";
import type { CrashAttempt, CrashReport, JsonObject, JsonValue, ResourceName } from "./protocol.ts";

export type Seen = Omit<CrashReport, "lines" | "verdict" | "summary">;

export function crashReport(seen: Seen, { interface: { functions } }: Api): CrashReport {
  const fn = functions.find(({ name }) => name === seen.function);
  return { ...seen, lines: reportLines(seen, fn), ...judge(seen, fn) };
}

// ---- Lines ----

function reportLines(
  { function: name, clients, server, whileHeld, after }: Seen,
  fn: ApiFunction | undefined,
): readonly string[] {
  const [first = "", ...others] = clients.map(({ pid, attempt, end }) => {
    const fate = end === null ? "" : `; ${end.message}`;
    return `client ${pid}: ${name} ${attemptText(attempt, fn)}${fate}`;
  });
  return [
    first,
    ...(whileHeld === null ? [] : [`second client, meanwhile: ${name} ${attemptText(whileHeld, fn)}`]),
    ...others,
    ...(after === null ? [] : [`second client, afterwards: ${name} ${attemptText(after, fn)}`]),
    `server ${server.pid}: ${server.alive ? "alive" : "dead"}`,
  ].map(printable);
}

function attemptText({ acquired, values, problem }: CrashAttempt, fn: ApiFunction | undefined): string {
  if (problem !== null) return `failed: ${problem}`;
  return `${acquired ? "gave" : "gave nothing:"} ${valuesText(fn, values)}`;
}

/** JSON but for references, which are written as everywhere else. */
function valuesText(fn: ApiFunction | undefined, values: JsonObject | null): string {
  if (fn === undefined || values === null) return JSON.stringify(values);
  const types = new Map(fn.parameters.map(({ name, type }) => [name, type]));
  if (fn.returnType !== undefined) types.set(resultName(fn), fn.returnType);
  return membersText(values, (name) => types.get(name));
}

function membersText(values: JsonObject, typeOf: (name: string) => Type | undefined): string {
  const members = Object.entries(values).map(
    ([name, value]) => `${JSON.stringify(name)}:${valueText(value, typeOf(name))}`,
  );
  return `{${members.join(",")}}`;
}

function valueText(value: JsonValue, type: Type | undefined): string {
  if (isJsonList(value)) return `[${value.map((each) => valueText(each, type)).join(",")}]`;
  if (type?.kind === "reference" || type?.kind === "eventReference") return referenceText(value);
  return type?.kind === "struct" && isJsonStruct(value)
    ? membersText(value, (member) => type.fields.find(({ name }) => name === member)?.type)
    : JSON.stringify(value);
}

// ---- Judging ----

function judge(
  { function: name, clients, server, whileHeld, after }: Seen,
  fn: ApiFunction | undefined,
): Pick<CrashReport, "verdict" | "summary"> {
  const [first] = clients;
  if (!server.alive)
    return { verdict: "serverDied", summary: `The server (process ${server.pid}) did not survive it.` };
  if (first === undefined || !first.attempt.acquired) {
    const why = first?.attempt.problem ?? `${name} gave ${valuesText(fn, first?.attempt.values ?? null)}`;
    return {
      verdict: "notAcquired",
      summary: `The client acquired nothing, so there was nothing to be freed: ${why}.`,
    };
  }
  const kept = clients.flatMap(({ freed }) => freed?.kept ?? []);
  const freed = clients.flatMap((client) => client.freed?.freed ?? []);
  if (kept.length > 0) {
    return {
      verdict: "leaked",
      summary: `The service says itself that it still keeps ${kept.length} of what the killed clients held: ${names(kept)}.`,
    };
  }
  if (freed.length > 0) {
    return {
      verdict: "freed",
      summary: `The service says itself that it freed all that the killed clients held: ${names(freed)}.`,
    };
  }
  const killed = clients.filter(({ attempt }) => attempt.acquired).length;
  if (clients.some(({ attempt }) => !attempt.acquired) || after?.acquired === false) {
    const when = killed === 1 ? "when the client was killed" : `when ${killed} clients were killed`;
    const before = whileHeld?.acquired === false ? "as it did while it was held" : "though it worked before";
    return { verdict: "leaked", summary: `${name} still fails ${when}, ${before}: what they held was not freed.` };
  }
  if (whileHeld?.acquired === false) {
    return {
      verdict: "freed",
      summary: `${name} failed for a second client while the first held it, and works after the kill: it was freed.`,
    };
  }
  return {
    verdict: "notObservable",
    summary: `Not observable: ${name} works for a second client whether the first one's was freed or not. A limit may show with more clients (--times).`,
  };
}

function names(resources: readonly ResourceName[]): string {
  const shown = resources.slice(0, 5).map(({ type, reference }) => `${type} ${referenceText(reference)}`);
  return resources.length > shown.length ? `${shown.join(", ")} and more` : shown.join(", ");
}
