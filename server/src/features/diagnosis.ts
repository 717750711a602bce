/**
 * What the engine knows of a workspace and how it decided, as one Markdown text: for a report of a problem, or for a user who asks "why".
 *
 * In: the engine, the folders' state as it is. Out: sections without a title. Names of files and folders are in it, never their contents; whoever shows it to others
 * takes the person out of it (privacy.ts).
 */
import path from "node:path";
import type { Service } from "../component/component.ts";
import type { Engine } from "../engine.ts";
import type { Finding } from "../finding.ts";
import { count } from "../output/text.ts";
import { defaultSettings, type Settings } from "../settings.ts";
import { displayPath, isWithin } from "../workspace/paths.ts";

const SEARCHING = "folders are still being searched";

export async function diagnosis(engine: Engine): Promise<string> {
  const { folders, index } = engine;
  // Of what is listed now: the search may be over when the last component has been read.
  const { isComplete } = index;
  const findings = [...index.apis().flatMap((api) => engine.apiFindings(api)), ...engine.projectFindings()];
  const rows: (readonly string[])[] = [];
  for (const cdef of [...index.componentDefinitions()].sort()) {
    const { component, findings: found } = await engine.component(cdef);
    findings.push(...found);
    rows.push(...component.services.map((service) => serviceRow(displayed(cdef, folders), service)));
  }
  return [
    "## Folders",
    "",
    ...(folders.length === 0 ? ["No folder is open.", ""] : folders.flatMap((folder) => folderSection(folder, engine))),
    "## Index",
    "",
    ...indexLines(engine),
    "",
    "## Components",
    "",
    ...(rows.length === 0
      ? [isComplete ? "No component provides a service." : `None is known yet: ${SEARCHING}.`]
      : table(["component", "service", "close handler", "why, and where"], rows)),
    "",
    "## Findings",
    "",
    ...findingLines(findings, isComplete),
    "",
  ].join("\n");
}

function folderSection(folder: string, engine: Engine): readonly string[] {
  const settings = engine.settingsOf(path.join(folder, "any.api"));
  const existing = (place: string): string =>
    `\`${place}\`${engine.files.isDirectory(place) ? "" : " (no such folder)"}`;
  return [
    `### \`${folder}\``,
    "",
    ...table(
      ["setting", "value"],
      [
        ["root", `\`${settings.root}\``],
        ["legato-api.json", settings.projectFile === undefined ? "none" : `\`${settings.projectFile}\``],
        ["import paths", settings.importPaths.map(existing).join(", ") || "none"],
        ["Legato framework", settings.frameworkRoot === undefined ? "not found" : existing(settings.frameworkRoot)],
        ...otherSettings(settings).map(([name, value]) => [name, `\`${JSON.stringify(value)}\``]),
      ],
    ),
    "",
  ];
}

/** Those that differ from the default, without the two that are listed by what became of them. */
function otherSettings(settings: Settings): readonly (readonly [string, unknown])[] {
  const values = new Map<string, unknown>(Object.entries(settings));
  return Object.entries(defaultSettings).flatMap(([name, value]): (readonly [string, unknown])[] =>
    name === "importPaths" || name === "legatoRoot" || JSON.stringify(values.get(name)) === JSON.stringify(value)
      ? []
      : [[name, values.get(name)]],
  );
}

function indexLines({ index }: Engine): readonly string[] {
  const unreadable = index.unreadable();
  return [
    `* ${count(index.apis().length, ".api file")}, ${count(index.componentDefinitions().length, "component")}, ${count(index.sources().length, "C or C++ file")}${index.isComplete ? "" : `; ${SEARCHING}`}`,
    ...unreadable.map((folder) => `* \`${folder}\` cannot be read`),
  ];
}

function serviceRow(component: string, { prefix, state, reasons, evidence }: Service): readonly string[] {
  const places = evidence.map(({ form, path: file }) => `${form} in ${path.basename(file)}`);
  return [component, prefix, state, [...reasons, ...places].join("; ")];
}

function findingLines(findings: readonly Finding[], isComplete: boolean): readonly string[] {
  const counts = new Map<string, number>();
  for (const { rule, severity } of findings) {
    const key = `${rule} (${severity})`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size === 0) return [isComplete ? "None." : `None so far: ${SEARCHING}.`];
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, number]) => `* ${number} x ${rule}`);
}

/** Any text in a cell is text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((one) => one.replace(/\|/g, "\\|").replace(/\s+/g, " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

function displayed(file: string, folders: readonly string[]): string {
  return displayPath(
    file,
    folders.find((folder) => isWithin(file, folder)),
  );
}
