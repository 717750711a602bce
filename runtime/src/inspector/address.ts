/**
 * Where the inspector of a running runtime listens. The one rule that runtime, command and editor share.
 *
 * Every runtime of a user has one Unix socket, `<pid>.sock`, in one private folder (0700). Who looks for runtimes lists the folder and asks each
 * socket with `initialize` which directory it serves; a socket nobody answers on is what a killed runtime left behind.
 */
import { tmpdir } from "node:os";
import path from "node:path";

/** `$XDG_RUNTIME_DIR/legato-api`, else `legato-api-<uid>` in the temporary folder. The runtime makes it; a symlink or another user's is refused. */
export function inspectorFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  uid: number = process.getuid?.() ?? 0,
): string {
  const base = environment["XDG_RUNTIME_DIR"];
  return base !== undefined && path.isAbsolute(base)
    ? path.join(base, "legato-api")
    : path.join(tmpdir(), `legato-api-${uid}`);
}

export function inspectorSocket(pid: number, folder: string = inspectorFolder()): string {
  return path.join(folder, `${pid}.sock`);
}

export function isInspectorSocket(fileName: string): boolean {
  return /^\d+\.sock$/.test(fileName);
}
