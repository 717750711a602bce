/**
 * What the language status says, without VS Code: one line about the index, one about the file at hand.
 *
 * In: how it is with the server, and its last answer. Out: words; `undefined` where there is nothing to say about the file. A verdict that is a finding too is
 * not repeated: only what is not known, and why, and what is well.
 */
import type { ServiceStatus, StatusResult } from "@legato-api/server/protocol";
import type { ServerHealth } from "../languageServer.ts";
import { plainText } from "../plainText.ts";

export interface StatusLine {
  readonly text: string;
  /** Short enough for the line that VS Code draws. */
  readonly detail: string;
  /** All there is to say. */
  readonly spoken: string;
  readonly isError: boolean;
  readonly isBusy: boolean;
}

/** VS Code cuts longer lines off at the window's edge. */
const LONGEST_DETAIL = 28;

export function indexLine(health: ServerHealth, status: StatusResult | undefined): StatusLine {
  if (health === "failed") return { ...line("Language server stopped", "nothing is checked"), isError: true };
  if (health === "starting" || status === undefined) return { ...line("Legato API", "starting"), isBusy: true };
  const { apis, components, busy } = status;
  const indexed = `${counted(apis, ".api file")}, ${counted(components, "component")}`;
  return { ...line(indexed, busy ? "checking" : "checked"), isBusy: busy };
}

export function fileLine(status: StatusResult | undefined): StatusLine | undefined {
  if (status === undefined) return undefined;
  const unknown = status.services.filter(({ state }) => state === "unknown");
  const registered = status.services.filter(({ state }) => state === "registered");
  if (unknown.length > 0) {
    return line(`Close handler of ${names(unknown)}: unknown`, unknown.flatMap(({ reasons }) => reasons).join("; "));
  }
  if (status.imports.length > 0) {
    return line(`${counted(status.imports.length, "import")} outside the search path`, status.imports.join(" "));
  }
  return registered.length > 0 ? line(`Close handler of ${names(registered)}: registered`, "") : undefined;
}

/** VS Code reads markup in both. */
function line(what: string, why: string): StatusLine {
  const [text, detail] = [plainText(what), plainText(why)];
  const short = detail.length > LONGEST_DETAIL ? `${detail.slice(0, LONGEST_DETAIL - 1)}…` : detail;
  return { text, detail: short, spoken: detail === "" ? text : `${text}: ${detail}`, isError: false, isBusy: false };
}

function names(services: readonly ServiceStatus[]): string {
  return [...new Set(services.map(({ prefix }) => prefix))].join(", ");
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
