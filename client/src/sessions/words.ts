/** The words of the sessions view: ages, ends, values. Pure; the clock is a parameter. */
import type { HeldResource, JsonValue, SessionFacts } from "@legato-api/runtime/inspector-protocol";

/** Time between two instants in the largest unit that says enough: `12 s`, `2 min`, `1 h 5 min`, `3 d`. */
export function ageText(sinceIso: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(sinceIso)) / 1000));
  if (Number.isNaN(seconds)) return "";
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
}

/** `2 Job, 1 lock`; `nothing`. */
export function heldText(session: SessionFacts): string {
  if (session.heldCount === 0) return "nothing";
  const counts = new Map<string, number>();
  for (const one of session.held) counts.set(one.type, (counts.get(one.type) ?? 0) + 1);
  const listed = [...counts].map(([type, count]) => `${count} ${type}`).join(", ");
  const more = session.heldCount - session.held.length;
  return more > 0 ? `${listed} and ${more} more` : listed;
}

/** What became of what an ended session held: `held 2 Job, all freed`, `leak: still held 1 Job`, `held 1 Job, gone with the server`. */
export function leftText(session: SessionFacts): string {
  if (session.heldCount === 0) return "held nothing";
  const { freed, leak, end } = session;
  if (end?.serverDied === true) return `held ${heldText(session)}, gone with the server`;
  if (freed !== null && freed.freed.length > 0) {
    const held = `held ${heldText(session)}`;
    return freed.kept.length === 0 ? `${held}, all freed` : `leak: ${held}, ${freed.kept.length} not freed`;
  }
  const held = `still held ${heldText(session)}`;
  if (leak === "none") return `${held}, left to the close handler`;
  return `${leak === "suspect" ? "leak" : "possible leak"}: ${held}`;
}

/** True of a resource that nobody has freed, or may not have, now that its session is over. */
export function isLeaked(session: SessionFacts, resource: HeldResource): boolean {
  if (session.end === null) return false;
  if (session.freed === null) return session.leak !== "none";
  return session.freed.kept.some(
    ({ type, reference }) => type === resource.type && sameReference(reference, resource.reference),
  );
}

function sameReference(one: JsonValue, other: JsonValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** How a session ended, as a reader says it. */
export function endText({ end }: Pick<SessionFacts, "end">): string {
  if (end === null) return "open";
  const at = ` at ${clockText(end.at)}`;
  switch (end.cause) {
    case "closed":
      return `closed${at}`;
    case "exited":
      return `exited with ${end.code ?? "?"}${at}`;
    case "signal":
      return `killed by ${end.signal ?? "a signal"}${at}`;
    case "gone":
      return `died${at}, cause unknown`;
    case "server":
      return `${end.serverDied === true ? "the server died" : "closed by the server"}${at}`;
    case "refused":
      return `refused${at}`;
    case "runtime":
      return `closed by the runtime${at}`;
  }
}

/** Local time of day. */
export function clockText(iso: string): string {
  const date = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A value on one line; what would turn or hide the text beside it is written by its number, as JSON allows. */
export function valueText(value: JsonValue): string {
  return JSON.stringify(value).replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A reference as the server's log shows it. */
export function referenceText(reference: JsonValue): string {
  return typeof reference === "number" ? `0x${reference.toString(16)}` : reference === null ? "" : valueText(reference);
}

/** `Open(name "report")`. */
export function acquiredText(resource: HeldResource): string {
  const parts = Object.entries(resource.arguments).map(([name, value]) => `${name} ${valueText(value)}`);
  return `${resource.acquiredBy}(${parts.join(", ")})`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
