/**
 * Freeing where no function of the component frees: the steps of the creation taken back.
 */
import { callsIn } from "../c/syntaxQueries.ts";
import type { Creation } from "./creation.ts";
import type { Destroy } from "./destroy.ts";
import type { Unfinished } from "./handlerText.ts";

/** Only where all the steps are known: an object of a pool, in a map or a list. */
export function undoing(creation: Creation): Destroy | Unfinished {
  const { in: fn, container, object } = creation;
  const isAllocated =
    object !== undefined &&
    callsIn(fn.source, fn.body).some(
      (call) =>
        /^le_mem_\w*Alloc$/.test(call.callee) && fn.source.text.slice(0, call.node.start).trimEnd().endsWith("="),
    );
  const shared = { source: fn.source, behind: fn, ofInstance: false };
  const pointer = object ? { name: object.name, typeText: object.typeText } : undefined;
  const release = object ? [`le_mem_Release(${object.name});`] : [];
  if (container.kind === "refMap" && (isAllocated || !object)) {
    return {
      ...shared,
      ...(pointer ? { object: pointer } : {}),
      reference: { name: "safeRef", typeText: "void*" },
      statements: [`le_ref_DeleteRef(${container.expression}, safeRef);`, ...release],
    };
  }
  if (container.kind === "list" && isAllocated && pointer && container.link !== undefined) {
    return {
      ...shared,
      object: pointer,
      statements: [`le_dls_Remove(&${container.expression}, &${pointer.name}->${container.link});`, ...release],
    };
  }
  return { todo: "Free what belongs to this client here: no function of the component does." };
}
