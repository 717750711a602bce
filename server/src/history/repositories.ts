/**
 * Which git repository a file belongs to, told from the folders above it without running git.
 *
 * In: a path. Out: the top of the work tree and git's own folders, which lie elsewhere for a linked work tree or a submodule. Nothing for a file outside
 * of all repositories.
 */
import path from "node:path";
import { type Files, isProblem } from "../workspace/files.ts";
import { ancestorsOf, folderOf, isUri } from "../workspace/paths.ts";

export interface Repository {
  /** Top folder of the work tree. */
  readonly root: string;
  /** Has `HEAD` and `logs/HEAD` of this work tree. */
  readonly gitFolder: string;
  /** Has the branches, shared by all work trees of the repository. */
  readonly commonFolder: string;
}

/** `file` is a real path: a symlink belongs to where it leads. */
export function repositoryOf(file: string, files: Files): Repository | undefined {
  const folder = isUri(file) ? undefined : folderOf(file);
  for (const root of folder === undefined ? [] : ancestorsOf(folder)) {
    const dotGit = path.join(root, ".git");
    const gitFolder = files.isDirectory(dotGit) ? dotGit : linkedFolder(dotGit, root, files);
    if (gitFolder !== undefined) {
      const common = files.read(path.join(gitFolder, "commondir"));
      const commonFolder = isProblem(common) ? gitFolder : path.resolve(gitFolder, common.text.trim());
      return { root, gitFolder, commonFolder };
    }
  }
  return undefined;
}

/** Of a linked work tree and of a submodule `.git` is a file that says where the folder is. */
function linkedFolder(dotGit: string, root: string, files: Files): string | undefined {
  const file = files.isFile(dotGit) ? files.read(dotGit) : "missing";
  const said = isProblem(file) ? null : /^gitdir: (.+)$/m.exec(file.text);
  return said?.[1] === undefined ? undefined : path.resolve(root, said[1].trim());
}
