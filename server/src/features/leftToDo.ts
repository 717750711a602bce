/**
 * What a quick fix leaves to the author, as one message: each marked line with its place in the text as it will be.
 *
 * In: the answer of a cure and the texts its edits are for. Out: undefined where nothing is left.
 */
import type { CureAnswer } from "../fixes/index.ts";
import { applyEdits } from "../scaffold/index.ts";
import { type Files, isProblem } from "../workspace/files.ts";

export function leftToDo(
  title: string,
  { files: edited, todos = [] }: Extract<CureAnswer, { readonly files: unknown }>,
  files: Files,
): string | undefined {
  if (todos.length === 0) {
    return undefined;
  }
  const after = edited.flatMap(({ path, edits }) => {
    const file = files.read(path);
    return isProblem(file) ? [] : [{ path, lines: applyEdits(file.text, edits).split(/\r\n|\r|\n/) }];
  });
  const left = todos.map((todo) => {
    for (const { path, lines } of after) {
      const line = lines.findIndex((text) => text.includes(`TODO: ${todo}`));
      if (line !== -1) {
        return `${path.split(/[\\/]/).at(-1)}:${line + 1}: ${todo}`;
      }
    }
    return todo;
  });
  const what = left.length === 1 ? "one line marked TODO is" : `${left.length} lines marked TODO are`;
  return `${title}: ${what} left for you to complete. ${left.join(" ")}`;
}
