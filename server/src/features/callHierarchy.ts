/**
 * Call hierarchy of an API function: who calls it, and who serves it.
 *
 * Incoming calls are the C functions of clients; outgoing ones lead from the API function to its implementations, so that one view shows
 * who requires, who serves, who calls. C is grouped by the function the call stands in.
 */
import type { ApiSymbol } from "@legato-api/language";
import type { CUse } from "../cross/cUses.ts";
import { enclosingFunction } from "../cross/enclosingFunction.ts";
import { type Files, isProblem } from "../workspace/files.ts";
import { cUses, type Navigator, type Target } from "./navigation.ts";

export interface CallerGroup {
  /** Name of the C function, or of the file for a call outside of any. */
  readonly name: string;
  readonly path: string;
  readonly span: Target["span"];
  readonly nameSpan: Target["span"];
  readonly calls: readonly Target["span"][];
}

export async function callersOf(
  symbol: ApiSymbol,
  navigator: Navigator,
  isCancelled?: () => boolean,
): Promise<readonly CallerGroup[]> {
  const uses = await cUses(symbol, navigator, isCancelled);
  return group(
    uses.filter((one) => one.kind === "call"),
    navigator.files,
  );
}

export async function serversOf(
  symbol: ApiSymbol,
  navigator: Navigator,
  isCancelled?: () => boolean,
): Promise<readonly CUse[]> {
  const uses = await cUses(symbol, navigator, isCancelled);
  return uses.filter((one) => one.kind === "definition");
}

function group(calls: readonly CUse[], files: Files): readonly CallerGroup[] {
  const groups = new Map<string, { group: Omit<CallerGroup, "calls">; calls: Target["span"][] }>();
  for (const call of calls) {
    const file = files.read(call.path);
    if (isProblem(file)) continue;
    const around = enclosingFunction(file.text, call.span.start);
    const name = around?.name ?? call.path.replace(/^.*[\\/]/, "");
    const nameSpan = around?.nameSpan ?? call.span;
    const key = `${call.path}\n${nameSpan.start}`;
    const known = groups.get(key);
    if (known !== undefined) known.calls.push(call.span);
    else
      groups.set(key, {
        group: { name, path: call.path, span: around?.span ?? call.span, nameSpan },
        calls: [call.span],
      });
  }
  return [...groups.values()].map((one) => ({ ...one.group, calls: one.calls }));
}
