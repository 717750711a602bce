/**
 * The fixtures of test/scaffold: components of several house styles, each with a way of its own to keep track of what it hands out.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Bench } from "../../component/testing/fixture.ts";
import { scaffoldFolder } from "./compiler.ts";

/** A component in memory as `/name`, with the `.api` files beside it. */
export function openFixture(name: string): Bench {
  const files = apiFiles();
  for (const [path, text] of filesIn(join(scaffoldFolder, "fixtures", name))) {
    files.set(`/${name}/${path}`, text);
  }
  return new Bench(files);
}

/** The example that users meet first: its server, with the interfaces beside it. */
export function openExample(): Bench {
  const folder = join(scaffoldFolder, "../../examples/printer");
  return new Bench(
    new Map(
      filesIn(folder).flatMap(([path, text]) =>
        /^(?:printServer|interfaces)\//.test(path) ? [[`/${path}`, text]] : [],
      ),
    ),
  );
}

/** The `.api` files of test/scaffold/api, as `/interfaces/...`. */
export function apiFiles(): Map<string, string> {
  return new Map(
    filesIn(join(scaffoldFolder, "api")).map(([path, text]): [string, string] => [`/interfaces/${path}`, text]),
  );
}

function filesIn(folder: string): [string, string][] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    });
}

/** The texts of a bench's files, those of `folder` only. */
export function textsIn(bench: Bench, folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const path of bench.files.paths()) {
    const file = bench.files.read(path);
    if (path.startsWith(folder) && typeof file !== "string") {
      texts.set(path, file.text);
    }
  }
  return texts;
}
