/**
 * Names of files inside the server, and how they become URIs at the LSP boundary and paths people read.
 *
 * A file is named by its absolute path; what is no file of this machine (an untitled document, `vscode-vfs:`) by its URI as the
 * client wrote it. Both are called a path everywhere; `isUri` tells them apart. Nothing here touches the disk.
 */
import path from "node:path";
import { URI, Utils } from "vscode-uri";

/** Two letters at least, so that a Windows drive is no scheme. */
const schemePattern = /^[a-z][a-z0-9+.-]+:/i;

export function isUri(name: string): boolean {
  return schemePattern.test(name);
}

export function pathOfUri(uri: string): string {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? path.normalize(parsed.fsPath) : uri;
}

export function uriOfPath(name: string): string {
  return isUri(name) ? name : URI.file(name).toString();
}

/** The folder a file is in; undefined for a document that is nowhere yet. An untitled document that has a path is where it will be saved. */
export function folderOf(name: string): string | undefined {
  if (!isUri(name)) {
    return path.dirname(name);
  }
  const uri = URI.parse(name);
  if (uri.scheme === "untitled") {
    return path.isAbsolute(uri.path) ? path.dirname(uri.fsPath) : undefined;
  }
  return uri.path.startsWith("/") ? Utils.dirname(uri).toString() : undefined;
}

export function joinPath(folder: string, name: string): string {
  return isUri(folder) ? Utils.joinPath(URI.parse(folder), name).toString() : path.join(folder, name);
}

/** True for the folder itself and everything below it. */
export function isWithin(name: string, folder: string): boolean {
  if (isUri(name) !== isUri(folder)) {
    return false;
  }
  const separator = isUri(folder) ? "/" : path.sep;
  return name === folder || name.startsWith(folder.endsWith(separator) ? folder : folder + separator);
}

/** From the folder up to the root of the file system; empty for what has no folders. */
export function ancestorsOf(folder: string): readonly string[] {
  const found: string[] = [];
  if (isUri(folder)) {
    return found;
  }
  let current = folder;
  for (;;) {
    found.push(current);
    const parent = path.dirname(current);
    if (parent === current) {
      return found;
    }
    current = parent;
  }
}

/** Folders to go up and down between two files: what "nearest" means. */
export function distance(from: string, to: string): number {
  const [a, b] = [from.split(/[\\/]/), to.split(/[\\/]/)];
  let common = 0;
  while (common < Math.min(a.length, b.length) && a[common] === b[common]) {
    common++;
  }
  return a.length - common + (b.length - common);
}

/** As people read it: relative to `base` where that is shorter to understand (no climbing out of it), else absolute. */
export function displayPath(name: string, base: string | undefined): string {
  if (base === undefined || isUri(name)) {
    return name;
  }
  const relative = path.relative(base, name);
  return relative === "" || relative.startsWith("..") || path.isAbsolute(relative) ? name : relative;
}
