/**
 * What a debug configuration names and is not there: said before anything is started, for what the kernel says later names the wrong file.
 *
 * In: a configuration that has been read. Out: a sentence with what to change, or undefined.
 */
import { statSync } from "node:fs";
import type { DebugConfiguration } from "./configuration.ts";

export function missingFiles({ apiFolders, steps }: DebugConfiguration): string | undefined {
  const problems = [
    ...apiFolders.flatMap((folder) => missing("folder", folder, '"apiFolders"')),
    ...steps.flatMap((step) => {
      if (step.kind === "service") return missing("file", step.file, '"services"');
      const { program, cwd } = step.program;
      return [
        ...missing("file", program, step.how === "typescript" ? '"clients"' : '"program"'),
        ...(cwd === undefined ? [] : missing("folder", cwd, '"cwd"')),
      ];
    }),
  ];
  return problems.length === 0 ? undefined : [...problems, "Nothing was started."].join(" ");
}

function missing(kind: "file" | "folder", path: string, member: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [`There is no ${path}: look at ${member} in launch.json.`];
  if (kind === "folder") return found.isDirectory() ? [] : [`${path} is no folder: look at ${member} in launch.json.`];
  return found.isDirectory() ? [`${path} is a folder: look at ${member} in launch.json.`] : [];
}
