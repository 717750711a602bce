/**
 * How the close handler frees one object: by the same code as the API's release function, never by that function itself.
 *
 * In: the release function and what is known of the object. Out: the statement for the handler, and the edits that make it possible: where the
 * release function does it all itself, that part moves into a static helper which both call. What cannot be shared comes back as a problem.
 */
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
import type { FunctionText, SourceText, StructText } from "../c/sourceText.ts";
import { asCall, callsIn, type DeclaredVariable, foldedTextOf, namesIn, pathTo } from "../c/syntaxQueries.ts";
import type { EditCollector } from "../edits.ts";
import type { CodeWriter } from "../style/codeWriter.ts";
import { type ParameterToWrite, writeFunction } from "../style/declarations.ts";
import type { HouseStyle } from "../style/houseStyle.ts";
import { functionName, inWords, withArticle } from "../style/names.ts";
import type { CloseContext } from "./context.ts";
import { mentions } from "./creation.ts";
import { forbiddenFrom } from "./forbidden.ts";
import { removes } from "./freeingPart.ts";
import { declareMember, levelOf, memberNaming } from "./members.ts";
import { findReleaseTail, type ReleaseTail, type TailProblem } from "./releaseTail.ts";

/** What the handler writes to free one object. */
export interface Destroy {
  /** The file in which it can be written. */
  readonly source: SourceText;
  /** Names and types under which it wants the object and the client's reference; absent: not needed. */
  readonly object?: { readonly name: string; readonly typeText: string };
  readonly reference?: { readonly name: string; readonly typeText: string };
  /** `DestroyJob(jobRef, jobPtr);` */
  readonly statements: readonly string[];
  /** The function it was taken from; the handler has to stand behind it. */
  readonly behind: FunctionText;
  /** The helper made for it. */
  readonly helper?: string;
  /** True where the helper is a method that needs an object of its class. */
  readonly ofInstance: boolean;
  /** What it does in the release function itself; absent for a helper that was there. */
  readonly tail?: ReleaseTail;
}

export interface DestroyQuestion {
  readonly release: FunctionText;
  readonly struct: StructText | undefined;
  readonly container: string | undefined;
  readonly referenceType: string;
  /** `Job`: for the helper's name and comment. */
  readonly resource: string;
  readonly taken: Set<string>;
}

export function planDestroy(
  context: CloseContext,
  edits: EditCollector,
  question: DestroyQuestion,
): Destroy | TailProblem {
  let problem: TailProblem | undefined;
  for (const fn of candidates(context, question)) {
    const tail = findReleaseTail({ ...question, context, function: fn });
    if (!("problem" in tail)) {
      return direct(context, tail) ?? factorOut(context, edits, question, tail);
    }
    problem ??= tail;
  }
  return existingHelper(context, question) ?? problem ?? { problem: "the release function was not found" };
}

/** The release function and what it hands the work on to; the one that deals with the container itself first. */
function candidates(context: CloseContext, { release, container }: DestroyQuestion): readonly FunctionText[] {
  const handedTo = callsIn(release.source, release.body)
    .flatMap((call) => context.program.lookup(call.callee, release.facts))
    .filter((definition) => removes(context, definition))
    .flatMap((definition) => context.functionOf(definition) ?? [])
    .filter((fn) => !context.apiServiceOf(fn));
  const all = [release, ...handedTo];
  const itself = container === undefined ? [] : all.filter((fn) => mentions(fn, container));
  return [...itself, ...all.filter((fn) => !itself.includes(fn))];
}

/** One call does it all: the handler makes the same call. */
function direct(context: CloseContext, tail: ReleaseTail): Destroy | undefined {
  const [statement] = tail.statements;
  const simple =
    tail.statements.length === 1 &&
    tail.declarations.length === 0 &&
    tail.copied.length === 0 &&
    tail.replaced.size === 0 &&
    tail.result === undefined;
  if (!statement || !simple || memberNaming(context, tail.function)?.isStatic === false) {
    return undefined;
  }
  const expression =
    statement.type === "expression_statement" || statement.type === "return_statement"
      ? statement.children[0]
      : undefined;
  const call = expression && asCall(tail.function.source, expression);
  if (!call) {
    return undefined;
  }
  return {
    source: tail.function.source,
    ...(tail.object ? { object: tail.object } : {}),
    ...(tail.reference ? { reference: tail.reference } : {}),
    statements: [`${foldedTextOf(tail.function.source, call.node)};`],
    behind: tail.function,
    ofInstance: false,
    tail,
  };
}

/** Moves the statements into a static helper before the function, and calls it in their place. */
function factorOut(context: CloseContext, edits: EditCollector, question: DestroyQuestion, tail: ReleaseTail): Destroy {
  const { function: fn, object, reference } = tail;
  const { source } = fn;
  const style = context.styleOf(source);
  const name = functionName(style, ["Destroy", question.resource], question.taken);
  question.taken.add(name);
  const member = memberNaming(context, fn);
  const what = inWords(question.resource);
  const parameters: ParameterToWrite[] = [
    ...(reference ? [{ type: reference.typeText, name: reference.name, doc: `Reference of the ${what}.` }] : []),
    ...(object ? [{ type: object.typeText, name: object.name, doc: `The ${what}.` }] : []),
  ];
  const { result } = tail;
  const returnType = tail.returns ? fn.facts.returnType : (result?.variable.typeText ?? "void");
  const level = levelOf(source, fn.node, style);
  const text = writeFunction(
    style,
    {
      doc: `Frees ${withArticle(what)}, whether ${fn.facts.name}() asks for it or the client's session has ended.`,
      storage: !member || (member.isInline && member.isStatic) ? "static" : "",
      returnType,
      name: member?.isInline === false ? `${member.className}::${name}` : name,
      parameters,
      body: (writer) => writeMoved(writer, tail, style),
    },
    level,
  );
  const blank = style.eol.repeat(style.blankLines);
  edits.insert(source.path, declarationStart(source, fn.node), text + blank);
  if (member) {
    declareMember(context, edits, fn, member, { returnType, name, parameters }, { needs: object?.baseType });
  }
  const given = [reference?.name, object?.name].filter((each) => each !== undefined);
  const call = `${name}(${given.join(", ")});`;
  const type = result?.isDeclaredInside ? `${result.variable.typeText} ` : "";
  const before = tail.returns ? "return " : result ? `${type}${result.variable.name} = ` : "";
  replaceTail(edits, tail, before + call);
  return {
    source,
    ...(object ? { object } : {}),
    ...(reference ? { reference } : {}),
    statements: [call],
    behind: fn,
    helper: name,
    ofInstance: member !== undefined && !member.isStatic,
    tail,
  };
}

/** Start of a function with the comments that belong to it, at the start of a line. */
export function declarationStart(source: SourceText, node: Syntax): number {
  const path = pathTo(source.root, node.start, node.end);
  const outermost = path.findIndex((at) => at.start === node.start && at.end === node.end && at.type === node.type);
  const parent = path[outermost - 1] ?? source.root;
  // `extern "C" void f()` and templates: the comment is above all of it.
  const whole =
    /^(?:template_declaration|linkage_specification)$/.test(parent.type) && parent.start < node.start ? parent : node;
  const around = whole === parent ? (path[outermost - 2] ?? source.root) : parent;
  const above = attachedComments(source, endBefore(around, whole), whole.start)[0];
  return lineStart(source.text, above?.start ?? whole.start);
}

export interface Region {
  /** Start of the first line, comments above the first statement included. */
  readonly start: number;
  readonly end: number;
  readonly indentation: string;
}

/** Statements with the comments above the first and behind the last. */
export function regionOf(source: SourceText, list: Syntax, statements: readonly Syntax[]): Region {
  const first = statements[0] ?? list;
  const last = statements.at(-1) ?? first;
  const comments = attachedComments(source, Math.max(endBefore(list, first), list.start + 1), first.start);
  const start = comments[0]?.start ?? first.start;
  const whole = isFirstOnLine(source.text, start);
  const behind = source.text.slice(last.end, lineEnd(source.text, last.end));
  const end = /^[ \t]*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/[ \t]*)?$/.test(behind)
    ? last.end + behind.trimEnd().length
    : last.end;
  return {
    start: whole ? lineStart(source.text, start) : start,
    end,
    indentation: whole ? indentationAt(source.text, start) : "",
  };
}

function writeMoved(writer: CodeWriter, tail: ReleaseTail, style: HouseStyle): void {
  const { source } = tail.function;
  for (const declaration of [...tail.copied.map((variable) => variable.declaration), ...tail.declarations]) {
    const region = regionOf(source, tail.list, [declaration]);
    writeLines(writer, source.text.slice(region.start, region.end), indentationAt(source.text, declaration.start));
  }
  if (tail.declarations.length + tail.copied.length > 0) {
    writer.blank();
  }
  const found = tail.copied.find((variable) => isLookedUp(source, variable));
  if (found && !tail.result && !tail.returns) {
    // The check that the lookup has in the release function stays there, and another client may have given the resource back.
    const isGone = style.constantFirst ? `${style.nullText} == ${found.name}` : `${found.name} == ${style.nullText}`;
    writer.block(`if (${isGone})`, () => writer.line("return;")).blank();
  }
  if (tail.result && !tail.result.isDeclaredInside) {
    writer.line(`${tail.result.variable.typeText} ${tail.result.variable.name};`).blank();
  }
  const region = regionOf(source, tail.list, tail.statements);
  writeLines(writer, replaceNames(tail, region), region.indentation);
  if (tail.result) {
    writer.blank().line(`return ${tail.result.variable.name};`);
  }
}

function isLookedUp(source: SourceText, { value, stars }: DeclaredVariable): boolean {
  const called = value && asCall(source, value)?.callee;
  return stars > 0 && called !== undefined && /^le_ref_Lookup$|^le_hashmap_(?:Get|Remove)$/.test(called);
}

function replaceNames(tail: ReleaseTail, region: Region): string {
  const { source } = tail.function;
  let text = "";
  let at = region.start;
  for (const { name, node } of tail.statements.flatMap((statement) => namesIn(source, statement))) {
    const replacement = tail.replaced.get(name);
    if (replacement !== undefined) {
      text += source.text.slice(at, node.start) + replacement;
      at = node.end;
    }
  }
  return text + source.text.slice(at, region.end);
}

function writeLines(writer: CodeWriter, text: string, indentation: string): void {
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") {
      writer.blank();
    } else if (line.startsWith(indentation) && !line.startsWith("#")) {
      writer.line(line.slice(indentation.length));
    } else {
      writer.verbatim(line);
    }
  }
}

function replaceTail(edits: EditCollector, tail: ReleaseTail, call: string): void {
  const { source } = tail.function;
  const { text } = source;
  for (const declaration of tail.declarations) {
    let start = lineStart(text, declaration.start);
    let end = nextLineStart(text, declaration.end);
    const isAlone =
      isFirstOnLine(text, declaration.start) &&
      /^[ \t]*(?:\/\/.*)?$/.test(text.slice(declaration.end, lineEnd(text, declaration.end)));
    if (!isAlone) {
      start = declaration.start;
      end = declaration.end;
    } else if (/(?:\{|\n)[ \t]*\r?\n$/.test(text.slice(0, start)) && /^[ \t]*\r?\n/.test(text.slice(end))) {
      end = nextLineStart(text, end);
    }
    edits.replace(source.path, { start, end }, "");
  }
  const region = regionOf(source, tail.list, tail.statements);
  edits.replace(source.path, { start: region.start, end: region.end }, region.indentation + call);
}

/** A static function of the component that frees an object of this struct and may run without a client. */
function existingHelper(context: CloseContext, question: DestroyQuestion): Destroy | undefined {
  const { struct, release, container } = question;
  if (!struct) {
    return undefined;
  }
  const isCalled = new Set(callsIn(release.source, release.body).map((call) => call.callee));
  const usable = context.functions.filter((fn) => {
    const takes =
      fn.parameters.length === 1 && fn.parameters[0]?.stars === 1 && struct.names.includes(fn.parameters[0].baseType);
    return (
      takes &&
      fn.source === release.source &&
      !context.apiServiceOf(fn) &&
      removes(context, fn.facts) &&
      forbiddenFrom(context, fn, container) === undefined
    );
  });
  const fn = usable.find((each) => isCalled.has(each.facts.name)) ?? (usable.length === 1 ? usable[0] : undefined);
  const parameter = fn?.parameters[0];
  return fn && parameter
    ? {
        source: fn.source,
        object: { name: parameter.name, typeText: parameter.typeText },
        statements: [`${fn.facts.name}(${parameter.name});`],
        behind: fn,
        ofInstance: false,
      }
    : undefined;
}
