/**
 * The check of one `.api` file, whole: what the model says, and what only the facts about wire and C can tell.
 *
 * In: a tree and a resolver for its imports. Out: the interface, diagnostics in text order, the files it depends on. Pure, never throws.
 */
import { troubleInC } from "./cTrouble/cTrouble.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { CheckInput, CheckResult } from "./model/check.ts";
import { check as checkModel } from "./model/checker.ts";
import type { Interface } from "./model/interface.ts";
import { computedMessageSize } from "./protocol/index.ts";

export function check(input: CheckInput): CheckResult {
  const result = checkModel(input);
  if (!result.interface.accepted) return result;
  const tooSmall = smallMessageSize(result.interface);
  const found = [...troubleInC(result.interface), ...(tooSmall === undefined ? [] : [tooSmall])];
  if (found.length === 0) return result;
  return {
    interface: tooSmall === undefined ? result.interface : { ...result.interface, accepted: false },
    diagnostics: [...result.diagnostics, ...found].sort((a, b) => a.span.start - b.span.start),
    dependencies: result.dependencies,
  };
}

/** TelAF: API_MSG_SIZE takes the place of the computed size, so it cannot be below it. */
function smallMessageSize(checked: Interface): Diagnostic | undefined {
  const { declaredMessageSize } = checked;
  if (declaredMessageSize === undefined) return undefined;
  const needed = computedMessageSize(checked);
  if (declaredMessageSize >= needed) return undefined;
  const setting = checked.source.items.findLast((item) => item.kind === "messageSize");
  return {
    rule: "message-size-too-small",
    severity: "error",
    message: `The messages of this interface need ${needed} bytes, and API_MSG_SIZE has room for ${declaredMessageSize}. Give at least ${needed}, or leave it out.`,
    span: { start: setting?.start ?? 0, end: setting?.end ?? 0 },
    related: [],
    data: { replaceWith: `API_MSG_SIZE = ${needed};` },
  };
}
