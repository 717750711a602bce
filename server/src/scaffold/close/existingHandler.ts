/**
 * A close handler that was written and never registered, or that serves another service and walks the same containers.
 */
import type { FunctionText, SourceText } from "../c/sourceText.ts";
import { namesIn } from "../c/syntaxQueries.ts";
import type { CloseContext } from "./context.ts";
import { isSessionType, mentions } from "./creation.ts";

export function findExistingHandler(
  context: CloseContext,
  source: SourceText,
  containers: readonly string[],
): FunctionText | undefined {
  const registered = new Set(context.component.registrations.flatMap(({ handler }) => handler ?? []));
  const candidates = context.functions.filter((fn) => {
    const [session, userData] = fn.parameters;
    return (
      fn.source === source &&
      fn.parameters.length === 2 &&
      session !== undefined &&
      isSessionType(session) &&
      userData?.typeText === "void*" &&
      fn.facts.returnType === "void" &&
      !context.apiServiceOf(fn) &&
      usesSession(fn, session.name)
    );
  });
  const walks = (fn: FunctionText) =>
    context
      .reachedFrom(fn)
      .some(
        (reached) =>
          containers.some((container) => mentions(reached, container)) ||
          namesIn(reached.source, reached.body).some(({ name }) => containers.includes(name)),
      );
  return candidates.find((fn) => !registered.has(fn.facts) && walks(fn)) ?? candidates.find(walks);
}

function usesSession(fn: FunctionText, name: string): boolean {
  return namesIn(fn.source, fn.body).some((use) => use.name === name);
}
