/**
 * `legato-api sessions` for people: services, their sessions, what these hold; who waits; how the others ended.
 *
 * In: a snapshot and the time (milliseconds since 1970), for ages. Out: lines of text, nothing in them that steers a terminal. Pure.
 */
import { printable } from "@legato-api/language";
import { referenceText } from "../interfaces/values.ts";
import type {
  CloseHandlerFact,
  HeldResource,
  ServiceWithSessions,
  SessionFacts,
  SessionsSnapshot,
  WaitingFacts,
} from "../sessions/facts.ts";

/** Lines shown of those that are over; `--json` has all. */
const ENDED_SHOWN = 20;
/** Of those that were refused alike. */
const PROCESSES_SHOWN = 3;

export function sessionTree(snapshot: SessionsSnapshot, now: number): string {
  const { services, waiting } = snapshot;
  const refused = snapshot.ended.filter(({ end }) => end?.cause === "refused");
  const ended = snapshot.ended.filter(({ end }) => end?.cause !== "refused");
  const lines = [
    ...services.flatMap((service) => serviceLines(service, now)),
    ...group(
      `Waiting (${waiting.length})`,
      waiting.length,
      waiting.flatMap((each) => waitingLines(each, now)),
    ),
    ...group(endedTitle(ended), ended.length, endedLines(ended)),
    ...group(`Refused (${refused.length})`, refused.length, refusedLines(refused)),
  ];
  return lines.length === 0 ? "Nothing is connected.\n" : `${lines.map(printable).join("\n")}\n`;
}

function group(title: string, count: number, lines: readonly string[]): readonly string[] {
  return count === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function serviceLines(service: ServiceWithSessions, now: number): readonly string[] {
  const { interface: name, server, closeHandler, sessions } = service;
  const facts = [
    `${server.name || "?"} ${server.pid}`,
    handlerText(closeHandler),
    service.api === null ? "no .api known, nothing is decoded" : "",
    service.relayed ? "" : "not relayed, ends are not seen",
    service.advertised ? "" : "withdrawn",
  ];
  return [
    `${name}   ${joined(facts)}`,
    ...sessions.flatMap((each) => openLines(each, service.relayed, now)).map((line) => `  ${line}`),
  ];
}

function handlerText(fact: CloseHandlerFact): string {
  return fact === "missing" ? "no close handler" : fact === "registered" ? "close handler" : "";
}

/** Of one that was only handed over nothing is known but since when. */
function openLines(session: SessionFacts, relayed: boolean, now: number): readonly string[] {
  const { calls, events, heldCount, unseen, outstanding } = session;
  const facts = [
    session.leaving === null ? "" : `${session.leaving.message} at ${clock(session.leaving.at)}`,
    session.state === "stopped" ? "stopped at a breakpoint" : "",
    relayed ? `holds ${heldCount}` : "",
    relayed ? plural(calls, "call") : "",
    events > 0 ? plural(events, "event") : "",
    outstanding > 0 ? `${outstanding} unanswered` : "",
    unseen > 0 ? `${plural(unseen, "record")} not seen` : "",
    age(session.openedAt, now),
    session.warning ?? "",
  ];
  const held = session.held.map((each) => `${resourceText(each)}   ${age(each.at, now)}`);
  const more = heldCount > held.length ? [`and ${heldCount - held.length} more`] : [];
  return [`${clientText(session)}   ${joined(facts)}`, ...[...held, ...more].map((line) => `  ${line}`)];
}

function waitingLines(waiting: WaitingFacts, now: number): readonly string[] {
  const { client, interface: name, reason, detail, since, suggestions } = waiting;
  const line = `${client.name || "?"} ${client.pid}   ${joined([`for ${name}`, `${reason} (${detail})`, age(since, now)])}`;
  return [line, ...suggestions.map((each) => `  ${each}`)];
}

function endedTitle(ended: readonly SessionFacts[]): string {
  const leaks = ended.filter(({ leak }) => leak === "suspect").length;
  return `Ended (${ended.length})${leaks === 0 ? "" : `   ${plural(leaks, "leak suspect")}`}`;
}

function endedLines(ended: readonly SessionFacts[]): readonly string[] {
  return firstOf(
    ended.map((session) => {
      const facts = [`${session.end?.message ?? ""} at ${clock(session.end?.at ?? "")}`, leftText(session)];
      return `${clientText(session)}   ${session.interface}: ${joined(facts)}`;
    }),
  );
}

/** One line for all that were refused alike: each real Legato process asks for a log server that is seldom there, and would push out the rest. */
function refusedLines(refused: readonly SessionFacts[]): readonly string[] {
  const alike = new Map<string, SessionFacts[]>();
  for (const session of refused) {
    const why = `${session.interface} ${session.end?.message ?? ""}`;
    const known = alike.get(why);
    if (known === undefined) alike.set(why, [session]);
    else known.push(session);
  }
  return firstOf([...alike.values()].map(refusedLine));
}

/** `alike`: newest first. */
function refusedLine(alike: readonly SessionFacts[]): string {
  const [latest] = alike;
  const { interface: name = "", end } = latest ?? {};
  // A request that could not be read names no interface.
  const subject = name === "" ? "" : `${name}: `;
  const when = `${alike.length === 1 ? "" : `${alike.length} times, last `}at ${clock(end?.at ?? "")}`;
  return `${processesText(alike)}   ${subject}${end?.message ?? ""} (${when})`;
}

/** Each once, by name and pid. */
function processesText(sessions: readonly SessionFacts[]): string {
  const processes = [...new Set(sessions.map(clientText))];
  const more = processes.length - PROCESSES_SHOWN;
  return `${processes.slice(0, PROCESSES_SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function firstOf(lines: readonly string[]): readonly string[] {
  return lines.length > ENDED_SHOWN
    ? [...lines.slice(0, ENDED_SHOWN), `and ${lines.length - ENDED_SHOWN} more`]
    : lines;
}

/** What became of what the client held. */
function leftText({ end, heldCount, held, leak, freed, bytes }: SessionFacts): string {
  // Not a byte of it was seen: there is nothing to say about what it held.
  if (end?.cause === "refused" || bytes === 0) return "";
  if (freed !== null && heldCount > 0) {
    const kept = freed.kept.length === 0 ? "" : `leaked ${counted(freed.kept)}`;
    return joined([freed.freed.length === 0 ? "" : `held ${counted(freed.freed)}, freed by the service`, kept]);
  }
  if (heldCount === 0) return "held nothing";
  const verdict = leak === "suspect" ? "leak suspect" : leak === "possible" ? "possible leak" : "";
  const more = heldCount > held.length ? ` and ${heldCount - held.length} more` : "";
  return joined([`still held ${counted(held)}${more}`, verdict]);
}

function counted(resources: readonly { readonly type: string }[]): string {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} ${type}`).join(", ");
}

function clientText({ client }: SessionFacts): string {
  return `${client.name || "?"} ${client.pid}`;
}

function resourceText({ type, reference, acquiredBy, arguments: args }: HeldResource): string {
  const values = Object.entries(args).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const name = reference === null ? type : `${type} ${referenceText(reference)}`;
  return `${name}   ${acquiredBy}(${values.join(", ")})`;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
}

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** `12 s`, `2 min`, `1 h 5 min`, `3 d`. */
function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d`;
}

/** Local time of day. */
function clock(iso: string): string {
  const date = new Date(iso);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}
