/**
 * The component room's public face: what the engine, the rules and the scaffold use.
 *
 * `createComponentAnalyzer` keeps the caches (syntax trees of recently read sources, facts by file version); everything it hands out
 * is immutable, but for the syntax tree that `withSource` lends for the duration of a callback.
 */
import type { ComponentAnalyzer, ComponentAnalyzerOptions } from "./analysis.ts";
import { Analyzer } from "./analyzer.ts";

export type { ComponentAnalyzer, ComponentAnalyzerOptions } from "./analysis.ts";
export type * from "./component.ts";
export { holdsSomething } from "./services.ts";
export type { ParsedSource } from "./source/sourceTrees.ts";

export function createComponentAnalyzer(options: ComponentAnalyzerOptions): ComponentAnalyzer {
  return new Analyzer(options);
}
