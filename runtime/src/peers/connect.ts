/** `connect`: a client whose members are the functions of the interface. */
import {
  type ApiFunction,
  type EventValues,
  lowerCamelCase,
  type WireValue,
  type WireValues,
} from "@legato-api/language";
import type { Api } from "../interfaces/api.ts";
import { type ClientSession, openSession } from "./clientSession.ts";
import { type Contracted, contractOf, type EventContract, handlerOf, isObject, resultOf } from "./contract.ts";
import { directoryFolder } from "./environment.ts";
import { eventLoop } from "./eventLoop.ts";
import { apiByName, apiFromFile } from "./place.ts";
import { PeerError } from "./problem.ts";
import type { Client, ConnectOptions, Contract } from "./public.ts";

export async function connect<T extends Contract>(
  interfaceName: string,
  options: ConnectOptions = {},
): Promise<Client<T>> {
  const api = options.api === undefined ? apiByName(interfaceName) : apiFromFile(options.api, process.cwd());
  const session = await openSession(await eventLoop(), {
    folder: directoryFolder(options.dir),
    interface: interfaceName,
    api,
    wait: options.wait ?? true,
  });
  const client: unknown = clientOf(session, api);
  if (!isClient<T>(client)) throw new TypeError("a client has members");
  return client;
}

/** The members are made from the same `.api` that the types were written from. */
function isClient<T extends Contract>(value: unknown): value is Client<T> {
  return typeof value === "object" && value !== null && "$close" in value;
}

function clientOf(session: ClientSession, api: Api): object {
  const contract = contractOf(api.interface);
  const functions = [...contract.functions].map(([member, fn]) => [
    member,
    (args?: unknown) => callFunction(session, fn, args),
  ]);
  return Object.freeze({
    ...Object.fromEntries(functions),
    $on: async (event: string, listener: (values: WireValues) => void, args?: unknown) =>
      addHandler(session, eventOf(contract, event, api), listener, args),
    $close: () => session.close(),
    $closed: session.closed,
  });
}

async function callFunction(session: ClientSession, fn: ApiFunction, args: unknown = {}): Promise<unknown> {
  if (!isObject(args)) throw new PeerError(`${fn.name} takes one object of its IN parameters`);
  const handler = handlerOf(fn);
  const listener: unknown = handler && Reflect.get(args, handler.name);
  if (handler === undefined) return resultOf(fn, await session.call(fn, args));
  if (typeof listener !== "function") throw new PeerError(`${fn.name}: '${handler.name}' has to be a function`);
  // A handler given to a plain FUNCTION is called once.
  const context = session.listen((values) => {
    session.forget(context);
    Reflect.apply(listener, undefined, [values]);
  });
  try {
    return resultOf(fn, await session.call(fn, { ...args, [handler.name]: context }));
  } catch (error) {
    session.forget(context);
    throw error;
  }
}

async function addHandler(
  session: ClientSession,
  { add, remove, handler }: EventContract,
  listener: (values: EventValues["values"]) => void,
  args: unknown = {},
) {
  if (!isObject(args)) throw new PeerError(`${add.name} takes one object of the event's parameters`);
  const context = session.listen(listener);
  const reference = (await session.call(add, { ...args, [handler]: context })).result;
  if (reference === undefined || reference === 0) {
    session.forget(context);
    throw new PeerError(`The service did not add the handler for ${lowerCamelCase(add.event ?? add.name)}`);
  }
  const [parameter] = remove.parameters;
  return {
    async remove(): Promise<void> {
      session.forget(context);
      await session.call(remove, referenceValue(parameter?.name ?? "handlerRef", reference));
    },
  };
}

function referenceValue(name: string, reference: WireValue): WireValues {
  return { [name]: reference };
}

function eventOf({ events }: Contracted, name: string, api: Api): EventContract {
  const found = events.get(name);
  if (found !== undefined) return found;
  const known = [...events.keys()].join(", ") || "none";
  throw new PeerError(`${api.interface.name} has no event '${name}' (its events: ${known})`);
}
