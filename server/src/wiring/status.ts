/** `legatoApi/status`: answers what an editor's status item shows, and tells a client that watches when to ask again. */
import type { Connection } from "vscode-languageserver";
import { importsOutside, servicesAround } from "../features/fileStatus.ts";
import { STATUS_CHANGED_NOTIFICATION, STATUS_REQUEST, type StatusParams, type StatusResult } from "../protocol.ts";
import { pathOfUri } from "../workspace/paths.ts";
import type { Questions } from "./questions.ts";

/** `worked` is to be called after each slice of work, with whether there is more. */
export function registerStatus(
  connection: Connection,
  questions: Questions,
): { readonly worked: (hasMore: boolean) => void } {
  const { engine } = questions;
  let isWatched = false;
  let isBusy = true;
  /** What the client was told last: one note that work goes on is enough. */
  let toldBusy = true;
  connection.onRequest(STATUS_REQUEST, async ({ uri, watch }: StatusParams): Promise<StatusResult> => {
    isWatched = watch ?? isWatched;
    toldBusy = isBusy;
    engine.beginTurn();
    const file = uri === null ? undefined : pathOfUri(uri);
    return {
      busy: isBusy,
      apis: engine.index.apis().length,
      components: engine.index.componentDefinitions().length,
      services: file === undefined ? [] : await servicesAround(file, questions.navigator.components(), engine),
      imports: file === undefined ? [] : importsOutside(file, engine),
    };
  });
  return {
    worked: (hasMore) => {
      isBusy = hasMore;
      if (!isWatched || (hasMore && toldBusy)) return;
      toldBusy = hasMore;
      void connection.sendNotification(STATUS_CHANGED_NOTIFICATION);
    },
  };
}
