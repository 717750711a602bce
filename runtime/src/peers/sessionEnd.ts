/** How a session ended, in the words that a TypeScript service gets. */
import type { End } from "../directory/events.ts";
import { signalName } from "../sessions/view.ts";
import type { SessionEnding } from "./public.ts";

export function endingOf(end: End): SessionEnding {
  switch (end.cause) {
    case "exited":
      return { cause: "exited", code: end.code };
    case "signal":
      return { cause: "signal", signal: signalName(end.signal) };
    case "refused":
      return { cause: "unknown" };
    default:
      return { cause: end.cause };
  }
}
