/**
 * The C names an interface puts into its clients and servers, and what each stands for in the `.api` file.
 *
 * In: an interface and the prefix a component knows it by. Out: a map from C identifier to symbol; a name that two declarations share
 * (the reference compiler allows it) belongs to the first. Types and constants follow the file's own name, functions the prefix; a
 * component with an alias sees both.
 */
import { type ApiSymbol, cConstantName, cFunctionName, cNaming, cTypeName, type Interface } from "@legato-api/language";

const known = new WeakMap<Interface, Map<string, ReadonlyMap<string, ApiSymbol>>>();

export function cNamesOf(iface: Interface, prefix: string = iface.name): ReadonlyMap<string, ApiSymbol> {
  let byPrefix = known.get(iface);
  if (byPrefix === undefined) {
    byPrefix = new Map();
    known.set(iface, byPrefix);
  }
  let names = byPrefix.get(prefix);
  if (names === undefined) {
    names = collect(iface, prefix);
    byPrefix.set(prefix, names);
  }
  return names;
}

function collect(iface: Interface, prefix: string): ReadonlyMap<string, ApiSymbol> {
  const names = new Map<string, ApiSymbol>();
  const { uri } = iface;
  const add = (name: string, symbol: ApiSymbol): void => {
    if (!names.has(name)) names.set(name, symbol);
  };
  const naming = cNaming(iface, prefix);
  for (const fn of iface.functions) {
    const symbol: ApiSymbol =
      fn.event === undefined ? { kind: "function", uri, name: fn.name } : { kind: "event", uri, name: fn.event };
    add(cFunctionName(naming, fn.name), symbol);
    // The answer of an asynchronous server.
    if (fn.event === undefined) add(cFunctionName(naming, `${fn.name}Respond`), symbol);
  }
  for (const own of new Set([prefix, iface.name])) {
    for (const type of iface.types.values()) {
      add(cTypeName(own, type), { kind: "type", uri, name: type.name });
      if (type.kind !== "enum" && type.kind !== "bitmask") continue;
      for (const member of type.members) {
        add(cConstantName(own, member.name), { kind: "member", uri, name: member.name, container: type.name });
      }
    }
    for (const event of iface.events.values()) {
      add(cTypeName(own, event.referenceType), { kind: "event", uri, name: event.name });
    }
    for (const definition of iface.definitions.values()) {
      add(cConstantName(own, definition.name), { kind: "define", uri, name: definition.name });
    }
  }
  return names;
}
