/**
 * Changes outside the editor: what the client is asked to watch, and what its events mean for the index.
 *
 * An event for a folder stands for everything in it: clients report a deleted or a moved-in folder once, not file by file. So
 * creations and deletions of any name are asked for, and changes only of the files that are read.
 */
import { dirname } from "node:path";
import { FileChangeType, type FileEvent, type FileSystemWatcher, WatchKind } from "vscode-languageserver";
import type { Files } from "./files.ts";
import type { WorkspaceIndex } from "./index.ts";
import { isUri, pathOfUri } from "./paths.ts";
import { projectFileName } from "./projectFile.ts";

export const watchers: readonly FileSystemWatcher[] = [
  { globPattern: "**/*.{api,cdef,c,cpp,cc,cxx,h,hh,hpp,hxx}" },
  { globPattern: `**/${projectFileName}` },
  { globPattern: "**/*", kind: WatchKind.Create | WatchKind.Delete },
];

const interesting = /(\.(api|cdef|c|cc|cpp|cxx|h|hh|hpp|hxx)|[/\\]legato-api\.json)$/;

export interface WatchedChanges {
  /** Files whose content, or whose being there, changed. */
  readonly files: readonly string[];
  /** What is gone; a folder stands for everything in it. */
  readonly gone: ReadonlySet<string>;
  /** A `legato-api.json` is among them. */
  readonly settings: boolean;
}

/** Brings the index up to date and tells which files changed. Folders that appeared wait in the index to be walked. */
export function takeIn(events: readonly FileEvent[], index: WorkspaceIndex, files: Files): WatchedChanges {
  const changed = new Set<string>();
  const gone = new Set<string>();
  for (const { uri, type } of events) {
    const path = pathOfUri(uri);
    if (isUri(path)) {
      continue;
    }
    if (type === FileChangeType.Deleted) {
      gone.add(path);
    } else if (type === FileChangeType.Created) {
      takeInNew(path, index, files);
    }
    if (interesting.test(path)) {
      changed.add(path);
    }
  }
  // A file that is replaced is reported as deleted and created; what counts is what is there now.
  for (const path of gone) {
    if (files.isFile(path)) {
      gone.delete(path);
    }
  }
  for (const file of index.removeAll(gone)) {
    changed.add(file);
  }
  return { files: [...changed], gone, settings: [...changed].some((path) => path.endsWith(projectFileName)) };
}

/** What a walk leaves out stays out when it is created: an installation of npm's must not fill the index. */
function takeInNew(path: string, index: WorkspaceIndex, files: Files): void {
  const isFolder = files.isDirectory(path);
  if (index.leavesOut(isFolder ? path : dirname(path))) {
    return;
  }
  if (isFolder) {
    index.addFolder(path);
  } else {
    index.addFile(path);
  }
}
