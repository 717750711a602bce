/**
 * The acquiring functions of a service with what belongs to each: its implementation, how it delivers, and the function that takes back.
 */
import type { Interface } from "@legato-api/language";
import type { AcquiringFunction } from "../../component/index.ts";
import type { FunctionText } from "../c/sourceText.ts";
import { upper } from "../style/names.ts";
import type { CloseContext } from "./context.ts";
import { type Delivery, deliveryOf } from "./delivery.ts";

/** One acquiring function with what belongs to it. */
export interface Acquire {
  readonly acquired: AcquiringFunction;
  readonly function: FunctionText;
  readonly delivery: Delivery;
  /** `Job`. */
  readonly resource: string;
  readonly releases: readonly FunctionText[];
}

export function acquiresOf(context: CloseContext): readonly Acquire[] {
  const { service } = context;
  const functions = service.acquiring.length > 0 ? service.acquiring : service.hints;
  return functions.flatMap((acquired) => {
    const definition =
      acquired.definitions.find((each) => each.body === "works" && !each.macro) ?? acquired.definitions[0];
    const fn = definition && context.functionOf(definition);
    if (!fn || !service.interface || definition.body === "empty") {
      return [];
    }
    const paired = undoingFunction(service.interface, acquired.ownership.pairedWith);
    const releases = (paired === undefined ? [] : (service.implementations.get(paired) ?? [])).flatMap(
      (each) => context.functionOf(each) ?? [],
    );
    const resource = upper((acquired.ownership.resource ?? "resource").split(".").at(-1) ?? "").replace(
      /(?<=.)Obj(?:ect)?$/,
      "",
    );
    return [{ acquired, function: fn, delivery: deliveryOf(service, service.interface, acquired), resource, releases }];
  });
}

/** What a dead client began is not to be committed: `CancelTxn` where there is one beside `CommitTxn`. */
function undoingFunction(iface: Interface, paired: string | undefined): string | undefined {
  const committed = iface.functions.find((fn) => fn.name === paired && /^Commit/.test(fn.name));
  const wanted = committed?.parameters[0]?.type;
  const cancelling = iface.functions.find(
    (fn) =>
      wanted !== undefined &&
      /^(?:Cancel|Abort|Discard|Rollback|Revert)/.test(fn.name) &&
      fn.parameters.length === 1 &&
      fn.parameters[0]?.type === wanted,
  );
  return cancelling?.name ?? paired;
}
