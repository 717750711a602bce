/**
 * Which service a client reaches.
 *
 * In: what the client asked for, the bindings the user gave, the services advertised now. Out: the service to be tried, or why there is
 * none, with the `--bind` lines that would settle it. A pure function: the directory asks again whenever something changed.
 *
 * Order: bindings of the command line, those of definition files, same user and same name, then the convenience for real binaries, whose
 * interfaces are called `exe.component.api`: the one service of the user with the same protocol id and the same last segment. Two of
 * those are a question for the user, not for us.
 */
import { compatibility } from "./compatibility.ts";
import type { Binding, BoundBy, InterfaceFacts } from "./events.ts";

/** The key of a service in the directory (legato-ipc 3). */
export interface Offer extends InterfaceFacts {
  readonly uid: number;
}

export interface Request extends InterfaceFacts {
  readonly uid: number;
}

export type Resolution<O extends Offer> =
  | { readonly kind: "bound"; readonly offer: O; readonly boundBy: BoundBy }
  /** Bound to something that nobody advertises yet. */
  | { readonly kind: "no server"; readonly detail: string; readonly suggestions: readonly string[] }
  /** Only the user can say. */
  | { readonly kind: "no binding"; readonly detail: string; readonly suggestions: readonly string[] };

export function resolve<O extends Offer>(
  request: Request,
  bindings: readonly Binding[],
  offers: readonly O[],
): Resolution<O> {
  const binding = findBinding(request, bindings);
  if (binding !== undefined) {
    const uid = binding.serverUid === "same" ? request.uid : binding.serverUid;
    const offer = offers.find((each) => each.uid === uid && each.interface === binding.server);
    if (offer !== undefined) return { kind: "bound", offer, boundBy: binding.origin };
    return { kind: "no server", detail: `bound to ${binding.server}, which nobody advertises`, suggestions: [] };
  }
  const own = offers.filter((each) => each.uid === request.uid);
  const namesake = own.find((each) => each.interface === request.interface);
  if (namesake !== undefined) return { kind: "bound", offer: namesake, boundBy: "sameName" };
  return resolveBySegment(request, own, offers);
}

function resolveBySegment<O extends Offer>(request: Request, own: readonly O[], all: readonly O[]): Resolution<O> {
  const segment = lastSegment(request.interface);
  const alike = own.filter((each) => lastSegment(each.interface) === segment);
  const fitting = alike.filter((each) => compatibility(request, each).compatible);
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return { kind: "bound", offer: only, boundBy: "auto" };
  if (only !== undefined) {
    const names = fitting.map((each) => each.interface);
    return {
      kind: "no binding",
      detail: `${names.length} services would fit: ${names.join(", ")}`,
      suggestions: names.map((name) => bindOption(request.interface, name)),
    };
  }
  const foreign = all.filter((each) => each.uid !== request.uid && each.interface === request.interface);
  if (foreign.length > 0) {
    return {
      kind: "no binding",
      detail: `${request.interface} is advertised by another user`,
      suggestions: foreign.map((each) => bindOption(request.interface, `<${each.uid}>.${each.interface}`)),
    };
  }
  const built =
    alike.length === 0 ? "" : `; ${alike.map((each) => each.interface).join(", ")} was built from another .api`;
  return { kind: "no server", detail: `nobody advertises ${request.interface}${built}`, suggestions: [] };
}

/** Options go before definition files, an exact client before a wildcard, and the last one given before the earlier ones. */
function findBinding(request: Request, bindings: readonly Binding[]): Binding | undefined {
  const matching = bindings.filter(
    (each) =>
      (each.clientUid === "any" || each.clientUid === request.uid) &&
      (each.client === request.interface || each.client === `*.${lastSegment(request.interface)}`),
  );
  const rank = (each: Binding) => (each.origin === "option" ? 2 : 0) + (each.client === request.interface ? 1 : 0);
  return matching.toReversed().toSorted((a, b) => rank(b) - rank(a))[0];
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** What to type, quoted for a shell. */
function bindOption(client: string, server: string): string {
  return `--bind '${client}->${server}'`;
}

/**
 * Reads `CLIENT->SERVER`. Each side is an instance name, the client also `*.api`; `<user>.` in front, with a name or a number, says
 * whose. Answers a sentence if it is none.
 */
export function parseBinding(text: string, userId: (name: string) => number | undefined): Binding | string {
  const sides = text.split("->").map((side) => side.trim());
  const [client, server] = sides;
  if (sides.length !== 2 || !client || !server) {
    return `'${text}' is no binding: write CLIENT->SERVER, for example 'app.component.printer->printer'`;
  }
  const from = parseSide(client, userId);
  const to = parseSide(server, userId);
  if (typeof from === "string") return from;
  if (typeof to === "string") return to;
  if (to.name.includes("*")) return `'${text}' is no binding: a server cannot be *`;
  return {
    clientUid: from.uid ?? "any",
    client: from.name,
    serverUid: to.uid ?? "same",
    server: to.name,
    origin: "option",
  };
}

function parseSide(
  text: string,
  userId: (name: string) => number | undefined,
): { readonly uid: number | undefined; readonly name: string } | string {
  const match = /^(?:<(?<user>[^<>]+)>\.)?(?<name>(?:\*\.)?[^\s<>*]+)$/.exec(text);
  const name = match?.groups?.["name"];
  if (name === undefined) return `'${text}' is no interface name: write name, exe.component.name or <user>.name`;
  const user = match?.groups?.["user"];
  if (user === undefined) return { uid: undefined, name };
  const uid = /^\d+$/.test(user) ? Number(user) : userId(user);
  return uid === undefined ? `there is no user called '${user}' on this machine` : { uid, name };
}
