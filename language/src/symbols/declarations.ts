/** From a symbol to its declaration: the interface that declares it, the syntax, and the checked meaning. */
import type { Interface } from "../model/interface.ts";
import type { DeclarationNode, FieldNode, MemberNode, Name, ParameterNode } from "../syntax/tree.ts";
import type { ApiSymbol } from "./occurrences.ts";

export interface Declaration {
  readonly interface: Interface;
  readonly symbol: ApiSymbol;
  /** The declared name; for an interface a zero-length one at the start of the file. */
  readonly name: Name;
  /** The declaration itself, or the enclosing one of a member, field or parameter; absent for an interface. */
  readonly node?: DeclarationNode;
  readonly part?: MemberNode | FieldNode | ParameterNode;
}

/** The interface with this uri: `from` itself or any it imports, directly or not. */
export function interfaceWithUri(from: Interface, uri: string): Interface | undefined {
  const seen = new Set<Interface>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.uri === uri) return next;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const used of next.imports) if (used.interface !== undefined) open.push(used.interface);
  }
  return undefined;
}

/** Finds a symbol as seen from `from`; undefined when it is gone. */
export function declarationOf(from: Interface, symbol: ApiSymbol): Declaration | undefined {
  const home = interfaceWithUri(from, symbol.uri);
  if (home === undefined) return undefined;
  if (symbol.kind === "interface") return { interface: home, symbol, name: { text: home.name, start: 0, end: 0 } };
  const wanted = symbol.container ?? symbol.name;
  for (const node of home.source.items) {
    if (!("name" in node) || node.name.text !== wanted || !declares(node, symbol)) continue;
    if (symbol.container === undefined) return { interface: home, symbol, name: node.name, node };
    const part = partsOf(node).find((one) => one.name.text === symbol.name);
    if (part !== undefined) return { interface: home, symbol, name: part.name, node, part };
  }
  return undefined;
}

/** Members, fields or parameters of a declaration. */
export function partsOf(node: DeclarationNode): readonly (MemberNode | FieldNode | ParameterNode)[] {
  if ("members" in node) return node.members;
  if ("fields" in node) return node.fields;
  return "parameters" in node ? node.parameters : [];
}

function declares(node: DeclarationNode, symbol: ApiSymbol): boolean {
  switch (symbol.kind) {
    case "define":
    case "function":
    case "event":
      return node.kind === symbol.kind;
    case "type":
      return node.kind !== "define" && node.kind !== "function" && node.kind !== "event";
    case "member":
      return "members" in node;
    case "field":
      return "fields" in node;
    case "parameter":
      return "parameters" in node;
    case "interface":
      return false;
  }
}
