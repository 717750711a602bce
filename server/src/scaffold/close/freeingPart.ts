/**
 * Which part of a release function frees: everything it does once the reference is looked up and found good.
 *
 * The part is a run of statements of one block. It begins at the first statement that does something, so that no step is left out; a block inside
 * of an `if` or of a searching loop is taken only where all around it looks up, checks or complains.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import type { FunctionText, StructText } from "../c/sourceText.ts";
import {
  asCall,
  bareExpression,
  callsIn,
  collect,
  type DeclaredVariable,
  isConstant,
  isJump,
  pathTo,
  textOf,
  variablesOf,
} from "../c/syntaxQueries.ts";
import { type CloseContext, localNamed, localsOf } from "./context.ts";
import { pointersTo } from "./creation.ts";

export interface FreeingQuestion {
  readonly context: CloseContext;
  readonly function: FunctionText;
  readonly struct: StructText | undefined;
  /** The container whose entries are freed. */
  readonly container: string | undefined;
  /** C type of what the client holds. */
  readonly referenceType: string;
}

export interface FreeingPart {
  readonly list: Syntax;
  /** To the end of the list. */
  readonly statements: readonly Syntax[];
}

/** What removes an object from where it is kept, or gives its memory back. */
const REMOVES =
  /^(?:le_ref_DeleteRef|le_dls_(?:Remove|Pop|PopTail)|le_hashmap_Remove|le_mem_Release|le_timer_Delete|free|close)$/;

/** Calls that change nothing, by what the field calls them. */
const PURE =
  /^(?:le_ref_Lookup|le_dls_(?:Peek\w*|IsInList|IsEmpty|NumLinks)|le_hashmap_(?:Get|ContainsKey|Size)|CONTAINER_OF|str\w+|memcmp|LE_RESULT_TXT)$|(?:^|_)(?:[Ii]s|[Hh]as|[Gg]et|[Ff]ind|[Ll]ook|[Ll]ookup|[Cc]heck|[Vv]alid|[Vv]alidate|[Vv]erify|[Cc]an|[Ss]earch|[Tt]o)(?![a-z])/;

const COMPLAINS = /^LE_(?:DEBUG|INFO|WARN|ERROR|CRIT|EMERG|UNUSED|PRINT_VALUE|TRACE)/;

export function findFreeingPart(question: FreeingQuestion, reference: DeclaredVariable | undefined): FreeingPart {
  const { function: fn } = question;
  const freeing = freeingNodes(question, reference);
  const list = freeing.length > 0 ? enclosing(question, innermostList(fn, freeing)) : fn.body;
  return { list, statements: list.children.slice(afterHead(question, list, freeing[0])) };
}

/** Calls and deletes that free the object, in source order. */
function freeingNodes(question: FreeingQuestion, reference: DeclaredVariable | undefined): Syntax[] {
  const { context, function: fn, struct } = question;
  const known = new Set([reference?.name, ...(struct ? pointersTo(fn, struct).map((pointer) => pointer.name) : [])]);
  const calls = callsIn(fn.source, fn.body).filter((call) => {
    if (REMOVES.test(call.callee)) {
      return true;
    }
    const takesIt = call.arguments.some((argument) => known.has(textOf(fn.source, bareExpression(argument))));
    return takesIt && context.program.lookup(call.callee, fn.facts).some((to) => removes(context, to));
  });
  return [...calls.map((call) => call.node), ...collect(fn.body, "delete_expression")].sort(
    (a, b) => a.start - b.start,
  );
}

/** True when the function, or what it calls, removes something from where it is kept. */
export function removes(context: CloseContext, definition: FunctionText["facts"]): boolean {
  const fn = context.functionOf(definition);
  return (
    fn !== undefined &&
    context
      .reachedFrom(fn)
      .some(
        (reached) =>
          callsIn(reached.source, reached.body).some((call) => REMOVES.test(call.callee)) ||
          collect(reached.body, "delete_expression").length > 0,
      )
  );
}

function innermostList(fn: FunctionText, nodes: readonly Syntax[]): Syntax {
  const start = Math.min(...nodes.map((node) => node.start));
  const end = Math.max(...nodes.map((node) => node.end));
  return pathTo(fn.body, start, end).findLast((node) => node.type === "compound_statement") ?? fn.body;
}

/** The outermost list around that one in which something more than looking up and checking happens. */
function enclosing(question: FreeingQuestion, list: Syntax): Syntax {
  const { function: fn } = question;
  const path = pathTo(fn.body, list.start, list.end);
  for (const [index, outer] of path.entries()) {
    const around = path[index + 1];
    if (outer === list || !around) {
      break;
    }
    if (outer.type !== "compound_statement") {
      continue;
    }
    const before = outer.children.filter((statement) => statement.end <= around.start);
    const after = outer.children.filter((statement) => statement.start >= around.end);
    const isInLoop = /^(?:while|for|do)_/.test(path[index - 1]?.type ?? "");
    const isQuiet =
      before.every((each) => isLookup(question, each) || isCheck(question, each) || isHarmless(question, each)) &&
      after.every((each) => staysBehind(fn, each) || isHarmless(question, each) || isInLoop) &&
      leadsOnlyTo(question, around, list);
    if (!isQuiet) {
      return outer;
    }
  }
  return list;
}

/** A loop that searches, or an `if` whose other ways only complain. */
function leadsOnlyTo(question: FreeingQuestion, statement: Syntax, list: Syntax): boolean {
  if (/^(?:while|for|do)_/.test(statement.type)) {
    return true;
  }
  if (statement.type === "compound_statement") {
    return true;
  }
  if (statement.type !== "if_statement") {
    return false;
  }
  const condition = statement.children.find((child) => child.field === "condition");
  const ways = statement.children.flatMap((child) =>
    child.field === "consequence" ? [child] : child.field === "alternative" ? child.children : [],
  );
  return (
    (condition === undefined || isPure(question, condition)) &&
    ways.every((way) => {
      const isOurs = way.start <= list.start && list.end <= way.end;
      if (!isOurs) {
        return onlyComplains(question, way);
      }
      return way.type === "if_statement" ? leadsOnlyTo(question, way, list) : true;
    })
  );
}

/** Logs, leaves, answers, or says which error: nothing that frees. */
function onlyComplains(question: FreeingQuestion, way: Syntax): boolean {
  const { function: fn } = question;
  const statements = way.type === "compound_statement" ? way.children : [way];
  return statements.every((statement) => {
    if (isJump(statement) || isHarmless(question, statement) || staysBehind(fn, statement)) {
      return true;
    }
    const expression = statement.type === "expression_statement" ? statement.children[0] : undefined;
    const value = expression?.type === "assignment_expression" ? expression.children[1] : undefined;
    const call = expression && asCall(fn.source, expression);
    return value ? isConstant(fn.source, value) : /^LE_(?:KILL_CLIENT|FATAL)$/.test(call?.callee ?? "");
  });
}

/** Index of the first statement after the lookups and checks that the list begins with. Whatever changes something ends them. */
function afterHead(question: FreeingQuestion, list: Syntax, firstFreeing: Syntax | undefined): number {
  let start = 0;
  for (const [index, statement] of list.children.entries()) {
    if (firstFreeing !== undefined && statement.end > firstFreeing.start) {
      break;
    }
    if (isLookup(question, statement) || isCheck(question, statement)) {
      start = index + 1;
    } else if (!isHarmless(question, statement)) {
      break;
    }
  }
  return start;
}

/** Calls nothing that could change anything: known lookups, and functions of the component that only look. */
function isPure(question: FreeingQuestion, node: Syntax): boolean {
  const { context, function: fn } = question;
  return callsIn(fn.source, node).every(
    (call) =>
      PURE.test(call.callee) ||
      COMPLAINS.test(call.callee) ||
      context.program.lookup(call.callee, fn.facts).some((to) => onlyLooks(context, to)),
  );
}

/** Sets nothing but its own locals, and calls nothing that does more. */
function onlyLooks(context: CloseContext, definition: FunctionText["facts"]): boolean {
  const fn = context.functionOf(definition);
  return (
    fn !== undefined &&
    context.reachedFrom(fn).every((reached) => {
      const { source, body } = reached;
      const locals = new Set(localsOf(reached).map(({ name }) => name));
      const changes = collect(body, "assignment_expression", "update_expression", "delete_expression");
      const calls = callsIn(source, body).filter(
        (call) => context.program.lookup(call.callee, reached.facts).length === 0,
      );
      return (
        changes.every((change) => change.children[0] !== undefined && locals.has(textOf(source, change.children[0]))) &&
        calls.every((call) => PURE.test(call.callee) || COMPLAINS.test(call.callee))
      );
    })
  );
}

/** A declaration, something that only logs, or an `if` around such. */
function isHarmless(question: FreeingQuestion, statement: Syntax): boolean {
  const { function: fn } = question;
  if (statement.type === "declaration") {
    return isPure(question, statement);
  }
  if (statement.type === "if_statement") {
    const condition = statement.children.find((child) => child.field === "condition");
    const ways = statement.children.filter((child) => child !== condition);
    return (
      (condition === undefined || isPure(question, condition)) &&
      ways
        .flatMap((way) => (way.type === "compound_statement" || way.type === "else_clause" ? way.children : [way]))
        .flatMap((way) => (way.type === "compound_statement" ? way.children : [way]))
        .every((inner) => inner.type !== "if_statement" && isHarmless(question, inner))
    );
  }
  const call =
    statement.type === "expression_statement" && statement.children[0] && asCall(fn.source, statement.children[0]);
  return call ? COMPLAINS.test(call.callee) : false;
}

/** `Job_t* jobPtr = le_ref_Lookup(Map, ref);`, `jobPtr = (Job_t*)ref;` */
function isLookup({ function: fn, struct }: FreeingQuestion, statement: Syntax): boolean {
  const pointers = struct ? pointersTo(fn, struct).map((pointer) => pointer.name) : [];
  if (statement.type === "declaration") {
    return variablesOf(fn.source, statement).some((variable) => {
      const callee = variable.value && asCall(fn.source, variable.value)?.callee;
      return pointers.includes(variable.name) || callee === "le_ref_Lookup" || callee === "le_hashmap_Get";
    });
  }
  const assignment = statement.type === "expression_statement" ? statement.children[0] : undefined;
  if (assignment?.type !== "assignment_expression") {
    return false;
  }
  const [left, right] = assignment.children;
  const callee = right && asCall(fn.source, right)?.callee;
  return (left !== undefined && pointers.includes(textOf(fn.source, left))) || callee === "le_ref_Lookup";
}

/** An `if` that leaves the function, or complains, and does nothing else. */
function isCheck(question: FreeingQuestion, statement: Syntax): boolean {
  const { function: fn } = question;
  if (statement.type === "expression_statement") {
    return callsIn(fn.source, statement).some((call) => /^LE_(?:ASSERT|ASSERT_OK|FATAL_IF)$/.test(call.callee));
  }
  if (statement.type !== "if_statement" || statement.children.some((child) => child.field === "alternative")) {
    return false;
  }
  const condition = statement.children.find((child) => child.field === "condition");
  const then = statement.children.find((child) => child.field === "consequence");
  return (
    (condition === undefined || isPure(question, condition)) && then !== undefined && onlyComplains(question, then)
  );
}

/** The end of the function's own business: its result, or the answer to the client. */
export function staysBehind(fn: FunctionText, statement: Syntax): boolean {
  if (statement.type === "return_statement") {
    const value = statement.children[0];
    return value === undefined || isConstant(fn.source, value) || value.type === "identifier";
  }
  if (isJump(statement)) {
    return true;
  }
  const expression = statement.type === "expression_statement" ? statement.children[0] : undefined;
  if (expression?.type === "assignment_expression") {
    // `result = LE_OK;`
    const [left, right] = expression.children;
    const local = left?.type === "identifier" ? localNamed(fn, textOf(fn.source, left)) : undefined;
    return local !== undefined && local.stars === 0 && right !== undefined && isConstant(fn.source, right);
  }
  const call = expression && callsIn(fn.source, expression)[0];
  return call?.callee.endsWith("Respond") === true && call.arguments.slice(1).every((at) => isOwnValue(fn, at));
}

function isOwnValue(fn: FunctionText, value: Syntax): boolean {
  return isConstant(fn.source, value) || value.type === "identifier";
}
