/** Small readings of declarators. */
import type { Span } from "@legato-api/language";
import { childOf, type Syntax } from "./syntax.ts";

export function spanOf(node: Syntax): Span {
  return { start: node.start, end: node.end };
}

/** The name a declarator declares: below pointers, arrays, parentheses. */
export function innermostName(node: Syntax | undefined): Syntax | undefined {
  let current = node;
  while (current) {
    if (current.type === "identifier" || current.type === "field_identifier") {
      return current;
    }
    current =
      childOf(current, "declarator") ??
      current.children.find((child) => child.type.endsWith("declarator") || child.type === "identifier");
  }
  return undefined;
}
