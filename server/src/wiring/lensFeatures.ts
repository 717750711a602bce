/** Code lenses: who serves and requires an interface at once, how often a declaration is used when it comes into sight. */
import type { CancellationToken, Connection, Position } from "vscode-languageserver";
import {
  type ComponentUse,
  type LensData,
  type LensTargets,
  referenceLenses,
  serviceLenses,
} from "../features/codeLenses.ts";
import { references, symbolAt, type Target } from "../features/navigation.ts";
import { displayPath } from "../workspace/paths.ts";
import { type Questions, until } from "./questions.ts";

/** Opens a list of places; the editor's side implements it. */
const SHOW_PLACES_COMMAND = "legatoApi.showPlaces";

export function registerLensFeatures(connection: Connection, questions: Questions): void {
  const command = ({ title, targets }: LensTargets, uri: string, at: Position) => ({
    title,
    command: questions.context.client.lensCommands ? SHOW_PLACES_COMMAND : "",
    arguments: questions.context.client.lensCommands
      ? [uri, at, targets.map((target) => questions.location(target))]
      : [],
  });
  connection.onCodeLens(async ({ textDocument }, token) => {
    const view = questions.viewAt(textDocument.uri);
    if (view === undefined) return null;
    const top = { line: 0, character: 0 };
    const uses = await componentUses(view.path, token);
    const describe = ({ path, span }: Target): string =>
      `${displayPath(path, path.replace(/[\\/][^\\/]*$/, ""))}:${questions.rangeIn(path, span).start.line + 1}`;
    const first = serviceLenses(uses.providers, uses.clients, describe).map((lens) => ({
      range: { start: top, end: top },
      command: command(lens, textDocument.uri, top),
    }));
    return [...first, ...referenceLenses(view)];
  });
  connection.onCodeLensResolve(async (lens, token) => {
    const data: unknown = lens.data;
    if (!isLensData(data)) return lens;
    questions.engine.beginTurn();
    const at = symbolAt(data.path, data.offset, questions.navigator);
    const targets =
      at === undefined
        ? []
        : await references(at, questions.navigator, { includeDeclaration: false, isCancelled: until(token) });
    const title = targets.length === 1 ? "1 reference" : `${targets.length} references`;
    return {
      range: lens.range,
      command: command({ title, targets }, questions.context.uriOf(data.path), lens.range.start),
    };
  });
  const componentUses = async (path: string, token: CancellationToken) => {
    const providers: ComponentUse[] = [];
    const clients: ComponentUse[] = [];
    for (const outline of questions.navigator.components()) {
      for (const entry of outline.entries) {
        if (entry.apiPath !== path || token.isCancellationRequested) continue;
        const componentName = outline.definition.split(/[\\/]/).at(-2) ?? outline.definition;
        const place = { path: outline.definition, span: { start: 0, end: 0 } };
        if (entry.side === "requires") {
          clients.push({ componentName, place });
          continue;
        }
        const { component } = await questions.engine.component(outline.definition);
        const service = component.services.find((one) => one.prefix === entry.prefix);
        providers.push({
          componentName,
          place: service?.place ?? place,
          ...(service === undefined ? {} : { service }),
        });
      }
    }
    return { providers, clients };
  };
}

function isLensData(data: unknown): data is LensData {
  return (
    typeof data === "object" &&
    data !== null &&
    "path" in data &&
    typeof data.path === "string" &&
    "offset" in data &&
    typeof data.offset === "number"
  );
}
