/**
 * "New server component" for an `.api` that no component of the workspace provides: a folder with a Component.cdef and a source.
 *
 * In: the checked interface and what is there on disk. Out: the files of each kind of server, in a folder that does not exist yet.
 */
import path from "node:path";
import type { Interface } from "@legato-api/language";
import type { NewFile } from "../scaffold/edits.ts";
import { newServerComponent } from "../scaffold/index.ts";
import type { Files } from "../workspace/files.ts";

export interface NewComponent {
  readonly title: string;
  readonly newFiles: readonly NewFile[];
}

const KINDS = [
  { title: "New server component in C", language: "c", isAsync: false },
  { title: "New server component in C, [async]", language: "c", isAsync: true },
  { title: "New server component in C++", language: "cpp", isAsync: false },
] as const;

/** Empty for an interface that cannot be served: it has errors, no function, or is no file. */
export function newComponents(iface: Interface, files: Files): readonly NewComponent[] {
  if (!path.isAbsolute(iface.uri)) return [];
  const folder = freeFolder(iface.uri, files);
  const relative = path.relative(folder, iface.uri).split(path.sep).join("/");
  return KINDS.flatMap(({ title, language, isAsync }) => {
    const made = newServerComponent({ iface, apiReference: `$CURDIR/${relative}`, folder, language, isAsync });
    return "problem" in made ? [] : [{ title, newFiles: made }];
  });
}

/** `printerServer` beside the `.api`, or beside the folder that holds nothing but interfaces. */
function freeFolder(api: string, files: Files): string {
  const home = path.dirname(api);
  const base = /^(?:interfaces?|apis?)$/.test(path.basename(home)) ? path.dirname(home) : home;
  const name = `${path.basename(api, ".api")}Server`;
  for (let count = 1; ; count++) {
    const folder = path.join(base, count === 1 ? name : `${name}${count}`);
    if (!files.isDirectory(folder) && !files.isFile(folder)) return folder;
  }
}
