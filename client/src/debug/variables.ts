/**
 * Scopes and variables of a held message: Request, Response, Session, Resources.
 *
 * In: a stop. Out: variables in the debug protocol's shape, with handles for what has parts. Handles are good until the next stop of the same
 * session; `forget` gives them back.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { valueText } from "../sessions/words.ts";
import type { SessionFacts, Stopped } from "./engine.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

interface Container {
  readonly session: number;
  readonly entries: readonly (readonly [name: string, value: Json])[];
}

export class VariableTree {
  readonly #containers = new Map<number, Container>();
  #next = 1;

  scopesOf(stop: Stopped, facts: SessionFacts): DebugProtocol.Scope[] {
    const scope = (name: string, value: Json | null, expensive = false): DebugProtocol.Scope[] =>
      value === null ? [] : [{ name, variablesReference: this.#keep(stop.session, entriesOf(value)), expensive }];
    return [
      ...scope("Request", stop.request),
      ...scope("Response", stop.response),
      ...scope("Session", sessionValues(facts)),
      ...scope("Resources", resourceValues(facts)),
    ];
  }

  variables(reference: number): DebugProtocol.Variable[] {
    const container = this.#containers.get(reference);
    return (container?.entries ?? []).map(([name, value]) => this.#variable(container?.session ?? 0, name, value));
  }

  /** A value by its path, for the watch view and hovers: `name`, `job.pages`, `sizes[1]`, looked for in response, then request. */
  evaluate(stop: Stopped, expression: string): DebugProtocol.Variable | undefined {
    const path = expression
      .trim()
      .split(/\.|\[(\d+)\]\.?/)
      .filter((part) => part !== undefined && part !== "");
    for (const values of [stop.response, stop.request]) {
      let value: Json | undefined = values ?? undefined;
      for (const part of path) value = partOf(value, part);
      if (value !== undefined && path.length > 0) return this.#variable(stop.session, expression, value);
    }
    return undefined;
  }

  forget(session: number): void {
    for (const [reference, container] of this.#containers) {
      if (container.session === session) this.#containers.delete(reference);
    }
  }

  #variable(session: number, name: string, value: Json): DebugProtocol.Variable {
    const entries = entriesOf(value);
    const structured = typeof value === "object" && value !== null;
    return {
      name,
      value: textOf(value),
      variablesReference: structured && entries.length > 0 ? this.#keep(session, entries) : 0,
      ...(Array.isArray(value) ? { indexedVariables: value.length } : {}),
    };
  }

  #keep(session: number, entries: Container["entries"]): number {
    const reference = this.#next++;
    this.#containers.set(reference, { session, entries });
    return reference;
  }
}

function partOf(value: Json | undefined, part: string): Json | undefined {
  return entriesOf(value ?? null).find(([name]) => name === part || name === `[${part}]`)?.[1];
}

function entriesOf(value: Json): (readonly [string, Json])[] {
  if (isList(value)) return value.map((item, index) => [`[${index}]`, item] as const);
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function textOf(value: Json): string {
  if (typeof value === "number" && Number.isInteger(value) && value > 9) return `${value} (0x${value.toString(16)})`;
  if (isList(value)) return `[${value.length}]`;
  return typeof value === "object" && value !== null ? "{…}" : valueText(value);
}

function sessionValues(facts: SessionFacts): Json {
  return {
    client: `${facts.client.name} ${facts.client.pid}`,
    command: facts.client.commandLine.join(" "),
    interface: facts.interface,
    binding: facts.binding,
    opened: facts.openedAt,
    calls: facts.calls,
    events: facts.events,
    unanswered: facts.outstanding,
  };
}

function resourceValues(facts: SessionFacts): Json {
  return Object.fromEntries(
    facts.held.map((one, index) => [
      one.reference === null
        ? `${one.type} #${index + 1}`
        : `${one.type} ${typeof one.reference === "number" ? `0x${one.reference.toString(16)}` : valueText(one.reference)}`,
      { acquiredBy: one.acquiredBy, arguments: one.arguments, at: one.at },
    ]),
  );
}
