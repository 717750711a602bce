/**
 * STRUCT: its fields and packed size.
 *
 * In: a node and the names known there. Out: the type; an error for each field the reference refuses. Array fields are in the
 * language's documentation, but the Legato compiler fails on every one of them; TelAF's older one takes them.
 */
import type { FieldNode, StructNode } from "../syntax/tree.ts";
import { declarationDoc } from "./documentation.ts";
import type { Dialect, StructField, StructType, Type } from "./interface.ts";
import type { ParameterBuilder } from "./parameters.ts";
import type { Reporter } from "./reporter.ts";
import { errorType, type Scope } from "./scope.ts";

export interface StructHome {
  readonly interfaceName: string;
  readonly uri: string;
  readonly text: string;
  readonly dialect: Dialect;
}

export function buildStruct(
  node: StructNode,
  home: StructHome,
  scope: Scope,
  parameters: ParameterBuilder,
  reporter: Reporter,
): StructType {
  const fields: StructField[] = [];
  for (const field of node.fields) {
    const built = buildField(field, home, scope, parameters, reporter);
    if (field.name.text !== "") fields.push(built);
  }
  if (node.fields.length === 0 && node.complete) {
    reporter.error(
      "empty-struct",
      node.name,
      `STRUCT \`${node.name.text}\` has no fields: the compiler refuses it. Add one, or use a REFERENCE for something opaque.`,
    );
  }
  return {
    kind: "struct",
    name: node.name.text,
    interfaceName: home.interfaceName,
    uri: home.uri,
    doc: declarationDoc(home.text, node.doc),
    fields,
    size: fields.reduce((sum, field) => sum + packedSize(field, home.dialect), 0),
    node,
  };
}

function buildField(
  node: FieldNode,
  home: StructHome,
  scope: Scope,
  parameters: ParameterBuilder,
  reporter: Reporter,
): StructField {
  const resolved = scope.resolveType(node.type);
  const type: Type = resolved.kind === "oldHandler" ? errorType("handler") : resolved;
  const count = parameters.size(node.array);
  if (resolved.kind === "oldHandler" || resolved.kind === "handler") {
    reporter.error("handler-in-struct", node.type, "A STRUCT cannot hold a handler. Pass it as a parameter.");
  }
  if (type.kind === "basic" && type.name === "string") {
    if (node.array === undefined) parameters.reportUnsizedString(node.name, node.type);
  } else if (type.kind === "basic" && type.name === "file") {
    reporter.error(
      "file-in-struct",
      node.type,
      "A STRUCT cannot hold a `file`: the code generator fails. Pass it as a parameter of its own.",
    );
  } else if (node.array !== undefined && home.dialect === "legato") {
    reporter.error(
      "struct-array-field",
      node.array,
      "Arrays in a STRUCT are documented, but the Legato compiler fails on every one of them. Pass the array as a parameter, or write " +
        "single fields.",
    );
  }
  return { name: node.name.text, type, ...(count === undefined ? {} : { count }), node };
}

/** Legato puts a length of 4 bytes before strings and arrays; TelAF's older base does not. */
function packedSize(field: StructField, dialect: Dialect): number {
  if (field.count === undefined) return field.type.size;
  return field.count * field.type.size + (dialect === "legato" ? 4 : 0);
}
