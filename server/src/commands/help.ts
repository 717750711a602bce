/**
 * What `--help` prints: a page for each subcommand of this half, and the list of all.
 *
 * Pure text. The live half (`runtime`, `sessions`, …) keeps its pages beside its own commands; here are its lines for the list.
 */

interface Page {
  /** What stands behind the name, a line each. */
  readonly usage: readonly string[];
  readonly summary: string;
  /** As it is written, and what it does; an argument of an option stands behind it. */
  readonly options: readonly (readonly [option: string, words: string])[];
  readonly examples: readonly string[];
}

const IMPORTS = [
  ["--import-dir D", "a folder in which imports are searched first; may be repeated"],
  ["--strict-imports", "search only where the build would; without it other folders are tried, with a warning"],
] as const;

const PAGES = {
  check: {
    usage: [
      "[--import-dir D]... [--strict-imports] [--format text|json|sarif|github]",
      "[--max-warnings N] [--baseline FILE] [--fix] [--verbose] PATH...",
    ],
    summary:
      "Says of .api files and components what the editor says. Exits with 1 for an error, or more warnings than N.",
    options: [
      ...IMPORTS,
      ["--format F", "text, json, sarif (code scanning) or github (remarks on a pull request)"],
      ["--max-warnings N", "so many warnings are accepted, 0 if left out"],
      ["--baseline FILE", "an earlier output with --format json: what it lists is accepted"],
      ["--fix", "first apply the fixes that change nothing for anybody else"],
      ["--verbose", "say on standard error what is done"],
    ],
    examples: ["legato-api check .", "legato-api check --format sarif src > findings.sarif"],
  },
  describe: {
    usage: ["[--import-dir D]... [--strict-imports] [--json] FILE"],
    summary: "Prints protocol id, message size, function numbers, and which functions acquire and release.",
    options: [...IMPORTS, ["--json", "as JSON"]],
    examples: ["legato-api describe interfaces/printer.api"],
  },
  export: {
    usage: ["--format ifgen-json [--name-prefix P] [--import-dir D]... [--strict-imports] FILE"],
    summary: "Prints an interface as the JSON back end of the reference compiler does.",
    options: [
      ["--format F", "ifgen-json, the one there is"],
      ["--name-prefix P", "the prefix of C names, the interface's name if left out"],
      ...IMPORTS,
    ],
    examples: ["legato-api export --format ifgen-json interfaces/printer.api"],
  },
  components: {
    usage: ["[--import-dir D]... [--strict-imports] [--json] PATH..."],
    summary: "Prints which component serves which interface, and whether it registers a close handler.",
    options: [...IMPORTS, ["--json", "as JSON, which 'legato-api runtime --facts' reads"]],
    examples: ["legato-api components .", "legato-api components --json . > facts.json"],
  },
  format: {
    usage: ["[--check] PATH..."],
    summary: "Lays out .api files as the editor does. Comments stay.",
    options: [["--check", "change nothing; exit with 1 where something would be"]],
    examples: ["legato-api format --check interfaces"],
  },
  breaking: {
    usage: ["--against DIR|GITREF [--format text|json|sarif|github]", "[--import-dir D]... [--strict-imports] PATH..."],
    summary: "Prints what a change of an interface breaks: SOURCE, WIRE, PROTOCOL or DOC.",
    options: [
      ["--against X", "what to compare with: a folder, or a revision of git"],
      ["--format F", "text, json, sarif or github"],
      ...IMPORTS,
    ],
    examples: ["legato-api breaking --against HEAD~1 interfaces"],
  },
  types: {
    usage: ["[--output FILE] [--import-dir D]... [--strict-imports] FILE"],
    summary: "Writes the TypeScript types of an interface, for services and clients in TypeScript.",
    options: [["--output FILE", "where to, foo.api.ts beside foo.api if left out; - for standard output"], ...IMPORTS],
    examples: ["legato-api types interfaces/printer.api"],
  },
  diagnose: {
    usage: ["[--import-dir D]... [--strict-imports] [PATH]"],
    summary: "Prints versions, search paths and decisions, for a report of a problem. Nothing private is in it.",
    options: [...IMPORTS],
    examples: ["legato-api diagnose . > diagnosis.md"],
  },
  lsp: {
    usage: ["--stdio"],
    summary: "The language server, for any editor that speaks LSP. It is started by the editor.",
    options: [["--stdio", "speak over standard input and output"]],
    examples: ["legato-api lsp --stdio"],
  },
} as const satisfies Readonly<Record<string, Page>>;

export type CommandName = keyof typeof PAGES;

export const COMMAND_NAMES: readonly string[] = Object.keys(PAGES);

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(PAGES, name);
}

/** The half that talks to running services; bin/ hands these to the runtime. */
const LIVE = [
  "runtime    [--dir D] [--api-dir D]... [--service FILE]... [--bind C->S]... [-- COMMAND...]",
  "sessions   [--dir D] [--json] [--watch]",
  "call       SERVICE FUNCTION ARGS...",
  'crash      SERVICE --after "FUNCTION ARGS"',
  "run        [--dir D] [--api-dir D]... FILE [ARGUMENTS...]",
  "peers      [FOLDER]",
];

/** All commands, a line or two each. */
export function overview(): string {
  const lines = Object.entries<Page>(PAGES).flatMap(([name, { usage }]) => usageLines(name, usage));
  const list = [...lines, ...LIVE].map((line) => `  ${line}\n`).join("");
  return `Usage: legato-api COMMAND | --version\n\n${list}\n'legato-api help COMMAND' explains one.\n`;
}

export function pageOf(name: CommandName): string {
  const { usage, summary, options, examples }: Page = PAGES[name];
  const width = Math.max(...options.map(([option]) => option.length));
  return [
    ...usageLines(`legato-api ${name}`, usage),
    "",
    summary,
    "",
    ...options.map(([option, words]) => `  ${option.padEnd(width)}  ${words}`),
    "",
    examples.length === 1 ? "Example:" : "Examples:",
    ...examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}

function usageLines(name: string, usage: readonly string[]): readonly string[] {
  return usage.map((line, index) => `${(index === 0 ? name : "").padEnd(Math.max(10, name.length))} ${line}`);
}
