/**
 * Connects what was committed to the client: who trusts the folders, and who watches git's files.
 *
 * A client says `workspaceTrusted: true` in its initialization options, or later sends `legatoApi/workspaceTrusted`. One that watches is asked to watch
 * each repository when a file of it is compared for the first time: git's folder may lie outside of the workspace.
 */
import { type Connection, DidChangeWatchedFilesNotification, type FileSystemWatcher } from "vscode-languageserver";
import { Heads, type HeadsOptions, headPattern } from "../history/heads.ts";
import { WORKSPACE_TRUSTED_NOTIFICATION } from "../protocol.ts";
import { uriOfPath } from "../workspace/paths.ts";

export interface WatchingClient {
  /** It watches what it is asked to. */
  readonly watching: boolean;
  /** Also below a folder that is named, inside of the workspace or not. */
  readonly watchingAnywhere: boolean;
}

export function registerCommittedHeads(
  connection: Connection,
  client: () => WatchingClient,
  options: Omit<HeadsOptions, "watch">,
): Heads {
  const heads = new Heads({
    ...options,
    watch: ({ gitFolder, commonFolder }) => {
      const { watching, watchingAnywhere } = client();
      if (watching) {
        const watchers: FileSystemWatcher[] = watchingAnywhere
          ? [...new Set([gitFolder, commonFolder])].map((folder) => ({
              globPattern: { baseUri: uriOfPath(folder), pattern: headPattern },
            }))
          : [{ globPattern: `**/.git/${headPattern}` }];
        options.inBackground(async () => {
          await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
        });
      }
    },
  });
  connection.onNotification(WORKSPACE_TRUSTED_NOTIFICATION, () => heads.allow());
  return heads;
}

/** What the initialization options say. */
export function isTrusted(options: unknown): boolean {
  return (
    typeof options === "object" &&
    options !== null &&
    "workspaceTrusted" in options &&
    options.workspaceTrusted === true
  );
}
