/**
 * `legato-api export --format ifgen-json FILE`: the interface as the reference compiler's JSON back end prints it.
 *
 * For scripts that read that and shall go on without Python 2. Exit code 0; 1 when the file has errors; 2 a command line that makes no sense.
 */

import path from "node:path";
import { parseArgs } from "node:util";
import { ifgenJson, measureJson, printJson } from "@legato-api/language";
import { isWithin } from "../workspace/paths.ts";
import { type Command, UsageError } from "./commandLine.ts";
import { importOptions, onlyFile, withInterface } from "./oneInterface.ts";

/** Some hundred megabytes of text; the largest real file has 50,000 values. */
const mostValues = 5_000_000;
/** The original's own limit is near. */
const deepest = 1_000;

export const exportCommand: Command = async (args, surroundings) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...importOptions, format: { type: "string" }, "name-prefix": { type: "string" } },
  });
  const file = onlyFile(positionals);
  if (values.format !== "ifgen-json") {
    throw new UsageError("Write '--format ifgen-json', the one format there is.");
  }
  const options = { importDirs: values["import-dir"], strictImports: values["strict-imports"] };
  const folder = path.dirname(path.resolve(surroundings.currentFolder, file));
  return withInterface(file, options, surroundings, (iface) => {
    const namePrefix = values["name-prefix"];
    const tree = ifgenJson(iface, {
      // As the original finds files: beside the one it was given, under the name it was given; elsewhere by the absolute path.
      path: (uri) => (isWithin(uri, folder) ? path.join(path.dirname(file), path.relative(folder, uri)) : uri),
      ...(namePrefix !== undefined && { namePrefix }),
    });
    const { values: size, depth } = measureJson(tree);
    if (size > mostValues || depth > deepest) {
      const why = "types are written out wherever they are used, and these hold each other too often or too deep";
      surroundings.stderr(`${file} is too large for this format: ${why}.\n`);
      return 1;
    }
    surroundings.stdout(`${printJson(tree)}\n`);
    return 0;
  });
};
