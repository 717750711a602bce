/** Whether a type that stands in a parameter list is a handler, also the old-style `handler`. */
import type { Interface, TypeName } from "@legato-api/language";

export function isHandler(iface: Interface, { qualifier, name }: TypeName): boolean {
  const scope = qualifier === undefined ? iface : iface.imports.find((one) => one.name === qualifier.text)?.interface;
  return (qualifier === undefined && name.text === "handler") || scope?.types.get(name.text)?.kind === "handler";
}
