/**
 * `legato-api describe FILE [--json]`: protocol id, message sizes, function ids, and who acquires and releases.
 *
 * Exit code 0; 1 when the file has errors; 2 a command line that makes no sense. The JSON shape is public (DESIGN, `describe`).
 */
import { parseArgs } from "node:util";
import {
  type DescribedFunction,
  type DescribedParameter,
  type Description,
  describe,
  ownershipOf,
  printable,
} from "@legato-api/language";
import type { Command } from "./commandLine.ts";
import { importOptions, onlyFile, withInterface } from "./oneInterface.ts";

export const describeCommand: Command = async (args, surroundings) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...importOptions, json: { type: "boolean", default: false } },
  });
  const file = onlyFile(positionals);
  const options = { importDirs: values["import-dir"], strictImports: values["strict-imports"] };
  return withInterface(file, options, surroundings, (iface) => {
    const description = describe(iface, ownershipOf(iface));
    surroundings.stdout(values.json ? `${JSON.stringify(description, undefined, 2)}\n` : text(description));
    return 0;
  });
};

function text(it: Description): string {
  const lines = [
    it.name,
    `  protocol id      ${it.protocolId}`,
    `  with RPC         ${it.protocolIdRpc}`,
    `  message size     ${it.messageSize} bytes (RPC ${it.messageSizeRpc}; local services ${it.localMessageSize32} on 32 bits, ${it.localMessageSize64} on 64)`,
    ...(it.versions === undefined ? [] : [`  versions         API ${it.versions.api}, serving ${it.versions.serving}`]),
    ...(it.imports.length === 0 ? [] : [`  imports          ${it.imports.join(", ")}`]),
    ...counts(it),
  ];
  if (it.functions.length > 0) {
    lines.push("", ...table(it.functions.map(row)));
  }
  return `${lines.map(printable).join("\n")}\n`;
}

function counts({ types, definitions }: Description): readonly string[] {
  return [
    ...(types.length === 0 ? [] : [`  types            ${types.map(({ name }) => name).join(", ")}`]),
    ...(definitions.length === 0 ? [] : [`  definitions      ${definitions.map(({ name }) => name).join(", ")}`]),
  ];
}

const heading = ["id", "function", "request", "response", "ownership"];

function row(fn: DescribedFunction): readonly string[] {
  const result = fn.result === undefined ? "" : ` -> ${fn.result}`;
  return [
    String(fn.id),
    `${fn.name}(${fn.parameters.map(parameter).join(", ")})${result}`,
    String(fn.requestSize),
    String(fn.responseSize),
    ownership(fn),
  ];
}

function parameter({ name, count, direction }: DescribedParameter): string {
  return `${name}${count === undefined ? "" : `[${count}]`}${direction === "out" ? " OUT" : ""}`;
}

function ownership({ role, resource, pairedWith, confidence }: DescribedFunction): string {
  if (role === "neutral") {
    return "";
  }
  const partner =
    pairedWith === undefined ? "" : role === "acquire" ? `, released by ${pairedWith}` : `, acquired by ${pairedWith}`;
  return `${role}s ${resource ?? "something"}${partner}${confidence === undefined ? "" : ` (${confidence})`}`;
}

/** Columns as wide as they need, numbers to the right, nothing behind the last word. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all.map((cells) =>
    cells
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function isNumber(column: number): boolean {
  return column === 0 || column === 2 || column === 3;
}
