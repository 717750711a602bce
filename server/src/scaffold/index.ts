/**
 * The scaffold's public face: what it writes into a component, as edits that a face of the server applies.
 *
 * Nothing here writes a file. Edits are offsets into the texts as the analysis saw them; apply them to those texts or not at all.
 */
import type { Component, ComponentAnalyzer, ComponentSource } from "../component/index.ts";
import { readSource, type SourceText } from "./c/sourceText.ts";
import { type CloseHandlerAnswer, planCloseHandler } from "./close/addCloseHandler.ts";
import { CloseContext } from "./close/context.ts";

export type { CloseHandlerAnswer } from "./close/addCloseHandler.ts";
export { applyEdits, type FileEdits } from "./edits.ts";
export { newServerComponent } from "./newComponent/newServerComponent.ts";

export const ADD_CLOSE_HANDLER_TITLE = "Add close handler";

/**
 * Plans the close handler of one service. `component` must be the analyzer's answer for the texts as they are now; a source that changed since
 * is a problem, not a wrong edit.
 */
export async function addCloseHandler(
  component: Component,
  prefix: string,
  analyzer: Pick<ComponentAnalyzer, "withSource">,
): Promise<CloseHandlerAnswer> {
  const service = component.services.find((each) => each.prefix === prefix);
  if (!service) {
    return { problem: `${component.name} provides no service '${prefix}'` };
  }
  if (!component.program) {
    return { problem: `the sources of ${component.name} were not read: nothing it provides hands out a resource` };
  }
  if (service.state === "registered") {
    return { problem: `a close handler is registered for '${prefix}' already` };
  }
  const sources: SourceText[] = [];
  for (const source of component.sources) {
    const read = await analyzer.withSource(source.path, (parsed) =>
      readSource(parsed, source.isHeader, source.functions),
    );
    if (read && !isStale(read, source)) {
      sources.push(read);
    } else {
      return { problem: `${source.path} cannot be read any more as it was when it was checked: try again` };
    }
  }
  return planCloseHandler(new CloseContext(component, service, component.program, sources));
}

/** Functions stand where the facts say; else the text is another one than the facts are about. */
function isStale({ text }: SourceText, { functions }: ComponentSource): boolean {
  return functions.some(
    ({ macro, isComponentInit, name, nameSpan, bodySpan }) =>
      !macro &&
      (text[bodySpan.end - 1] === undefined ||
        (!isComponentInit && name !== "lambda" && !text.slice(nameSpan.start, nameSpan.end).includes(name))),
  );
}
