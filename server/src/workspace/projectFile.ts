/**
 * Reads `legato-api.json`: the settings of a project that editor and command share, checked in beside the sources.
 *
 * In: its text. Out: the settings that could be understood, and findings with places for all else: a JSON error, an unknown key, a
 * wrong value. Never throws; a broken file gives the settings of its sound part.
 */
import type { Severity } from "@legato-api/language";
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Finding } from "../finding.ts";
import { readSettings, type Settings } from "../settings.ts";
import { type FileProblem, isProblem, reasonOf, type TextFile } from "./files.ts";

export const projectFileName = "legato-api.json";

/** The rule of everything said about the project file. */
export const projectFileRule = "project-file";

export interface ProjectFile {
  readonly path: string;
  readonly settings: Partial<Settings>;
  readonly findings: readonly Finding[];
}

export function readProjectFile(
  path: string,
  file: TextFile | FileProblem,
  isKnownRule: (id: string) => boolean,
): ProjectFile {
  const findings: Finding[] = [];
  const say = (severity: Severity, message: string, start = 0, end = 0): void => {
    findings.push({ rule: projectFileRule, severity, message, path, span: { start, end }, related: [] });
  };
  if (isProblem(file)) {
    say("error", `${projectFileName} cannot be read (${reasonOf(file)}), so its settings are not in force.`);
    return { path, settings: {}, findings };
  }
  const errors: ParseError[] = [];
  // A byte order mark is no JSON, but editors write it and nobody sees it.
  const text = file.text.replace(/^\uFEFF/, " ");
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  for (const { error, offset, length } of errors) {
    say("error", `Not valid JSON: ${inWords(printParseErrorCode(error))}.`, offset, offset + Math.max(length, 1));
  }
  const { settings, problems } = readSettings(root === undefined ? {} : plainValue(root), "projectFile", isKnownRule);
  for (const { at, message } of problems) {
    const node = root && findNodeAtLocation(root, [...at]);
    // The key is what is wrong with an unknown one, and stands before a wrong value: squiggle the whole property.
    const place = node?.parent?.type === "property" ? node.parent : node;
    say("warning", message, place?.offset ?? 0, place === undefined ? 0 : place.offset + place.length);
  }
  return { path, settings, findings };
}

/** `PropertyNameExpected` as "property name expected". */
function inWords(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]|^[A-Z]/g, (letter, at: number) => (at === 0 ? "" : " ") + letter.toLowerCase());
}

/** Own function because the library's builds objects with a prototype, in which `__proto__` is a trap. */
function plainValue(node: Node): unknown {
  if (node.type === "array") {
    return (node.children ?? []).map(plainValue);
  }
  if (node.type !== "object") {
    return node.value;
  }
  const entries = (node.children ?? []).flatMap((property): [string, unknown][] => {
    const [key, value] = property.children ?? [];
    return typeof key?.value === "string" && value !== undefined ? [[key.value, plainValue(value)]] : [];
  });
  return Object.fromEntries(entries);
}
