/**
 * `service`: an interface implemented in TypeScript. It is defined here and served by whoever runs the file (host.ts).
 *
 * In: the functions of the interface under their TypeScript names, and the two hooks. Out: a service whose EVENTs work by themselves: handlers are
 * added, removed, and dropped with their session. Always holds: an implementation that throws, or answers nonsense, costs its caller the
 * session and nobody else anything.
 */

import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ApiFunction, RequestValues, ResponseValues, WireValues } from "@legato-api/language";
import type { Api } from "../interfaces/api.ts";
import type { FreedFacts } from "../sessions/facts.ts";
import { type Contracted, contractOf, type EventContract, handlerOf, isObject, responseOf } from "./contract.ts";
import { eventLoop } from "./eventLoop.ts";
import { HandedOut } from "./handedOut.ts";
import { apiWithFiles } from "./place.ts";
import { PeerError } from "./problem.ts";
import type { ClientProcess, Contract, Implementation, Service, ServiceOptions, SessionEnding } from "./public.ts";
import { isAlive } from "./references.ts";
import { type ServerSession, ServiceServer } from "./serviceServer.ts";

export function service<T extends Contract, S = undefined>(
  meta: { readonly url: string },
  api: string,
  implementation: Implementation<T, S>,
  options: ServiceOptions = {},
): Service<T> {
  const file = fileURLToPath(meta.url);
  const loaded = apiWithFiles(api, path.dirname(file));
  const defined: unknown = new DefinedService(file, loaded, implementation, options);
  if (!isService<T>(defined)) throw new TypeError("a service emits events");
  return defined;
}

/** Events and functions are checked by name against the same `.api` that the types were written from. */
function isService<T extends Contract>(value: unknown): value is Service<T> {
  return value instanceof DefinedService;
}

/** What the host needs besides. */
export interface ServeOptions {
  readonly folder: string;
  endOf(relaySession: number): Promise<SessionEnding>;
  /** The close handler has run, if there is one. `facts`: what was freed and what was not, if the references tell. */
  closed(relaySession: number, facts: FreedFacts | undefined): void;
  directoryLost(): void;
  print(line: string): void;
}

interface Handler {
  readonly session: ServiceSession;
  readonly event: EventContract;
  /** The client's reference for its handler. */
  readonly context: number;
  readonly args: WireValues;
}

export class DefinedService {
  readonly file: string;
  readonly api: Api;
  /** The `.api` and its imports. */
  readonly files: readonly string[];
  readonly interface: string;
  readonly hasCloseHandler: boolean;
  readonly #contract: Contracted;
  readonly #implementation: object;
  readonly #sessions = new Map<ServerSession, ServiceSession>();
  /** By the reference that the client got for it. */
  readonly #handlers = new Map<number, Handler>();
  #nextHandler = 1;

  constructor(
    file: string,
    { api, files }: { readonly api: Api; readonly files: readonly string[] },
    implementation: object,
    options: ServiceOptions,
  ) {
    this.file = file;
    this.files = files;
    this.api = api;
    this.interface = options.interface ?? api.interface.name;
    this.#implementation = implementation;
    this.#contract = contractOf(api.interface);
    this.hasCloseHandler = this.#hook("onClose") !== undefined;
    this.#refuseUnknownMembers();
  }

  get sessions(): Iterable<ServiceSession> {
    return this.#sessions.values();
  }

  emit(event: string, values: object, to: (...args: readonly unknown[]) => unknown = () => true): void {
    const contract = this.#eventOf(event);
    for (const handler of this.#handlers.values()) {
      if (handler.event !== contract) continue;
      if (to(handler.args, handler.session) === true) this.#fire(handler, values);
    }
  }

  /** Rejects if there is no directory. */
  async serve({ folder, endOf, closed, directoryLost, print }: ServeOptions): Promise<void> {
    const server = new ServiceServer(
      await eventLoop(),
      { folder, interface: this.interface, api: this.api, endOf },
      {
        opened: (session) => this.#open(session),
        request: (session, fn, request) => this.#request(session, fn, request),
        closed: async (session, end) => {
          const facts = await this.#close(session, end, print);
          if (session.relaySession !== undefined) closed(session.relaySession, facts);
        },
        directoryLost,
        print,
      },
    );
    await server.advertise();
  }

  #open(server: ServerSession): void {
    const session = new ServiceSession(server, this.api, (event, values) => {
      const contract = this.#eventOf(event);
      for (const handler of this.#handlers.values()) {
        if (handler.session === session && handler.event === contract) this.#fire(handler, values);
      }
    });
    this.#sessions.set(server, session);
    try {
      session.state = this.#hook("onOpen")?.(session);
    } catch (error) {
      // It never was a session of the implementation's: there is nothing to close.
      this.#sessions.delete(server);
      throw error;
    }
  }

  async #close(
    server: ServerSession,
    end: SessionEnding,
    print: (line: string) => void,
  ): Promise<FreedFacts | undefined> {
    const session = this.#sessions.get(server);
    if (session === undefined) return undefined;
    this.#sessions.delete(server);
    for (const [reference, handler] of this.#handlers) {
      if (handler.session === session) this.#handlers.delete(reference);
    }
    try {
      await this.#hook("onClose")?.(session, end);
    } catch (error) {
      print(`onClose failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    return session.handedOut.fates(isAlive);
  }

  async #request(server: ServerSession, fn: ApiFunction, request: RequestValues): Promise<ResponseValues> {
    const session = this.#sessions.get(server);
    if (session === undefined) throw new PeerError("the session is over");
    if (fn.kind === "addHandler") return this.#addHandler(session, fn, request);
    if (fn.kind === "removeHandler") return this.#removeHandler(session, request);
    const member = this.#contract.members.get(fn.messageId) ?? fn.name;
    const implemented: unknown = Reflect.get(this.#implementation, member);
    if (typeof implemented !== "function") throw new PeerError(`${this.file} does not implement '${member}'`);
    const returned: unknown = await Reflect.apply(implemented, this.#implementation, [
      this.#argumentsOf(session, fn, request),
      session,
    ]);
    const response = responseOf(fn, returned);
    session.handedOut.note(fn, request, response);
    return response;
  }

  #argumentsOf(session: ServiceSession, fn: ApiFunction, { values }: RequestValues): object {
    const handler = handlerOf(fn);
    if (handler === undefined) return values;
    const context = values[handler.name];
    return { ...values, [handler.name]: (event: unknown) => this.#callBackOnce(session, fn, context, event) };
  }

  /** The second call of a one-shot handler is fatal to a real client. */
  #callBackOnce(session: ServiceSession, fn: ApiFunction, context: unknown, event: unknown): void {
    if (typeof context !== "number" || !session.take(context)) {
      throw new PeerError(
        `The handler given to ${fn.name} is called a second time; a FUNCTION's handler is called once`,
      );
    }
    session.fire(fn, context, event);
  }

  #addHandler(session: ServiceSession, fn: ApiFunction, { values }: RequestValues): ResponseValues {
    const event = [...this.#contract.events.values()].find(({ add }) => add === fn);
    if (event === undefined) throw new PeerError(`${fn.name} belongs to no event`);
    const { [event.handler]: context, ...args } = values;
    if (typeof context !== "number") throw new PeerError(`${fn.name} came without a handler`);
    const reference = this.#nextHandler;
    this.#nextHandler += 2;
    this.#handlers.set(reference, { session, event, context, args });
    return { result: reference, values: {} };
  }

  #removeHandler(session: ServiceSession, { values }: RequestValues): ResponseValues {
    const [reference] = Object.values(values);
    const handler = typeof reference === "number" ? this.#handlers.get(reference) : undefined;
    if (typeof reference !== "number" || handler?.session !== session) {
      throw new PeerError("the handler to be removed is not one of this client's");
    }
    this.#handlers.delete(reference);
    return { values: {} };
  }

  #fire({ session, event, context }: Handler, values: unknown): void {
    session.fire(event.add, context, values);
  }

  #eventOf(name: string): EventContract {
    const found = this.#contract.events.get(name);
    if (found !== undefined) return found;
    const known = [...this.#contract.events.keys()].join(", ") || "none";
    throw new PeerError(`${this.api.interface.name} has no event '${name}' (its events: ${known})`);
  }

  /** A function of the interface that is called like a hook goes before the hook. */
  #hook(name: "onOpen" | "onClose"): ((...args: readonly unknown[]) => unknown) | undefined {
    if (this.#contract.functions.has(name)) return undefined;
    const hook: unknown = Reflect.get(this.#implementation, name);
    return typeof hook === "function" ? (...args) => Reflect.apply(hook, this.#implementation, args) : undefined;
  }

  /** A misspelt function would be one that is never called. */
  #refuseUnknownMembers(): void {
    const known = [...this.#contract.functions.keys(), "onOpen", "onClose"];
    for (const [member, value] of Object.entries(this.#implementation)) {
      if (typeof value !== "function" || known.includes(member)) continue;
      throw new PeerError(
        `${this.file} implements '${member}', which ${this.api.path} does not have (it has ${known.join(", ")})`,
      );
    }
  }
}

/** A session as the implementation sees it. */
class ServiceSession {
  readonly id: number;
  readonly client: ClientProcess;
  readonly handedOut: HandedOut;
  state: unknown;
  readonly #server: ServerSession;
  readonly #emit: (event: string, values: object) => void;
  /** Contexts of one-shot handlers that were called. */
  readonly #taken = new Set<number>();

  constructor(server: ServerSession, api: Api, emit: (event: string, values: object) => void) {
    this.id = server.id;
    this.client = server.client;
    this.handedOut = new HandedOut(api.interface);
    this.#server = server;
    this.#emit = emit;
  }

  get open(): boolean {
    return this.#server.open;
  }

  emit(event: string, values: object): void {
    this.#emit(event, values);
  }

  close(reason?: string): void {
    if (!this.open) return;
    if (reason !== undefined) console.error(`session ${this.id} of client ${this.client.pid} is closed: ${reason}`);
    this.#server.close();
  }

  /** False the second time. */
  take(context: number): boolean {
    if (this.#taken.has(context)) return false;
    this.#taken.add(context);
    return true;
  }

  /** `fn`: the function that took the handler. */
  fire(fn: ApiFunction, context: number, values: unknown): void {
    if (!this.open) return;
    if (!isObject(values)) throw new PeerError(`${fn.event ?? fn.name} is fired with one object of its values`);
    const problem = this.#server.fire(fn.messageId, { context, values });
    if (problem !== undefined) throw new PeerError(problem);
  }
}
