/**
 * "Bind Waiting Client": a client that several services would fit is bound to the one that is picked.
 *
 * What can be picked is what the runtime suggests: any other service was built from another `.api`, and would refuse the client.
 */
import type { ServiceFacts, WaitingFacts } from "@legato-api/runtime/inspector-protocol";
import * as vscode from "vscode";
import type { InspectorConnection } from "../inspector/connection.ts";
import { plainText } from "../plainText.ts";
import { bindingChoices } from "./bindingChoices.ts";

export async function bindWaiting(
  waiting: WaitingFacts,
  services: readonly ServiceFacts[],
  connection: InspectorConnection,
): Promise<void> {
  const choices = bindingChoices(waiting, services);
  if (choices.length === 0)
    throw new Error(
      `No service that offers ${waiting.interface} is there yet. Start its server: the client waits for it.`,
    );
  const picked = await vscode.window.showQuickPick(
    choices.map(({ server, process }) => ({ label: plainText(server), description: plainText(process), server })),
    { title: `Bind ${waiting.interface} of ${waiting.client.name} ${waiting.client.pid} to` },
  );
  if (picked !== undefined) await connection.request("bind", { client: waiting.interface, server: picked.server });
}
