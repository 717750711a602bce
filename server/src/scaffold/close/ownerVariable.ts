/**
 * For a server with one thing to give: the variable that says it is taken, and the session of the client that has it.
 *
 * Recognized by a variable of the file that the acquiring function sets and looks at first, and the release function sets back to nothing; or by a
 * session variable that is there already. The handler asks both, so that a session that gave the thing back frees nothing.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import { indentationAt, lineEnd, nextLineStart } from "../c/comments.ts";
import type { FunctionText, GlobalText } from "../c/sourceText.ts";
import { bareExpression, collect, foldedTextOf, isNothing, jumpsIn } from "../c/syntaxQueries.ts";
import type { EditCollector } from "../edits.ts";
import { writeVariable } from "../style/declarations.ts";
import { globalName, inWords } from "../style/names.ts";
import { type CloseContext, rootNameOf, statementAround } from "./context.ts";
import { isSessionType } from "./creation.ts";
import { sessionExpression } from "./sessionField.ts";

export interface OwnerVariable {
  /** As written: `IsOpen`, `State.handle`. */
  readonly expression: string;
  readonly global: GlobalText;
  /** Where the acquiring function takes it. */
  readonly taking: readonly { readonly in: FunctionText; readonly assignment: Syntax }[];
  /** What it is when nobody has it: `false`, `NULL`, `0`. */
  readonly nothing: string;
  /** It is the owner's session itself. */
  readonly isSession: boolean;
}

export function findOwnerVariable(
  context: CloseContext,
  acquire: FunctionText,
  release: FunctionText | undefined,
): OwnerVariable | undefined {
  const releasing = release ? context.reachedFrom(release) : [];
  const cleared = new Map(
    releasing.flatMap((fn) =>
      assignmentsIn(fn).flatMap(({ target, value }) =>
        isNothing(fn.source, value) ? [[target, foldedTextOf(fn.source, bareExpression(value))] as const] : [],
      ),
    ),
  );
  const candidates = new Map<string, OwnerVariable>();
  for (const fn of context.reachedFrom(acquire)) {
    for (const { target, left, value, node } of assignmentsIn(fn)) {
      const global = context.globalNamed(rootNameOf(fn.source, left), fn.source);
      if (!global || isNothing(fn.source, value)) {
        continue;
      }
      const isSession = target === global.name && isSessionType(global.variable);
      const nothing = cleared.get(target);
      if (!isSession && (nothing === undefined || !isAskedFirst(acquire, target))) {
        continue;
      }
      const known = candidates.get(target);
      const taking = [...(known?.taking ?? []), { in: fn, assignment: node }];
      candidates.set(target, { expression: target, global, taking, nothing: nothing ?? "NULL", isSession });
    }
  }
  const all = [...candidates.values()];
  return all.find((candidate) => candidate.isSession) ?? all[0];
}

interface AssignmentText {
  readonly target: string;
  readonly left: Syntax;
  readonly value: Syntax;
  readonly node: Syntax;
}

function assignmentsIn(fn: FunctionText): AssignmentText[] {
  return collect(fn.body, "assignment_expression").flatMap((node) => {
    const [left, value] = node.children;
    const isPlain =
      left && value && /^\s*=\s*$/.test(fn.source.text.slice(left.end, value.start).replace(/\/\*.*?\*\//gs, ""));
    return isPlain ? [{ target: foldedTextOf(fn.source, left), left, value, node }] : [];
  });
}

/** An `if` on it that leaves: only one client can have it. */
function isAskedFirst(fn: FunctionText, target: string): boolean {
  return collect(fn.body, "if_statement").some((statement) => {
    const condition = statement.children.find((child) => child.field === "condition");
    const then = statement.children.find((child) => child.field === "consequence");
    const mentions =
      condition !== undefined &&
      collect(condition, "identifier", "field_expression").some((node) => foldedTextOf(fn.source, node) === target);
    return mentions && then !== undefined && (jumpsIn(then).length > 0 || statement.children.length > 2);
  });
}

/** Name of the variable that holds the owner's session; made and set where there was none. */
export function ensureOwnerSession(
  context: CloseContext,
  edits: EditCollector,
  owner: OwnerVariable,
  resource: string,
  taken: Set<string>,
): string {
  if (owner.isSession) {
    return owner.expression;
  }
  const { source, variable } = owner.global;
  const style = context.styleOf(source);
  const name = globalName(style, [resource, "Owner"], taken);
  taken.add(name);
  const text = writeVariable(
    style,
    `Session of the client that holds the ${inWords(resource)}. Means nothing while nobody does.`,
    `static le_msg_SessionRef_t ${name} = ${style.nullText};`,
  );
  const at = nextLineStart(source.text, variable.declaration.end);
  edits.insert(source.path, at, style.eol.repeat(style.blankLines) + text);
  for (const { in: fn, assignment } of owner.taking) {
    const { statement } = statementAround(fn, assignment);
    const value = sessionExpression(context, edits, fn);
    const indentation = indentationAt(fn.source.text, statement.start);
    edits.insert(
      fn.source.path,
      lineEnd(fn.source.text, statement.end),
      `${context.styleOf(fn.source).eol}${indentation}${name} = ${value};`,
    );
  }
  return name;
}

/** The condition under which a session has it. */
export function ownedCondition(owner: OwnerVariable, ownerName: string, session: string): string {
  if (owner.isSession) {
    return `${ownerName} == ${session}`;
  }
  const isTaken = /^false$/i.test(owner.nothing) ? owner.expression : `(${owner.expression} != ${owner.nothing})`;
  return `${isTaken} && (${ownerName} == ${session})`;
}
