/** The report of a tried close handler in lines, as `legato-api crash` prints it. Pure. */
import type { CrashAttempt, CrashReport } from "@legato-api/runtime/inspector-protocol";
import { valueText } from "./words.ts";

/** Without the summary. */
export function reportLines({ function: name, clients, server, whileHeld, after }: CrashReport): readonly string[] {
  const [first = "", ...others] = clients.map(
    ({ pid, attempt, end }) =>
      `client ${pid}: ${name} ${attemptText(attempt)}${end === null ? "" : `; ${end.message}`}`,
  );
  return [
    first,
    ...(whileHeld === null ? [] : [`second client, meanwhile: ${name} ${attemptText(whileHeld)}`]),
    ...others,
    ...(after === null ? [] : [`second client, afterwards: ${name} ${attemptText(after)}`]),
    `server ${server.pid}: ${server.alive ? "alive" : "dead"}`,
  ];
}

function attemptText({ acquired, values, problem }: CrashAttempt): string {
  if (problem !== null) return `failed: ${problem}`;
  return `${acquired ? "gave" : "gave nothing:"} ${valueText(values)}`;
}
