/**
 * Where the handler is registered: once, when the pools and maps it walks exist, and after `P_AdvertiseService()` for a [manual-start] service.
 *
 * In: the containers and the file of the handler. Out: a place between two statements of a function that the component's start runs, or the fact
 * that there is no COMPONENT_INIT yet, or why none can be chosen.
 */

import { certainReach } from "../../component/reach.ts";
import type { Syntax } from "../../component/source/syntax.ts";
import {
  attachedComments,
  endBefore,
  indentationAt,
  isFirstOnLine,
  lineEnd,
  lineStart,
  nextLineStart,
} from "../c/comments.ts";
import type { FunctionText, SourceText } from "../c/sourceText.ts";
import { callsIn, collect, foldedTextOf } from "../c/syntaxQueries.ts";
import type { EditCollector } from "../edits.ts";
import { CodeWriter } from "../style/codeWriter.ts";
import { remark } from "../style/declarations.ts";
import { type CloseContext, statementAround } from "./context.ts";

export type RegistrationPlace =
  | { readonly kind: "in"; readonly function: FunctionText; readonly list: Syntax; readonly after: Syntax | undefined }
  | { readonly kind: "newInit"; readonly source: SourceText };

export interface RegistrationQuestion {
  /** The file the handler stands in. */
  readonly source: SourceText;
  /** Expressions of the containers the handler walks. */
  readonly containers: readonly string[];
}

export function placeRegistration(
  context: CloseContext,
  question: RegistrationQuestion,
): RegistrationPlace | { readonly problem: string } {
  const place = choosePlace(context, question);
  if ("problem" in place || place.kind === "newInit") {
    return place;
  }
  const { function: fn, list } = place;
  return [fn.body, list].every((block) => isClosed(fn.source, block))
    ? place
    : {
        problem: `${fn.facts.isComponentInit ? "COMPONENT_INIT" : `${fn.facts.name}()`} in ${fn.source.path} has no closing brace: give it one first`,
      };
}

/** A block that is still being written ends before its brace. */
function isClosed({ text }: SourceText, block: Syntax): boolean {
  return block.type !== "compound_statement" || (block.end - block.start >= 2 && text[block.end - 1] === "}");
}

function choosePlace(
  context: CloseContext,
  { source, containers }: RegistrationQuestion,
): RegistrationPlace | { readonly problem: string } {
  const inits = context.functions.filter((fn) => fn.facts.isComponentInit && !isOnce(fn));
  const init = inits.find((fn) => fn.source === source) ?? inits[0];
  if (context.service.options.manualStart) {
    return afterAdvertising(context, containers);
  }
  if (!init) {
    return { kind: "newInit", source };
  }
  if (init.source === source) {
    return { kind: "in", function: init, ...afterCreation(context, init, containers) };
  }
  const own = startFunctionIn(context, init, source, containers);
  const chosen = own ?? init;
  return { kind: "in", function: chosen, ...afterCreation(context, chosen, containers) };
}

/** COMPONENT_INIT_ONCE runs before the services are there: too early. */
function isOnce(fn: FunctionText): boolean {
  return fn.source.text.startsWith("COMPONENT_INIT_ONCE", fn.node.start);
}

/** Of the functions that COMPONENT_INIT runs in another file: the one that makes a container, else the one it calls itself. */
function startFunctionIn(
  context: CloseContext,
  init: FunctionText,
  source: SourceText,
  containers: readonly string[],
): FunctionText | undefined {
  const reached = certainReach(context.program, [init.facts]);
  const here = [...reached.functions()]
    .map((definition) => ({ fn: context.functionOf(definition), way: reached.wayTo(definition) }))
    .filter(({ fn }) => fn?.source === source && !context.apiServiceOf(fn));
  const making = here.find(({ fn }) => fn && makers(fn, containers).length > 0);
  const direct = here.find(({ way, fn }) => way.length === 2 && /init|start|setup/i.test(fn?.facts.name ?? ""));
  return (making ?? direct)?.fn;
}

/** Statements that give a container or a pool its value. */
function makers(fn: FunctionText, containers: readonly string[]): Syntax[] {
  return collect(fn.body, "assignment_expression").filter((assignment) => {
    const [left, right] = assignment.children;
    const isContainer = left !== undefined && containers.includes(foldedTextOf(fn.source, left).replace(/^this->/, ""));
    const makes =
      right !== undefined &&
      callsIn(fn.source, right).some((call) => /^le_(?:mem|ref|hashmap)_(?:Create|Init|Expand)/.test(call.callee));
    return isContainer || makes;
  });
}

/** Behind the last statement that makes a pool or a map, itself or by what it calls. */
function afterCreation(
  context: CloseContext,
  fn: FunctionText,
  containers: readonly string[],
): { list: Syntax; after: Syntax | undefined } {
  let last: Syntax | undefined;
  for (const statement of fn.body.children) {
    const own = makers({ ...fn, body: statement }, containers).length > 0;
    const pool = callsIn(fn.source, statement).some((call) =>
      /^le_mem_(?:ExpandPool|SetDestructor)$/.test(call.callee),
    );
    const called = callsIn(fn.source, statement).some((call) =>
      context.program.lookup(call.callee, fn.facts).some((definition) => {
        const to = context.functionOf(definition);
        return to !== undefined && context.reachedFrom(to).some((each) => makers(each, containers).length > 0);
      }),
    );
    if (own || pool || called) {
      last = statement;
    }
  }
  return { list: fn.body, after: last ?? lastDeclaration(fn) };
}

function lastDeclaration(fn: FunctionText): Syntax | undefined {
  const other = fn.body.children.findIndex((statement) => statement.type !== "declaration");
  return fn.body.children[(other < 0 ? fn.body.children.length : other) - 1];
}

function afterAdvertising(
  context: CloseContext,
  containers: readonly string[],
): RegistrationPlace | { readonly problem: string } {
  const advertise = `${context.service.prefix}_AdvertiseService`;
  for (const fn of context.functions) {
    const call = callsIn(fn.source, fn.body).find((each) => each.callee === advertise);
    if (call) {
      const { statement, list } = statementAround(fn, call.node);
      const made = afterCreation(context, fn, containers).after;
      const after = list === fn.body && made && made.start > statement.start ? made : statement;
      return { kind: "in", function: fn, list, after };
    }
  }
  return {
    problem: `the service is [manual-start], and no source of the component calls ${advertise}(): a close handler can only be registered after that`,
  };
}

/** What is written there: the registration itself, or a call of the function that registers. */
export type Registering =
  | { readonly call: string }
  | {
      readonly handler: string;
      readonly contextText: string;
      /** Lines that have to come first. */
      readonly setUp: (writer: CodeWriter) => void;
      /** `#if` lines it has to stand under. */
      readonly conditions: readonly string[];
    };

export function register(
  context: CloseContext,
  edits: EditCollector,
  place: RegistrationPlace & { kind: "in" },
  registering: Registering,
): void {
  const { function: fn, list, after } = place;
  const { source } = fn;
  const { text } = source;
  const style = context.styleOf(source);
  const { eol } = style;
  const first = list.children[0];
  const isOneLine = !text.slice(list.start, list.end).includes("\n");
  if (isOneLine) {
    // `COMPONENT_INIT {}`
    const outer = indentationAt(text, fn.node.start);
    const lines = write(context, source, new CodeWriter(style, levels(outer, style.indent) + 1), registering);
    const kept = text.slice(list.start + 1, list.end - 1).trim();
    const before = kept === "" ? "" : `${outer}${style.indent}${kept}${eol}`;
    const behind = { start: list.start + 1, end: list.end - 1 };
    const open = style.functionBrace === "ownLine" && !isFirstOnLine(text, list.start);
    const start = open ? text.slice(0, list.start).trimEnd().length : behind.start;
    edits.replace(
      source.path,
      { start, end: behind.end },
      `${open ? `${eol}${outer}{` : ""}${eol}${before}${lines}${outer}`,
    );
    return;
  }
  const indentation = first ? indentationAt(text, first.start) : indentationAt(text, list.end - 1) + style.indent;
  const lines = write(context, source, new CodeWriter(style, levels(indentation, style.indent)), registering);
  if (after) {
    const at = lineEnd(text, after.end);
    const next = text.slice(nextLineStart(text, after.end), lineEnd(text, nextLineStart(text, after.end))).trim();
    const gap = next === "" || next.startsWith("}") ? "" : eol;
    edits.insert(source.path, at, eol + eol + lines.slice(0, -eol.length) + gap);
  } else if (first && isFirstOnLine(text, first.start)) {
    const comments = attachedComments(source, Math.max(endBefore(list, first), list.start + 1), first.start);
    edits.insert(source.path, lineStart(text, comments[0]?.start ?? first.start), lines + eol);
  } else {
    edits.insert(source.path, lineStart(text, list.end - 1), lines);
  }
}

function write(context: CloseContext, source: SourceText, writer: CodeWriter, registering: Registering): string {
  if ("call" in registering) {
    return writer.line(registering.call).text();
  }
  const { handler, contextText, setUp, conditions } = registering;
  const service = `${context.service.prefix}_GetServiceRef()`;
  const style = context.styleOf(source);
  for (const condition of conditions) {
    writer.verbatim(condition);
  }
  setUp(writer);
  writer.line(remark(style, "Free what a client still holds when its session ends."));
  writer.call("le_msg_AddServiceCloseHandler", [service, handler, contextText], ";");
  for (const _ of conditions) {
    writer.verbatim("#endif");
  }
  return writer.text();
}

function levels(indentation: string, unit: string): number {
  return unit.length === 0 ? 0 : Math.round(indentation.length / unit.length);
}
