/**
 * Limits of the reference compiler's own stack: lists and parentheses it is too recursive to read.
 *
 * In: a tree and how many files deep it is imported (0: compiled itself). Out: an error where the reference fails with `maximum
 * recursion depth exceeded`. The numbers are measured: each level of import takes three steps off a list and one off parentheses,
 * a documentation comment takes one off a list.
 */
import { DEEPEST_PARENTHESES } from "../syntax/expressions.ts";
import type { Expression, ItemNode, SourceFile, Span } from "../syntax/tree.ts";
import type { Reporter } from "./reporter.ts";

const MOST_MEMBERS = 988;
const MOST_PARAMETERS = 988;
const MOST_FIELDS = 986;
const STEPS_OF_AN_IMPORT = 3;

export function reportLimits(tree: SourceFile, importDepth: number, reporter: Reporter): void {
  for (const item of tree.items) {
    const list = listOf(item);
    if (list !== undefined) {
      const most = list.most - (list.documented ? 1 : 0) - STEPS_OF_AN_IMPORT * importDepth;
      const tooMany = list.parts[Math.max(most, 0)];
      if (tooMany === undefined) continue;
      reporter.error(
        "reference-compiler-limit",
        tooMany,
        `The compiler can read ${most} ${list.what} in one list here and fails with "maximum recursion depth exceeded" on more. Split the list.`,
      );
    } else if (item.kind === "define" && importDepth > 0 && nesting(item.value) > DEEPEST_PARENTHESES - importDepth) {
      reporter.error(
        "reference-compiler-limit",
        item.value,
        `Parentheses may nest ${DEEPEST_PARENTHESES - importDepth} deep at most in a file imported this deep: the compiler fails with "maximum recursion depth exceeded".`,
      );
    }
  }
}

interface List {
  readonly parts: readonly Span[];
  readonly most: number;
  readonly what: string;
  readonly documented: boolean;
}

function listOf(item: ItemNode): List | undefined {
  switch (item.kind) {
    case "enum":
    case "bitmask":
      return { parts: item.members, most: MOST_MEMBERS, what: "members", documented: item.doc !== undefined };
    case "struct":
      return { parts: item.fields, most: MOST_FIELDS, what: "fields", documented: item.doc !== undefined };
    case "function":
    case "handler":
    case "event":
      return { parts: item.parameters, most: MOST_PARAMETERS, what: "parameters", documented: item.doc !== undefined };
    default:
      return undefined;
  }
}

/** How deep parentheses nest; chains of operators lean to the left and are walked, not recursed into. */
function nesting(expression: Expression): number {
  let deepest = 0;
  let rest = expression;
  while (rest.kind === "binary") {
    deepest = Math.max(deepest, nesting(rest.right));
    rest = rest.left;
  }
  return Math.max(deepest, rest.kind === "parenthesized" ? 1 + nesting(rest.inner) : 0);
}
