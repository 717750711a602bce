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
  collect,
  type DeclaredVariable,
  isConstant,
  jumpsIn,
  namesIn,
  pathTo,
  textOf,
  variablesOf,
} from "../c/syntaxQueries.ts";
import { localsOf } from "./context.ts";
import { pointersTo } from "./creation.ts";
import { forbiddenIn } from "./forbidden.ts";
import { type FreeingQuestion, findFreeingPart, staysBehind } from "./freeingPart.ts";

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
  readonly copied: readonly DeclaredVariable[];
  /** Names to be replaced when they move: a list's link by the object's. */
  readonly replaced: ReadonlyMap<string, string>;
  /** True when they hand back the function's result, the `return` at their end included. */
  readonly returns: boolean;
  /** A variable they set and the rest of the function looks at. */
  readonly result?: TailResult;
}

export interface TailResult {
  readonly variable: DeclaredVariable;
  /** Its declaration is among the statements. */
  readonly isDeclaredInside: boolean;
}

export interface TailProblem {
  readonly problem: string;
}

export function findReleaseTail(question: FreeingQuestion): ReleaseTail | TailProblem {
  const { context, function: fn } = question;
  const reference = referenceOf(question);
  const { list, statements: rest } = findFreeingPart(question, reference);
  if (rest.some((statement) => statement.type.startsWith("preproc_"))) {
    return { problem: "parts of it depend on the preprocessor" };
  }
  const last = rest.findLastIndex((statement) => !staysBehind(fn, statement));
  const part = { list, statements: rest.slice(0, last + 1), trailing: rest.slice(last + 1) };
  if (part.statements.length === 0) {
    return { problem: "it does nothing that could be shared" };
  }
  const jumps = jumpsIn(asBlock(part)).filter((jump) => !isInLoopOf(part.statements, jump));
  if (jumps.some((jump) => jump.type !== "return_statement")) {
    return { problem: "it jumps out of what would be shared" };
  }
  const isVoid = fn.facts.returnType === "void";
  if (jumps.length > 0 && (isVoid ? list !== fn.body : rest.at(-1)?.type !== "return_statement")) {
    return { problem: "it returns from the middle" };
  }
  const forbidden = forbiddenIn(context, fn, part.statements, question.container);
  if (forbidden !== undefined) {
    return { problem: forbidden };
  }
  const returns = !isVoid && (jumps.length > 0 || returnsOwnVariable(fn, part));
  const whole = returns ? { list, statements: rest, trailing: [] } : part;
  return tailOf(question, whole, reference, returns);
}

interface Part {
  readonly list: Syntax;
  readonly statements: readonly Syntax[];
  /** What follows in the list and stays in the function. */
  readonly trailing: readonly Syntax[];
}

function asBlock({ list, statements }: Part): Syntax {
  return { ...list, children: statements };
}

/** The parameter that is the client's reference. */
function referenceOf({ function: fn, referenceType }: FreeingQuestion): DeclaredVariable | undefined {
  return (
    fn.parameters.find((parameter) => parameter.typeText === referenceType) ??
    fn.parameters.find((parameter) => !/ServerCmdRef_t$/.test(parameter.baseType))
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

/** `return result;` where nothing but the part itself makes the result. */
function returnsOwnVariable(fn: FunctionText, part: Part): boolean {
  const value = part.trailing.find((statement) => statement.type === "return_statement")?.children[0];
  const name = value?.type === "identifier" ? textOf(fn.source, value) : undefined;
  const variable = localsOf(fn).find((local) => local.name === name);
  const inside = { ...part.list, children: [...part.statements, ...part.trailing] };
  return variable !== undefined && (isInside(variable.declaration, part.statements) || canMove(fn, variable, inside));
}

function isInside(node: Syntax, statements: readonly Syntax[]): boolean {
  return statements.some((statement) => statement.start <= node.start && node.end <= statement.end);
}

function tailOf(
  question: FreeingQuestion,
  part: Part,
  reference: DeclaredVariable | undefined,
  returns: boolean,
): ReleaseTail | TailProblem {
  const { function: fn, struct } = question;
  const inside = asBlock(part);
  const declaredInside = collect(inside, "declaration").flatMap((at) => variablesOf(fn.source, at));
  const namesBehind = new Set(
    part.trailing.flatMap((statement) => namesIn(fn.source, statement)).map(({ name }) => name),
  );
  const [handedOver, ...others] = declaredInside.filter(({ name }) => namesBehind.has(name));
  if (others.length > 0) {
    return { problem: `what follows it needs ${others[0]?.name}` };
  }
  let result: TailResult | undefined = handedOver && { variable: handedOver, isDeclaredInside: true };
  let object: DeclaredVariable | undefined;
  let usesReference = false;
  const declarations: Syntax[] = [];
  const copied: DeclaredVariable[] = [];
  const links: DeclaredVariable[] = [];
  for (const variable of usedFromOutside(fn, inside, declaredInside)) {
    if (variable.name === reference?.name) {
      usesReference = true;
    } else if (struct && isPointerTo(variable, struct) && (object ?? variable) === variable) {
      object = variable;
    } else if (variable.baseType === "le_dls_Link_t") {
      links.push(variable);
    } else if (canMove(fn, variable, inside)) {
      declarations.push(variable.declaration);
    } else if (canCopy(question, variable, reference)) {
      copied.push(variable);
      usesReference ||= namesIn(fn.source, variable.declaration).some(({ name }) => name === reference?.name);
    } else if (!result && !returns && isSetBy(fn, variable, part.statements)) {
      result = { variable, isDeclaredInside: false };
    } else {
      return { problem: `it needs ${variable.name} of ${fn.facts.name}()` };
    }
  }
  const replaced = new Map<string, string>();
  for (const link of links) {
    const owner = struct && linkSource(fn, link.name, struct);
    if (!owner) {
      return { problem: `it needs ${link.name} of ${fn.facts.name}()` };
    }
    object ??= owner.object;
    replaced.set(link.name, `&${owner.object.name}->${owner.field}`);
  }
  if (object && namesBehind.has(object.name) && isAssigned(fn, object.name, inside)) {
    // The helper's own copy would be changed, the function's not.
    return { problem: `it changes ${object.name}` };
  }
  return {
    function: fn,
    list: part.list,
    statements: part.statements,
    object,
    reference: usesReference ? reference : undefined,
    declarations,
    copied,
    replaced,
    returns,
    ...(result ? { result } : {}),
  };
}

function usedFromOutside(
  fn: FunctionText,
  inside: Syntax,
  declaredInside: readonly DeclaredVariable[],
): readonly DeclaredVariable[] {
  const own = new Set(declaredInside.map(({ name }) => name));
  const used = new Set(namesIn(fn.source, inside).map(({ name }) => name));
  return [...fn.parameters, ...localsOf(fn)].filter((variable) => used.has(variable.name) && !own.has(variable.name));
}

function isPointerTo(variable: DeclaredVariable, struct: StructText): boolean {
  return variable.stars === 1 && struct.names.includes(variable.baseType);
}

function isAssigned(fn: FunctionText, name: string, inside: Syntax): boolean {
  return collect(inside, "assignment_expression").some((assignment) => {
    const left = assignment.children[0];
    return left !== undefined && textOf(fn.source, left) === name;
  });
}

/** A local that the statements always set before they look at it: `result = pa_Close(jobPtr);` */
function isSetBy(fn: FunctionText, variable: DeclaredVariable, statements: readonly Syntax[]): boolean {
  const first = statements.find((statement) =>
    namesIn(fn.source, statement).some(({ name }) => name === variable.name),
  );
  const assignment = first?.type === "expression_statement" ? first.children[0] : undefined;
  const [left, right] = assignment?.type === "assignment_expression" ? assignment.children : [];
  return (
    variable.stars === 0 &&
    left !== undefined &&
    right !== undefined &&
    textOf(fn.source, left) === variable.name &&
    !namesIn(fn.source, right).some(({ name }) => name === variable.name) &&
    /^\s*=\s*$/.test(fn.source.text.slice(left.end, right.start))
  );
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
  question: FreeingQuestion,
  variable: DeclaredVariable,
  reference: DeclaredVariable | undefined,
): boolean {
  const { context, function: fn } = question;
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
  return !isChanged && !usesOthers && forbiddenIn(context, fn, [declaration], question.container) === undefined;
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
