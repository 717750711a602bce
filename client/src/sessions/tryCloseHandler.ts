/**
 * "Try My Close Handler": a client acquires and is killed, and a report says what could be seen of what the server did.
 *
 * In: a service, from its row, the lens over an acquiring function of its `.api`, or picked; the arguments are asked by the `.api`'s types. The runtime
 * does it, as for `legato-api crash`. Out: the verdict as a message, the whole report in the log; the tree shows the ended client beside it.
 */
import type { CrashReport, JsonObject, ServiceFacts } from "@legato-api/runtime/inspector-protocol";
import type { AcquiringFunction } from "@legato-api/server/protocol";
import * as vscode from "vscode";
import type { LanguageServer } from "../languageServer.ts";
import { tell, tellWarning } from "../messages.ts";
import { plainText } from "../plainText.ts";
import { requireTrust } from "../trust.ts";
import { acquiringIn } from "./acquiring.ts";
import { askArguments } from "./askArguments.ts";
import type { SessionsLink } from "./live.ts";
import type { Row } from "./rows.ts";

export interface TryCloseHandlerSurroundings {
  readonly link: SessionsLink;
  readonly server: LanguageServer;
  readonly log: vscode.LogOutputChannel;
  readonly fail: (what: string, error: unknown) => void;
}

export const TRY_CLOSE_HANDLER = "legatoApi.tryCloseHandler";

/** What the code lens gives. */
export interface TryTarget {
  readonly kind: "function";
  readonly service: number;
  readonly function: string;
}

export function registerTryCloseHandler({ link, server, log, fail }: TryCloseHandlerSurroundings): vscode.Disposable {
  const run = async (target: Row | TryTarget | undefined): Promise<void> => {
    requireTrust();
    await link.start();
    if (link.state.kind !== "connected") throw new Error("No runtime is running. Press F5 on an .api file first.");
    const { connection } = link.state;
    const service = serviceOf(link, target) ?? (await pickService(link));
    if (service?.api === null) throw new Error(`The .api of '${service.interface}' is not known.`);
    if (service === undefined) return;
    const functions = await acquiringIn(server, vscode.Uri.file(service.api).toString());
    const chosen = target?.kind === "function" ? functions.find(({ name }) => name === target.function) : undefined;
    const fn = chosen ?? (await pickFunction(service, functions));
    if (fn === undefined) return;
    const given = await askArguments(fn, argumentsBefore(link, service, fn.name));
    if (given === undefined) return;
    const title = plainText(`Trying the close handler of ${service.interface}`);
    const report = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () =>
      connection.request("crash", {
        interface: service.interface,
        calls: [{ function: fn.name, arguments: given }],
      }),
    );
    for (const line of [`${title}:`, ...report.lines, report.summary]) log.info(line);
    // The command is over; its message may stay as long as it likes.
    void showVerdict(report, log);
  };
  return vscode.commands.registerCommand(TRY_CLOSE_HANDLER, (target?: Row | TryTarget) =>
    run(target).catch((error: unknown) => fail("The close handler was not tried", error)),
  );
}

function serviceOf(link: SessionsLink, target: Row | TryTarget | undefined): ServiceFacts | undefined {
  if (target?.kind === "service") return link.store.service(target.service.id);
  return target?.kind === "function" ? link.store.service(target.service) : undefined;
}

async function pickService(link: SessionsLink): Promise<ServiceFacts | undefined> {
  const services = link.store.services().filter(({ advertised, api }) => advertised && api !== null);
  if (services.length === 0) throw new Error("No service whose .api is known is running. Start the server first.");
  if (services.length === 1) return services[0];
  const picked = await vscode.window.showQuickPick(
    services.map((service) => ({
      label: plainText(service.interface),
      description: plainText(`${service.server.name} ${service.server.pid}`),
      service,
    })),
    { title: "Try the close handler of" },
  );
  return picked?.service;
}

async function pickFunction(
  service: ServiceFacts,
  functions: readonly AcquiringFunction[],
): Promise<AcquiringFunction | undefined> {
  if (functions.length === 0)
    throw new Error(`No function of '${service.interface}' hands out anything that a client could leave behind.`);
  if (functions.length === 1) return functions[0];
  const picked = await vscode.window.showQuickPick(
    functions.map((fn) => ({ label: fn.name, description: `hands out a ${fn.resource}`, fn })),
    { title: `Try the close handler of ${service.interface}: the client acquires by` },
  );
  return picked?.fn;
}

/** Those of the newest call that acquired something by this function. */
function argumentsBefore({ store }: SessionsLink, { id }: ServiceFacts, name: string): JsonObject {
  const sessions = [...store.ended().filter(({ service }) => service === id), ...store.open(id)];
  const held = sessions.flatMap((one) => one.held).filter(({ acquiredBy }) => acquiredBy === name);
  return (
    held.reduce<(typeof held)[number] | undefined>(
      (newest, one) => (newest !== undefined && newest.at > one.at ? newest : one),
      undefined,
    )?.arguments ?? {}
  );
}

async function showVerdict({ verdict, summary }: CrashReport, log: vscode.LogOutputChannel): Promise<void> {
  const isGood = verdict === "freed" || verdict === "notObservable";
  const show = isGood ? tell : tellWarning;
  if ((await show(summary, "Show Report")) !== undefined) log.show(true);
}
