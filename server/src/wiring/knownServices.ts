/** What a runtime may be told of the servers in the workspace: asked for by the client while one is running, and never else. */
import type { Connection } from "vscode-languageserver";
import type { Component, Place } from "../component/component.ts";
import { knownServices } from "../features/knownServices.ts";
import {
  SERVICES_CHANGED_NOTIFICATION,
  SERVICES_REQUEST,
  type ServicesParams,
  type ServicesResult,
} from "../protocol.ts";
import type { Questions } from "./questions.ts";

/** While the index is being made the answer is about what is found yet; `servicesChanged` follows when the rest is known. */
export function registerKnownServices(
  connection: Connection,
  questions: Questions,
): { readonly servicesChanged: () => void } {
  let isWatched = false;
  const { engine } = questions;
  const describe = ({ path, span }: Place): string => `${path}:${questions.rangeIn(path, span).start.line + 1}`;
  connection.onRequest(SERVICES_REQUEST, async ({ watch }: ServicesParams): Promise<ServicesResult> => {
    isWatched = watch;
    if (!watch) return { services: [] };
    engine.beginTurn();
    const components: Component[] = [];
    for (const definition of engine.index.componentDefinitions()) {
      components.push((await engine.component(definition)).component);
    }
    return { services: knownServices(components, describe) };
  });
  return {
    servicesChanged: () => {
      if (isWatched) void connection.sendNotification(SERVICES_CHANGED_NOTIFICATION);
    },
  };
}
