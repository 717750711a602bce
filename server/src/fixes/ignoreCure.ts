/** "Ignore this rule here": a comment on the line before, which still asks for its reason. */
import type { Finding } from "../finding.ts";
import { linesOf } from "../lines.ts";
import { isProblem } from "../workspace/files.ts";
import type { Cure } from "./cure.ts";

export function ignoreCure({ rule }: Finding): Cure {
  return {
    id: "ignore",
    title: `Ignore '${rule}' here (say why)`,
    isPreferred: false,
    isSafe: false,
    // Each place speaks for the finding: "here" is where the user looks.
    edits: async (finding, engine, { path, span } = finding) => {
      const file = engine.files.read(path);
      if (isProblem(file)) return { problem: `${path} cannot be read` };
      const lines = linesOf(file);
      const start = lines.lineStart(lines.lineAt(span.start));
      const indent = /^[ \t]*/.exec(file.text.slice(start, span.start))?.[0] ?? "";
      const lineEnd = file.text.includes("\r\n") ? "\r\n" : "\n";
      // Without a reason the comment is a warning itself: the next thing the user sees is where to write it.
      const newText = `${indent}// legato-api-ignore ${rule}: ${lineEnd}`;
      return { files: [{ path, edits: [{ start, end: start, newText }] }] };
    },
  };
}
