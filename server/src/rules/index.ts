/**
 * All lifecycle rules, and the one way to run them.
 */
import type { Component, ComponentAnalyzer } from "../component/index.ts";
import type { Finding } from "../finding.ts";
import { closeHandlerBeforeAdvertise } from "./closeHandlerBeforeAdvertise.ts";
import { closeHandlerContextPerClient } from "./closeHandlerContextPerClient.ts";
import { closeHandlerIgnoresSession } from "./closeHandlerIgnoresSession.ts";
import { closeHandlerIteratorReset } from "./closeHandlerIteratorReset.ts";
import { closeHandlerKillsClient } from "./closeHandlerKillsClient.ts";
import { closeHandlerOwnerByPid } from "./closeHandlerOwnerByPid.ts";
import { closeHandlerRegisteredPerCall } from "./closeHandlerRegisteredPerCall.ts";
import { closeHandlerServiceUnknown } from "./closeHandlerServiceUnknown.ts";
import { closeHandlerUsesClientSession } from "./closeHandlerUsesClientSession.ts";
import { missingCloseHandler } from "./missingCloseHandler.ts";
import { oneShotCallbackNotDropped } from "./oneShotCallbackNotDropped.ts";
import { ownerNotStored } from "./ownerNotStored.ts";
import { possibleMissingCloseHandler } from "./possibleMissingCloseHandler.ts";
import type { Rule } from "./rule.ts";

export type { Rule } from "./rule.ts";

export const LIFECYCLE_RULES: readonly Rule[] = [
  missingCloseHandler,
  possibleMissingCloseHandler,
  ownerNotStored,
  closeHandlerBeforeAdvertise,
  closeHandlerContextPerClient,
  closeHandlerRegisteredPerCall,
  closeHandlerKillsClient,
  closeHandlerUsesClientSession,
  closeHandlerIgnoresSession,
  closeHandlerIteratorReset,
  closeHandlerOwnerByPid,
  oneShotCallbackNotDropped,
  closeHandlerServiceUnknown,
];

/** What the rules find in a component, in the order of files and places. Severities are the rules' own. */
export async function lifecycleFindings(
  component: Component,
  _analyzer: ComponentAnalyzer,
): Promise<readonly Finding[]> {
  return LIFECYCLE_RULES.flatMap((rule) => rule.check(component)).sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.span.start - b.span.start,
  );
}
