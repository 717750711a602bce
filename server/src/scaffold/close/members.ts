/**
 * C++: functions that are members of a class, and what has to be said in the class when another member joins them.
 */
import { childOf, type Syntax } from "../../component/source/syntax.ts";
import { indentationAt, lineEnd } from "../c/comments.ts";
import type { FunctionText, SourceText, StructText } from "../c/sourceText.ts";
import { collect, pathTo, textOf } from "../c/syntaxQueries.ts";
import type { EditCollector } from "../edits.ts";
import { type FunctionToWrite, prototypeHead } from "../style/declarations.ts";
import type { HouseStyle } from "../style/houseStyle.ts";
import type { CloseContext } from "./context.ts";

export interface MemberNaming {
  readonly className: string;
  readonly struct: StructText;
  /** The function's body stands inside of the class. */
  readonly isInline: boolean;
  readonly isStatic: boolean;
  /** Where the function is declared in the class; absent for an inline one. */
  readonly declaration: Syntax | undefined;
}

/** Undefined for a free function, in a namespace or not. */
export function memberNaming(context: CloseContext, fn: FunctionText): MemberNaming | undefined {
  const className = fn.facts.scope;
  const struct = className === undefined ? undefined : context.structNamed(className);
  if (className === undefined || !struct) {
    return undefined;
  }
  const isInline = pathTo(fn.source.root, fn.node.start, fn.node.end).includes(struct.body);
  const declaration = isInline ? undefined : declarationOf(struct, fn.facts.name);
  const isStatic = /(?:^|\s)static\s/.test(
    isInline
      ? fn.source.text.slice(fn.node.start, fn.body.start)
      : declaration
        ? textOf(struct.source, declaration)
        : "",
  );
  return { className, struct, isInline, isStatic, declaration };
}

function declarationOf(struct: StructText, name: string): Syntax | undefined {
  return struct.body.children.find(
    (child) =>
      child.type === "field_declaration" &&
      collect(child, "function_declarator").some((declarator) => {
        const own = childOf(declarator, "declarator");
        return own !== undefined && textOf(struct.source, own) === name;
      }),
  );
}

/**
 * Declares a new member. `helper`: only the class needs it, so it goes to the private end of the class where there is one, and there too when it
 * needs a type that the class declares only later; else after the member it serves. Nothing to do for one whose body is inside of the class.
 */
export function declareMember(
  context: CloseContext,
  edits: EditCollector,
  beside: FunctionText,
  member: MemberNaming,
  fn: Omit<FunctionToWrite, "body" | "doc" | "storage">,
  helper?: { readonly needs: string | undefined },
): void {
  if (member.isInline) {
    return;
  }
  const { source, body } = member.struct;
  const style = context.styleOf(source);
  const storage = member.isStatic ? "static" : "";
  const head = `${prototypeHead(style, { ...fn, storage })};`;
  const isLater = member.struct.source.structs.some(
    (nested) =>
      helper?.needs !== undefined &&
      nested.names.includes(helper.needs) &&
      nested.body.start > (member.declaration?.end ?? 0) &&
      nested.body.end <= body.end,
  );
  const access = body.children.findLast((child) => child.type === "access_specifier");
  const isPrivate = helper !== undefined && access !== undefined && textOf(source, access) === "private";
  const after = isLater || isPrivate ? body.children.at(-1) : (member.declaration ?? body.children.at(-1));
  const at = after ? lineEnd(source.text, after.end) : body.start + 1;
  const indentation = after ? indentationAt(source.text, after.start) : context.styleOf(beside.source).indent;
  edits.insert(source.path, at, style.eol + indentation + head);
}

/** Levels a declaration is indented by, for one inside of a class or a namespace. */
export function levelOf(source: SourceText, node: Syntax, style: HouseStyle): number {
  const indentation = indentationAt(source.text, node.start);
  return style.indent.length === 0 ? 0 : Math.floor(indentation.length / style.indent.length);
}
