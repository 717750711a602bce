/** Why a session is stopped, in words: short beside the name of its thread, whole where there is room. Pure. */
import { endText, heldText, leftText } from "../sessions/words.ts";
import type { SessionFacts, Stopped } from "./engine.ts";

/** Only what is left is shown in red, as an exception is. */
export const REASONS: Readonly<Record<Stopped["reason"], string>> = {
  breakpoint: "breakpoint",
  step: "step",
  open: "entry",
  end: "pause",
  leak: "exception",
};

/** Why it is stopped, without whose session it is. */
export function shortText({ reason, at, function: name, facts }: Stopped): string {
  switch (reason) {
    case "open":
      return "Session opened";
    case "end":
      return "Session ended";
    case "leak":
      return `Session ended, ${heldText(facts)} left`;
    default:
      return `${name ?? "A message"}, ${at}`;
  }
}

export function wholeText(stop: Stopped): string {
  const { reason, facts } = stop;
  switch (reason) {
    case "open":
      return `${threadName(facts)} opened a session; its first message is held`;
    case "end":
    case "leak":
      return `${threadName(facts)}: ${endText(facts)}, ${leftText(facts)}`;
    default:
      return shortText(stop);
  }
}

export function threadName(facts: SessionFacts): string {
  return `${facts.client.name} ${facts.client.pid} · ${facts.interface}`;
}
