/** Limits of the reference compiler's own stack: lists it is too recursive to read. In: a tree and how deep it is imported. */
import type { SourceFile } from "../syntax/tree.ts";
import type { Reporter } from "./reporter.ts";

/** Longest lists in a file that is compiled itself, not documented. */
const MOST_MEMBERS = 988;
const MOST_PARAMETERS = 988;
const MOST_FIELDS = 986;

export function reportLimits(tree: SourceFile, _importDepth: number, reporter: Reporter): void {
  for (const item of tree.items) {
    const [parts, most, what] = listOf(item);
    const tooMany = parts[most];
    if (tooMany === undefined) continue;
    reporter.error(
      "reference-compiler-limit",
      tooMany,
      `The compiler can read at most ${most} ${what} in one list: here it fails with "maximum recursion depth exceeded". Split the list.`,
    );
  }
}

function listOf(item: SourceFile["items"][number]): [readonly { start: number; end: number }[], number, string] {
  switch (item.kind) {
    case "enum":
    case "bitmask":
      return [item.members, MOST_MEMBERS, "members"];
    case "struct":
      return [item.fields, MOST_FIELDS, "fields"];
    case "function":
    case "handler":
    case "event":
      return [item.parameters, MOST_PARAMETERS, "parameters"];
    default:
      return [[], 0, ""];
  }
}
