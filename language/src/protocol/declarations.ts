/**
 * An interface's declarations in the order the reference compiler keeps them, which its hash text, JSON and headers depend on.
 *
 * In: a checked interface. Out: lists; nothing is changed. The order within a category is the order in the file; an event's
 * reference type stands among the types at the event's place; of two imports under one name the later replaces the earlier in place.
 */
import type { EventReferenceType, Import, Interface, NamedType, Type } from "../model/interface.ts";

/** Types a file declares, event reference types in place. */
export function typesInOrder(iface: Interface): readonly (NamedType | EventReferenceType)[] {
  const types: (NamedType | EventReferenceType)[] = [...iface.types.values()];
  if (iface.events.size === 0) {
    return types;
  }
  for (const event of iface.events.values()) {
    types.push(event.referenceType);
  }
  return types.sort((left, right) => left.node.start - right.node.start);
}

/** One import for each name, in the order of the first USETYPES of that name. */
export function importsInOrder(iface: Interface): readonly Import[] {
  const byName = new Map<string, Import>();
  for (const imported of iface.imports) {
    byName.set(imported.name, imported);
  }
  return [...byName.values()];
}

/** The interface itself and everything it imports, directly or not, each once, importers before imports. */
export function withImports(iface: Interface): readonly Interface[] {
  const seen = new Set<Interface>([iface]);
  for (const current of seen) {
    for (const imported of current.imports) {
      if (imported.interface !== undefined) {
        seen.add(imported.interface);
      }
    }
  }
  return [...seen];
}

/** True when the file can only be meant for TelAF's compiler, because it or something it imports is written in that dialect. */
export function isTelaf(iface: Interface): boolean {
  return withImports(iface).some((each) => each.dialect === "telaf");
}

/** Every declared type that messages of the interface are made of, own and imported, and the own ones that are not used. */
export function usedTypes(iface: Interface): ReadonlySet<NamedType> {
  const used = new Set<NamedType>();
  const open: Type[] = [...iface.types.values()];
  for (const { returnType, parameters } of iface.functions) {
    open.push(...parameters.map(({ type }) => type), ...(returnType === undefined ? [] : [returnType]));
  }
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (type.kind === "basic" || type.kind === "error" || type.kind === "eventReference" || used.has(type)) {
      continue;
    }
    used.add(type);
    if (type.kind === "struct") {
      open.push(...type.fields.map((field) => field.type));
    } else if (type.kind === "handler") {
      open.push(...type.parameters.map((parameter) => parameter.type));
    }
  }
  return used;
}
