/**
 * A client that acquires: makes some calls, and tells whether the last one gave it something.
 *
 * In: an open session and calls in JSON. Out: an attempt, never an exception: that the server closes the session is an answer too.
 */
import { type ApiFunction, resultName } from "@legato-api/language";
import type { Api } from "../interfaces/api.ts";
import { valuesFromJson } from "../interfaces/arguments.ts";
import { type JsonObject, valuesToJson, valueToJson } from "../interfaces/values.ts";
import { type Handle, handlesInResponse, resourceRoles, succeeded } from "../sessions/resourceRoles.ts";
import type { ClientSession } from "./clientSession.ts";

export interface Attempt {
  readonly acquired: boolean;
  readonly values: JsonObject | null;
  readonly problem: string | null;
}

export interface WantedCall {
  readonly function: string;
  readonly arguments: JsonObject;
}

export interface Acquired {
  readonly attempt: Attempt;
  /** Of the last call. */
  readonly handles: readonly Handle[];
}

export async function acquire(session: ClientSession, calls: readonly WantedCall[]): Promise<Acquired> {
  let last: Acquired = {
    attempt: { acquired: false, values: null, problem: "there was nothing to call" },
    handles: [],
  };
  for (const call of calls) {
    const fn = session.api.interface.functions.find(({ name }) => name === call.function);
    last = fn === undefined ? nothing(`there is no ${call.function}`) : await callOnce(session, fn, call.arguments);
    if (last.attempt.problem !== null) return last;
  }
  return last;
}

async function callOnce(session: ClientSession, fn: ApiFunction, args: JsonObject): Promise<Acquired> {
  const values = valuesFromJson(fn, args);
  if (!values.ok) return nothing(values.problem);
  try {
    const response = await session.call(fn, values.value);
    const { result, values: outputs } = response;
    const own = result === undefined ? {} : { [resultName(fn)]: valueToJson(result) };
    const role = resourceRoles(session.api.interface).get(fn.name);
    const handles = role?.role === "acquire" ? handlesInResponse(role, fn, response) : [];
    const acquired = role?.role === "acquire" ? handles.length > 0 : succeeded(fn, response);
    return { attempt: { acquired, values: { ...own, ...valuesToJson(outputs) }, problem: null }, handles };
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error));
  }
}

function nothing(problem: string): Acquired {
  return { attempt: { acquired: false, values: null, problem }, handles: [] };
}

/** Gives back what this very session has acquired, where the interface has a function that takes just that. */
export async function giveBack(session: ClientSession, api: Api, handles: readonly Handle[]): Promise<void> {
  const roles = resourceRoles(api.interface);
  for (const { resource, value } of handles) {
    const release = api.interface.functions.find((fn) => {
      const role = roles.get(fn.name);
      return (
        role?.role === "release" && role.resource === resource && fn.parameters.length === (value === undefined ? 0 : 1)
      );
    });
    const [parameter] = release?.parameters ?? [];
    if (release === undefined) continue;
    await session
      .call(release, parameter === undefined || value === undefined ? {} : { [parameter.name]: value })
      .catch(() => {});
  }
}
