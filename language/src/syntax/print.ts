/** The text of a tree: its tokens joined. For every text, `print(parse(text)) === text`. */
import type { SourceFile } from "./tree.ts";

export function print(tree: SourceFile): string {
  return tree.tokens.map((token) => tree.text.slice(token.start, token.end)).join("");
}
