/** The public surface of the `.api` front end. Everything here is a pure function or a type: no file, no socket, no Node API. */

export { check } from "./check.ts";
export {
  type Change,
  type ChangeRule,
  changeRules,
  type Effect,
  type Place as ChangedPlace,
} from "./compare/change.ts";
export { compareInterfaces } from "./compare/compare.ts";
export type { Diagnostic, RelatedPlace, Severity } from "./diagnostics.ts";
export { type DocOptions, docSummary, docToMarkdown, escapeMarkdown } from "./docs/markdown.ts";
export { applyEdits, type FormatAnswer, type FormatEdit, format } from "./format/format.ts";
export { BASIC_TYPES } from "./model/basicTypes.ts";
export { CheckCache } from "./model/cache.ts";
export type { CheckInput, CheckResult } from "./model/check.ts";
export type { ImportAnswer } from "./model/importAnswer.ts";
export type * from "./model/interface.ts";
export { type Acquisition, acquisitionsOf } from "./ownership/acquisitions.ts";
export { type MisreadComment, misreadComments } from "./ownership/authorComments.ts";
export type { Confidence, Ownership, Role } from "./ownership/ownership.ts";
export { ownershipOf } from "./ownership/ownershipOf.ts";
export { resourceName } from "./ownership/resources.ts";
export * from "./protocol/index.ts";
export { RULES, type RuleId, type RuleInfo } from "./rules.ts";
export { type Declaration, declarationOf, interfaceWithUri, partsOf } from "./symbols/declarations.ts";
export {
  type ApiSymbol,
  keyOf,
  type Occurrence,
  occurrenceAt,
  occurrencesIn,
  type SymbolKind,
} from "./symbols/occurrences.ts";
export { parse } from "./syntax/parser.ts";
export { print } from "./syntax/print.ts";
export {
  findNodeAt,
  isTrivia,
  itemAt,
  leadingComments,
  type NodeAt,
  significantTokenBefore,
  tokenAt,
  tokenIndexAt,
} from "./syntax/query.ts";
export { closestName } from "./syntax/spelling.ts";
export type * from "./syntax/tree.ts";
export { LineMap, type Position } from "./text/lineMap.ts";
export { printable } from "./text/printable.ts";
