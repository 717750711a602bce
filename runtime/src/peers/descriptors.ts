/**
 * The descriptors that come with a record: one at most is expected, and only where the interface has a place for it.
 *
 * Always holds: what nobody can take is closed, so that a peer cannot fill this process's table.
 */
import type { ApiFunction, Type } from "@legato-api/language";
import type { System } from "../system/system.ts";

export type MessageKind = "request" | "response" | "event";

/** The one that the message has a place for; the others are closed. */
export function takeDescriptor(
  system: System,
  descriptors: readonly number[],
  fn: ApiFunction | undefined,
  kind: MessageKind,
): number | undefined {
  const [first, ...rest] = descriptors;
  const wanted = fn !== undefined && hasFile(fn, kind);
  closeDescriptors(system, wanted ? rest : descriptors);
  return wanted ? first : undefined;
}

export function closeDescriptors(system: System, descriptors: readonly number[]): void {
  for (const each of descriptors) system.sockets.close(each);
}

function hasFile({ parameters }: ApiFunction, kind: MessageKind): boolean {
  if (kind !== "event") {
    const direction = kind === "request" ? "in" : "out";
    return parameters.some((each) => each.direction === direction && isFile(each.type));
  }
  return parameters.some(({ type }) => type.kind === "handler" && type.parameters.some((each) => isFile(each.type)));
}

function isFile(type: Type): boolean {
  return type.kind === "basic" && type.name === "file";
}
