/**
 * The documents that are made from source, so that they cannot disagree with it: rules, settings, and the schema of legato-api.json.
 *
 * Pure: tables in, texts out, by path from the root. scripts/generate.mjs writes them; test/unit/documents.test.ts fails until it was run.
 */

import { breakingRules } from "../server/src/checks/breakingFindings.ts";
import { allRules, type RuleEntry } from "../server/src/checks/ruleBook.ts";
import { LIFECYCLE_RULES } from "../server/src/rules/index.ts";
import { defaultSettings, settingInfos } from "../server/src/settings.ts";

export function generatedDocuments(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/rules.md", rulesPage()],
    ["docs/settings.md", settingsPage()],
    ["schemas/legato-api.schema.json", `${JSON.stringify(schema(), undefined, 2)}\n`],
  ]);
}

const LEVELS = ["off", "hint", "information", "warning", "error"];
const LONGEST_EXAMPLE = 60;
const MADE = "<!-- Made by `npm run generate`. Do not edit. -->";

function rulesPage(): string {
  const lifecycle = new Set(LIFECYCLE_RULES.map((rule) => rule.id));
  const rules = allRules();
  const close = rules.filter((rule) => lifecycle.has(rule.id));
  const breaking = new Set(breakingRules.map((rule) => rule.id));
  const language = rules.filter((rule) => !lifecycle.has(rule.id) && !breaking.has(rule.id));
  const list = (some: readonly RuleEntry[]): string[] => [
    "| rule | default | what it finds |",
    "|---|---|---|",
    ...some.map((rule) => `| [${rule.id}](#${rule.id}) | ${rule.defaultSeverity} | ${cell(rule.summary)} |`),
  ];
  return [
    MADE,
    "# Rules",
    "",
    "Each rule can be set to `off`, `hint`, `information`, `warning` or `error` by its id, in the setting `legatoApi.rules` or in `rules` of",
    "[legato-api.json](settings.md), and silenced in one place by a comment with a reason:",
    "",
    "```c",
    "// legato-api-ignore owner-not-stored: the framework below keeps the session",
    "```",
    "",
    "An `error` of the `.api` language is the reference compiler's verdict: it stays one.",
    "",
    "## Close handlers",
    "",
    ...list(close),
    "",
    "## The `.api` language",
    "",
    ...list(language),
    "",
    "## Breaking changes",
    "",
    "In the editor, against the last commit, where the setting `legatoApi.breakingChanges` is on; `legato-api breaking` knows the same by the name without",
    "`breaking-`.",
    "",
    "| rule | default | what it finds |",
    "|---|---|---|",
    ...breakingRules.map((rule) => `| ${rule.id} | ${rule.defaultSeverity} | ${cell(rule.summary)} |`),
    "",
    ...[...close, ...language].flatMap(ruleSection),
  ].join("\n");
}

function ruleSection({ id, summary, why, bad, good, defaultSeverity }: RuleEntry): string[] {
  const example = (title: string, text: string | undefined): string[] =>
    text === undefined ? [] : [title, "", fence(text), ""];
  return [
    `### ${id}`,
    "",
    `*${defaultSeverity}* · ${summary}`,
    "",
    why.replace(/\s*\n\s*/g, " "),
    "",
    ...example("It speaks here:", bad),
    ...example("and not here:", good),
  ];
}

/** Markers for the tests (`//^^^ warning[...]`) say nothing to a reader; characters that cannot be seen are shown by their number. */
function fence(text: string): string {
  const lines = text
    .split("\n")
    .filter((line) => !/^\s*\/\/\s*\^+/.test(line))
    .map((line) => line.replace(/^\/\/- /, "// "));
  const shown = shortened(lines)
    .join("\n")
    .trim()
    .replace(/[^\n\t -~\u00a1-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const ticks = "`".repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map((run) => run[0].length + 1)));
  return `${ticks}c\n${shown}\n${ticks}`;
}

/** An example that has to be long to be one (a thousand problems) is shown by its beginning. */
function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= LONGEST_EXAMPLE ? lines : [...lines.slice(0, 10), `… ${lines.length - 10} more lines`];
}

function settingsPage(): string {
  const rows = Object.entries(settingInfos).map(([key, info]) => {
    const value = JSON.stringify(Object.entries(defaultSettings).find(([name]) => name === key)?.[1]);
    return `| \`legatoApi.${key}\` | ${info.inProjectFile ? `\`${key}\`` : ""} | \`${value}\` | ${cell(info.description)} |`;
  });
  return [
    MADE,
    "# Settings",
    "",
    "The editor reads `legatoApi.*`; editor and command read `legato-api.json`, the nearest one above a file, which wins.",
    "",
    "| in the editor | in legato-api.json | default | what it does |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function schema(): object {
  const properties = Object.entries(settingInfos).flatMap(([key, info]) =>
    info.inProjectFile ? [[key, { ...info.schema, description: info.description.replaceAll("`", "") }] as const] : [],
  );
  const rules = {
    type: "object",
    description: "Severity of rules by id.",
    additionalProperties: false,
    properties: Object.fromEntries(
      allRules().map((rule) => [rule.id, { enum: LEVELS, description: rule.summary, default: rule.defaultSeverity }]),
    ),
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "legato-api.json",
    type: "object",
    additionalProperties: false,
    properties: { $schema: { type: "string" }, ...Object.fromEntries(properties), rules },
  };
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\s+/g, " ");
}
