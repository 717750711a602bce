/**
 * The part of a release function that really frees: what is left of it once the reference is looked up and found good.
 *
 * In: a function that frees, and what is known of the object. Out: the statements that a shared helper can take over, with the variables they need;
 * or why they cannot be shared. Self-contained means: they use nothing of the function but the object, its reference, and variables that only
 * they use; they answer no client, kill no client and ask for no client; they do not walk the container they free from.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import type { FunctionText, StructText } from "../c/sourceText.ts";
import {
  asCall,
  bareExpression,
  callsIn,
  collect,
  type DeclaredVariable,
  foldedTextOf,
  isConstant,
  isJump,
  jumpsIn,
  namesIn,
  pathTo,
  textOf,
  variablesOf,
} from "../c/syntaxQueries.ts";
import { type CloseContext, localsOf } from "./context.ts";
import { pointersTo } from "./creation.ts";

export interface ReleaseTail {
  readonly function: FunctionText;
  /** The list of statements they stand in. */
  readonly list: Syntax;
  /** Next to each other; at least one. */
  readonly statements: readonly Syntax[];
  /** What they use of the function: pointer to the object, and the client's reference. */
  readonly object: DeclaredVariable | undefined;
  readonly reference: DeclaredVariable | undefined;
  /** Declarations above that only they use, and that move with them. */
  readonly declarations: readonly Syntax[];
  /** Declarations above that the checks use, too: looked up once more where they move. */
  readonly copied: readonly Syntax[];
  /** Names to be replaced when they move: a list's link by the object's. */
  readonly replaced: ReadonlyMap<string, string>;
  /** True when they hand back the function's result. */
  readonly returns: boolean;
}

export interface TailProblem {
  readonly problem: string;
}

export interface TailQuestion {
  readonly function: FunctionText;
  readonly struct: StructText | undefined;
  /** The containers whose entries are freed. */
  readonly container: string | undefined;
  /** C type of what the client holds. */
  readonly referenceType: string;
}

/** What removes an object from where it is kept, or gives its memory back. */
const REMOVES =
  /^(?:le_ref_DeleteRef|le_dls_(?:Remove|Pop|PopTail)|le_hashmap_Remove|le_mem_Release|le_timer_Delete|free|close)$/;

export function findReleaseTail(context: CloseContext, question: TailQuestion): ReleaseTail | TailProblem {
  const { function: fn } = question;
  const reference = referenceOf(question);
  const freeing = freeingNodes(context, question, reference);
  const list = freeing.length > 0 ? innermostList(fn, freeing) : fn.body;
  const start = afterHead(question, list, freeing[0]);
  const rest = list.children.slice(start);
  if (rest.some((statement) => statement.type.startsWith("preproc_"))) {
    return { problem: "parts of it depend on the preprocessor" };
  }
  const last = rest.findLastIndex((statement) => !stays(fn, statement));
  let statements = rest.slice(0, last + 1);
  const trailing = rest.slice(last + 1);
  if (statements.length === 0) {
    return { problem: "it does nothing that could be shared" };
  }
  const inside = jumpsIn({ ...list, children: statements }).filter((jump) => !isInLoopOf(statements, jump));
  const endsFunction = list === fn.body;
  let returns = false;
  if (inside.some((jump) => jump.type !== "return_statement")) {
    return { problem: "it jumps out of what would be shared" };
  }
  if (inside.length > 0) {
    const isVoid = fn.facts.returnType === "void";
    if (isVoid ? !endsFunction : !leaves(rest)) {
      return { problem: "it returns from the middle" };
    }
    returns = !isVoid;
    statements = isVoid ? statements : rest;
  }
  const outer = forbiddenIn(context, question, statements);
  if (outer !== undefined) {
    return { problem: outer };
  }
  return tailOf(context, question, list, statements, trailing, reference, returns);
}

/** The parameter that is the client's reference. */
function referenceOf({ function: fn, referenceType }: TailQuestion): DeclaredVariable | undefined {
  return (
    fn.parameters.find((parameter) => parameter.typeText === referenceType) ??
    fn.parameters.find((parameter) => !/ServerCmdRef_t$/.test(parameter.baseType))
  );
}

/** Calls and deletes that free the object, in source order. */
function freeingNodes(
  context: CloseContext,
  question: TailQuestion,
  reference: DeclaredVariable | undefined,
): Syntax[] {
  const { function: fn, struct } = question;
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

/** Index of the first statement after the lookups and checks. */
function afterHead(question: TailQuestion, list: Syntax, firstFreeing: Syntax | undefined): number {
  const { function: fn } = question;
  let start = 0;
  list.children.forEach((statement, index) => {
    const isBefore = firstFreeing === undefined || statement.end <= firstFreeing.start;
    if (isBefore && (isLookup(question, statement) || isCheck(fn, statement))) {
      start = index + 1;
    }
  });
  return start;
}

/** `Job_t* jobPtr = le_ref_Lookup(Map, ref);`, `jobPtr = (Job_t*)ref;` */
function isLookup({ function: fn, struct }: TailQuestion, statement: Syntax): boolean {
  const pointers = struct ? pointersTo(fn, struct).map((pointer) => pointer.name) : [];
  if (statement.type === "declaration") {
    return variablesOf(fn.source, statement).some((variable) => {
      const callee = variable.value && asCall(fn.source, variable.value)?.callee;
      return pointers.includes(variable.name) || callee === "le_ref_Lookup" || callee === "le_hashmap_Get";
    });
  }
  return collect(statement, "assignment_expression").some((assignment) => {
    const [left, right] = assignment.children;
    const callee = right && asCall(fn.source, right)?.callee;
    return (
      (left !== undefined && pointers.includes(textOf(fn.source, left)) && statement.type === "expression_statement") ||
      (callee === "le_ref_Lookup" && statement.type === "expression_statement")
    );
  });
}

/** An `if` that leaves the function, or complains, and does nothing else. */
function isCheck(fn: FunctionText, statement: Syntax): boolean {
  if (statement.type === "expression_statement") {
    return callsIn(fn.source, statement).some((call) => /^LE_(?:ASSERT|ASSERT_OK|FATAL_IF)$/.test(call.callee));
  }
  if (statement.type !== "if_statement" || statement.children.some((child) => child.field === "alternative")) {
    return false;
  }
  const then = statement.children.find((child) => child.field === "consequence");
  const last = then?.type === "compound_statement" ? then.children.at(-1) : then;
  return (
    last !== undefined &&
    (isJump(last) || callsIn(fn.source, last).some((call) => /^LE_(?:KILL_CLIENT|FATAL)$/.test(call.callee)))
  );
}

/** The end of the function's own business: its result, or the answer to the client. */
function stays(fn: FunctionText, statement: Syntax): boolean {
  if (statement.type === "return_statement") {
    const value = statement.children[0];
    return value === undefined || isConstant(fn.source, value);
  }
  if (isJump(statement)) {
    return true;
  }
  const call = statement.type === "expression_statement" ? callsIn(fn.source, statement)[0] : undefined;
  return (
    call !== undefined &&
    call.callee.endsWith("Respond") &&
    call.arguments.slice(1).every((at) => isConstant(fn.source, at))
  );
}

function isInLoopOf(statements: readonly Syntax[], jump: Syntax): boolean {
  return (
    jump.type !== "return_statement" &&
    jump.type !== "goto_statement" &&
    statements.some((statement) =>
      pathTo(statement, jump.start, jump.end).some((node) => /^(?:while|for|do|switch)_/.test(node.type)),
    )
  );
}

/** True when the list always leaves the function at its end. */
function leaves(statements: readonly Syntax[]): boolean {
  return statements.at(-1)?.type === "return_statement";
}

/** Why these statements must not run in a close handler, if so. */
function forbiddenIn(context: CloseContext, question: TailQuestion, statements: readonly Syntax[]): string | undefined {
  const { function: fn, container } = question;
  for (const call of statements.flatMap((statement) => callsIn(fn.source, statement))) {
    const own = forbiddenCall(
      context,
      call.callee,
      call.arguments[0] && foldedTextOf(fn.source, call.arguments[0]),
      container,
    );
    if (own !== undefined) {
      return own;
    }
    for (const definition of context.program.lookup(call.callee, fn.facts)) {
      const called = context.functionOf(definition);
      const reason = called && forbiddenFrom(context, called, container);
      if (reason !== undefined) {
        return reason;
      }
    }
  }
  return undefined;
}

/** Why a function must not be reached from a close handler, if so. */
export function forbiddenFrom(
  context: CloseContext,
  fn: FunctionText,
  container: string | undefined,
): string | undefined {
  for (const reached of context.reachedFrom(fn)) {
    if (context.apiServiceOf(reached)) {
      return `it calls ${reached.facts.name}(), which is for clients`;
    }
    for (const call of callsIn(reached.source, reached.body)) {
      const reason = forbiddenCall(
        context,
        call.callee,
        call.arguments[0] && foldedTextOf(reached.source, call.arguments[0]),
        container,
      );
      if (reason !== undefined) {
        return reason;
      }
    }
  }
  return undefined;
}

function forbiddenCall(
  context: CloseContext,
  callee: string,
  firstArgument: string | undefined,
  container: string | undefined,
): string | undefined {
  if (callee === "LE_KILL_CLIENT") {
    return "it can reach LE_KILL_CLIENT, which would stop the server where there is no client";
  }
  if (callee.endsWith("_GetClientSessionRef")) {
    return "it asks which client is calling";
  }
  if (
    callee.endsWith("Respond") &&
    context.component.services.some((service) => callee.startsWith(`${service.prefix}_`))
  ) {
    return "it answers a client";
  }
  if (/^le_(?:ref|hashmap)_GetIterator$/.test(callee) && firstArgument === container) {
    return `it walks ${container} itself, and a map has one iterator`;
  }
  return undefined;
}

function tailOf(
  context: CloseContext,
  question: TailQuestion,
  list: Syntax,
  statements: readonly Syntax[],
  trailing: readonly Syntax[],
  reference: DeclaredVariable | undefined,
  returns: boolean,
): ReleaseTail | TailProblem {
  const { function: fn, struct } = question;
  const inside = { ...list, children: statements };
  const declaredInside = new Set(
    collect(inside, "declaration")
      .flatMap((at) => variablesOf(fn.source, at))
      .map(({ name }) => name),
  );
  const used = new Set(namesIn(fn.source, inside).map(({ name }) => name));
  const outerLocals = [...fn.parameters, ...localsOf(fn)].filter(
    (variable) => used.has(variable.name) && !declaredInside.has(variable.name),
  );
  const usedAfter = trailing
    .flatMap((statement) => namesIn(fn.source, statement))
    .find(({ name }) => declaredInside.has(name));
  if (usedAfter) {
    return { problem: `it returns ${usedAfter.name}` };
  }
  let object: DeclaredVariable | undefined;
  let usesReference = false;
  const declarations: Syntax[] = [];
  const copied: Syntax[] = [];
  const replaced = new Map<string, string>();
  const links: DeclaredVariable[] = [];
  for (const variable of outerLocals) {
    if (variable.name === reference?.name) {
      usesReference = true;
    } else if (
      struct &&
      variable.stars === 1 &&
      struct.names.includes(variable.baseType) &&
      (object ?? variable) === variable
    ) {
      object = variable;
    } else if (variable.baseType === "le_dls_Link_t") {
      links.push(variable);
    } else if (canMove(fn, variable, inside)) {
      declarations.push(variable.declaration);
    } else if (canCopy(context, question, variable, reference)) {
      copied.push(variable.declaration);
      usesReference ||= namesIn(fn.source, variable.declaration).some(({ name }) => name === reference?.name);
    } else {
      return { problem: `it needs ${variable.name} of ${fn.facts.name}()` };
    }
  }
  for (const link of links) {
    const source = struct && linkSource(fn, link.name, struct);
    if (!source) {
      return { problem: `it needs ${link.name} of ${fn.facts.name}()` };
    }
    object ??= source.object;
    replaced.set(link.name, `&${source.object.name}->${source.field}`);
  }
  const assigned = collect(inside, "assignment_expression").some((assignment) => {
    const left = assignment.children[0];
    return left !== undefined && textOf(fn.source, left) === object?.name;
  });
  if (assigned) {
    // The helper's own copy would be changed, the function's not: harmless only where nothing reads it afterwards.
    const after = trailing.some((statement) => namesIn(fn.source, statement).some(({ name }) => name === object?.name));
    if (after) {
      return { problem: `it changes ${object?.name}` };
    }
  }
  return {
    function: fn,
    list,
    statements,
    object,
    reference: usesReference ? reference : undefined,
    declarations,
    copied,
    replaced,
    returns,
  };
}

/** A local that nothing outside of the statements uses, declared alone and with a constant or nothing. */
function canMove(fn: FunctionText, variable: DeclaredVariable, inside: Syntax): boolean {
  const { declaration } = variable;
  if (declaration.type !== "declaration" || variablesOf(fn.source, declaration).length !== 1) {
    return false;
  }
  const outside = namesIn(fn.source, fn.body).filter(
    ({ name, node }) =>
      name === variable.name &&
      !(node.start >= declaration.start && node.end <= declaration.end) &&
      !inside.children.some((statement) => node.start >= statement.start && node.end <= statement.end),
  );
  return outside.length === 0 && (variable.value === undefined || isConstant(fn.source, variable.value));
}

/** A local that is set once, from nothing but the reference and what the whole file sees. */
function canCopy(
  context: CloseContext,
  question: TailQuestion,
  variable: DeclaredVariable,
  reference: DeclaredVariable | undefined,
): boolean {
  const { function: fn } = question;
  const { declaration, value, name } = variable;
  if (declaration.type !== "declaration" || !value || variablesOf(fn.source, declaration).length !== 1) {
    return false;
  }
  const isChanged = collect(fn.body, "assignment_expression", "update_expression").some((change) => {
    const target = change.children[0];
    return target !== undefined && textOf(fn.source, target) === name;
  });
  const locals = new Set([...fn.parameters, ...localsOf(fn)].map((local) => local.name));
  const usesOthers = namesIn(fn.source, value).some((use) => locals.has(use.name) && use.name !== reference?.name);
  return !isChanged && !usesOthers && forbiddenIn(context, question, [declaration]) === undefined;
}

/** `jobPtr = CONTAINER_OF(linkPtr, Job_t, link)`: the object a link belongs to. */
function linkSource(
  fn: FunctionText,
  link: string,
  struct: StructText,
): { object: DeclaredVariable; field: string } | undefined {
  for (const object of pointersTo(fn, struct)) {
    const values = [
      object.value,
      ...collect(fn.body, "assignment_expression")
        .filter((assignment) => assignment.children[0] && textOf(fn.source, assignment.children[0]) === object.name)
        .map((assignment) => assignment.children[1]),
    ];
    for (const value of values) {
      const [from, , field] = (value && asCall(fn.source, value)?.arguments) ?? [];
      if (from && field && textOf(fn.source, from) === link) {
        return { object, field: textOf(fn.source, field) };
      }
    }
  }
  return undefined;
}
