/**
 * Remembers the owner: the session beside the object, from where the object is created.
 *
 * In: a creation. Out: the name of the field that holds the session, and the edits that add the field to the component's own struct and give it
 * its value. What is there already stays as it is.
 */
import type { Service } from "../../component/index.ts";
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
import type { FieldText, FunctionText, StructText } from "../c/sourceText.ts";
import { asCall, collect, foldedTextOf, namesIn, textOf, variablesOf } from "../c/syntaxQueries.ts";
import type { EditCollector } from "../edits.ts";
import { remark, typeAndName } from "../style/declarations.ts";
import { variableName } from "../style/names.ts";
import { type CloseContext, statementAround } from "./context.ts";
import { type Creation, isSessionType, type TrackedObject } from "./creation.ts";

const SESSION_TYPE = "le_msg_SessionRef_t";

/** What a struct is edited to have is remembered here, so that two creations of one struct share it. */
export interface SessionFields {
  readonly added: Map<StructText, string>;
  readonly assigned: Set<Syntax>;
}

/**
 * For an object that is made only later: the field, nobody's at first; and in the function that asks for it the one line to complete. Nothing to
 * do where the creation knows a session.
 */
export function prepareSessionField(
  context: CloseContext,
  edits: EditCollector,
  creation: Creation,
  object: TrackedObject,
  acquire: FunctionText,
  todo: string,
  fields: SessionFields,
): { readonly field: string; readonly isComplete: boolean } {
  const { struct } = object;
  const known = struct.fields.find((field) => isSessionType(field.variable));
  const field = known?.name ?? fields.added.get(struct) ?? addField(context, edits, struct);
  fields.added.set(struct, field);
  if (known && assignsField(creation.in, field)) {
    return { field, isComplete: true };
  }
  if (!fields.assigned.has(creation.call.node)) {
    fields.assigned.add(creation.call.node);
    const nobody = `${object.name}->${field} = ${context.styleOf(creation.in.source).nullText};`;
    insertWithFirstValues(edits, context, creation.in, creation.call.node, object.name, nobody);
  }
  const { source, body } = acquire;
  const first = body.children.find((statement) => statement.type !== "declaration");
  const style = context.styleOf(source);
  const session = `LE_UNUSED(${context.service.prefix}_GetClientSessionRef());`;
  if (first) {
    const indentation = indentationAt(source.text, first.start);
    const text = [remark(style, `TODO: ${todo}`), session].join(style.eol + indentation);
    insertBefore(edits, context, acquire, first, body, text);
  }
  return { field, isComplete: false };
}

/**
 * Objects of the same kind that nobody asked for must not carry rubbish where the owner's session is: those made for a client of this service get
 * its session, all others none.
 */
export function ensureOthersKnow(
  context: CloseContext,
  edits: EditCollector,
  others: readonly Creation[],
  field: string,
  fields: SessionFields,
): void {
  for (const creation of others) {
    const {
      in: fn,
      node,
      object,
    } = creation.birth ?? {
      in: creation.in,
      node: creation.call.node,
      object: creation.object,
    };
    if (object && !fields.assigned.has(node) && !assignsField(fn, field)) {
      fields.assigned.add(node);
      const isOurs = servicesReaching(context, fn).has(context.service);
      const owner = isOurs ? sessionExpression(context, edits, fn) : context.styleOf(fn.source).nullText;
      insertWithFirstValues(edits, context, fn, node, object.name, `${object.name}->${field} = ${owner};`);
    }
  }
}

/** The name of the session's field in the object's struct. */
export function ensureSessionField(
  context: CloseContext,
  edits: EditCollector,
  creation: Creation,
  object: TrackedObject,
  acquire: FunctionText,
  fields: SessionFields,
): string {
  const { struct } = object;
  const known = struct.fields.find((field) => isSessionType(field.variable));
  const field = known?.name ?? fields.added.get(struct) ?? addField(context, edits, struct);
  fields.added.set(struct, field);
  const isStored = known !== undefined && context.reachedFrom(acquire).some((fn) => assignsField(fn, field));
  const place = creation.birth?.node ?? creation.call.node;
  if (!isStored && !fields.assigned.has(place)) {
    fields.assigned.add(place);
    assign(context, edits, creation, object, field);
  }
  return field;
}

function assignsField({ facts }: FunctionText, field: string): boolean {
  const named = new RegExp(`(?:->|\\.)\\s*${field}$`);
  return facts.assignments.some(({ target }) => named.test(target));
}

/** Adds the field as the last one, in the columns and with the comment style of the others. */
function addField(context: CloseContext, edits: EditCollector, struct: StructText): string {
  const { source, body } = struct;
  const style = context.styleOf(source);
  const taken = new Set(struct.fields.map((field) => field.name));
  const name = variableName(style, ["session", "Ref"], taken);
  const last = struct.fields.at(-1)?.variable.declaration;
  if (!last || !isFirstOnLine(source.text, last.start)) {
    const at = last?.end ?? body.start + 1;
    edits.insert(source.path, at, ` ${typeAndName(style, SESSION_TYPE, name)};`);
    return name;
  }
  const indentation = indentationAt(source.text, last.start);
  const column = commonColumn(struct.fields.map((field) => nameColumn(struct, field)));
  let text = `${SESSION_TYPE} ${name};`;
  if (column !== undefined && indentation.length + SESSION_TYPE.length < column) {
    text = `${SESSION_TYPE.padEnd(column - indentation.length)}${name};`;
  }
  const comment = commentLike(struct, indentation.length + text.length);
  edits.insert(source.path, afterComments(source.text, last.end), `${style.eol}${indentation}${text}${comment}`);
  return name;
}

/** End of the line, or of the comment that begins behind a field and goes on in the lines below. */
function afterComments(text: string, at: number): number {
  let end = lineEnd(text, at);
  const open = text.slice(at, end).lastIndexOf("/*");
  if (open >= 0 && !text.slice(at + open, end).includes("*/")) {
    const close = text.indexOf("*/", at + open);
    return close < 0 ? end : lineEnd(text, close);
  }
  const isComment = /\/\/[/!]?</.test(text.slice(at, end));
  while (isComment) {
    const next = nextLineStart(text, end);
    const line = text.slice(next, lineEnd(text, next));
    if (next >= text.length || !/^[ \t]*\/\/[/!]?/.test(line)) {
      break;
    }
    end = lineEnd(text, next);
  }
  return end;
}

function nameColumn(struct: StructText, { variable }: FieldText): number {
  const { text } = struct.source;
  const name = collect(variable.node, "field_identifier", "identifier")[0] ?? variable.node;
  return name.start - lineStart(text, name.start);
}

function commonColumn(columns: readonly number[]): number | undefined {
  const [first] = columns;
  return columns.length > 1 && columns.every((column) => column === first) ? first : undefined;
}

/** ` ///< Session of the client that owns it.` in the way and at the column of the comments behind the other fields. */
function commentLike(struct: StructText, column: number): string {
  const { text } = struct.source;
  const sentence = "Session of the client that it belongs to.";
  const found = struct.fields.flatMap((field) => {
    const { end } = field.variable.declaration;
    const behind = /^[ \t]*(\/\/\/<|\/\/!<|\/\/|\/\*\*<|\/\*)/.exec(text.slice(end, lineEnd(text, end)));
    const start = behind ? end + behind[0].length - (behind[1]?.length ?? 0) : 0;
    return behind ? [{ mark: behind[1] ?? "//", column: start - lineStart(text, start) }] : [];
  });
  const like = found.at(-1);
  if (!like) {
    return "";
  }
  const blanks = " ".repeat(Math.max(like.column - column, 1));
  return `${blanks}${like.mark} ${sentence}${like.mark.startsWith("/*") ? " */" : ""}`;
}

/** `jobPtr->sessionRef = printer_GetClientSessionRef();` with the object's other first values. */
function assign(
  context: CloseContext,
  edits: EditCollector,
  creation: Creation,
  object: TrackedObject,
  field: string,
): void {
  const { in: fn, node } = creation.birth ?? { in: creation.in, node: creation.call.node };
  const session = sessionExpression(context, edits, fn);
  insertWithFirstValues(edits, context, fn, node, object.name, `${object.name}->${field} = ${session};`);
}

/**
 * What the session is called in a function: `P_GetClientSessionRef()` where only this service gets there; else a parameter that its callers
 * give.
 */
export function sessionExpression(context: CloseContext, edits: EditCollector, fn: FunctionText): string {
  const own = `${context.service.prefix}_GetClientSessionRef()`;
  const services = servicesReaching(context, fn);
  if (services.size <= 1) {
    return own;
  }
  const known = fn.parameters.find(isSessionType);
  if (known) {
    return known.name;
  }
  const callers = context.program.callers(fn.facts);
  const list = callers.length > 0 ? collect(fn.node, "parameter_list")[0] : undefined;
  if (!list) {
    return own;
  }
  const style = context.styleOf(fn.source);
  const name = variableName(style, ["session", "Ref"], new Set(namesIn(fn.source, fn.node).map((use) => use.name)));
  addParameter(edits, fn, list, name);
  for (const { from, call } of callers) {
    const caller = context.functionOf(from);
    const service = caller && context.apiServiceOf(caller);
    if (caller) {
      const value = service ? `${service.prefix}_GetClientSessionRef()` : style.nullText;
      const last = call.arguments.at(-1);
      edits.insert(caller.source.path, last?.end ?? call.end - 1, last ? `, ${value}` : value);
    }
  }
  return name;
}

function addParameter(edits: EditCollector, fn: FunctionText, list: Syntax, name: string): void {
  const { source } = fn;
  const parameters = list.children.filter((child) => textOf(source, child) !== "void");
  const last = parameters.at(-1);
  if (!last) {
    const only = list.children[0];
    edits.replace(source.path, only ?? { start: list.start + 1, end: list.end - 1 }, `${SESSION_TYPE} ${name}`);
  } else if (isFirstOnLine(source.text, last.start)) {
    const indentation = indentationAt(source.text, last.start);
    const eol = source.text.slice(lineEnd(source.text, last.end), nextLineStart(source.text, last.end));
    edits.insert(source.path, last.end, ",");
    edits.insert(source.path, lineEnd(source.text, last.end), `${eol}${indentation}${SESSION_TYPE} ${name}`);
  } else {
    edits.insert(source.path, last.end, `, ${SESSION_TYPE} ${name}`);
  }
}

/** Services with an API function that reaches this function. */
function servicesReaching(context: CloseContext, fn: FunctionText): ReadonlySet<Service> {
  const services = new Set<Service>();
  for (const service of context.component.services) {
    for (const definitions of service.implementations.values()) {
      if (certainReach(context.program, definitions).has(fn.facts)) {
        services.add(service);
      }
    }
  }
  return services;
}

/**
 * Puts a statement with the object's first values: after the last `x->field = ...` before the node, else after the allocation, a `memset` or a
 * check of it, else before the statement that has the node.
 */
function insertWithFirstValues(
  edits: EditCollector,
  context: CloseContext,
  fn: FunctionText,
  node: Syntax,
  object: string,
  text: string,
): void {
  const { source } = fn;
  const { statement, list } = statementAround(fn, node);
  const before = list.children.filter((child) => child.end <= statement.start && child.field !== "condition");
  const index = Math.max(
    before.findLastIndex((child) => setsField(fn, child, object)),
    before.findLastIndex((child) => setsWhole(fn, child, object)),
  );
  const after = before[index];
  const place = after && lineEnd(source.text, after.end);
  const { eol } = context.styleOf(source);
  if (after && place !== undefined && place < statement.start && isFirstOnLine(source.text, after.start)) {
    edits.insert(source.path, place, `${eol}${indentationAt(source.text, after.start)}${text}`);
    return;
  }
  insertBefore(edits, context, fn, statement, list, text);
}

/** Puts a statement before another one, above the comments that belong to it. */
export function insertBefore(
  edits: EditCollector,
  context: CloseContext,
  fn: FunctionText,
  statement: Syntax,
  list: Syntax,
  text: string,
): void {
  const { source } = fn;
  if (!isFirstOnLine(source.text, statement.start)) {
    edits.insert(source.path, statement.start, `${text} `);
    return;
  }
  const comments = attachedComments(source, Math.max(endBefore(list, statement), list.start + 1), statement.start);
  const start = lineStart(source.text, comments[0]?.start ?? statement.start);
  const indentation = indentationAt(source.text, statement.start);
  edits.insert(source.path, start, `${indentation}${text}${context.styleOf(source).eol}`);
}

function setsField(fn: FunctionText, statement: Syntax, object: string): boolean {
  const assignment = statement.type === "expression_statement" ? statement.children[0] : undefined;
  const left = assignment?.type === "assignment_expression" ? assignment.children[0] : undefined;
  return left !== undefined && foldedTextOf(fn.source, left).startsWith(`${object}->`);
}

/** Allocates or clears the object, or checks that there is one. */
function setsWhole(fn: FunctionText, statement: Syntax, object: string): boolean {
  const { source } = fn;
  if (statement.type === "declaration") {
    return variablesOf(source, statement).some((variable) => variable.name === object && variable.value !== undefined);
  }
  if (statement.type === "if_statement") {
    const condition = statement.children.find((child) => child.field === "condition");
    return condition !== undefined && namesIn(source, condition).some(({ name }) => name === object);
  }
  const expression = statement.type === "expression_statement" ? statement.children[0] : undefined;
  const left = expression?.type === "assignment_expression" ? expression.children[0] : undefined;
  if (left) {
    return foldedTextOf(source, left).replace(/^\*\s*/, "") === object;
  }
  const call = expression && asCall(source, expression);
  return call?.callee === "memset" && foldedTextOf(source, call.node).startsWith(`memset(${object}`);
}
