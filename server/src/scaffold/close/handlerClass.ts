/**
 * C++: a handler that works on members of a class, and how it gets at the object when they are not static.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import type { FunctionText, StructText } from "../c/sourceText.ts";
import { collect, foldedTextOf, textOf } from "../c/syntaxQueries.ts";
import type { CloseContext } from "./context.ts";
import { type MemberNaming, memberNaming } from "./members.ts";

export interface HandlerClass {
  /** The member function the handler joins. */
  readonly beside: FunctionText;
  readonly member: MemberNaming;
  /** Absent: everything is static. Else a declaration for the handler's first line, and how members are then named. */
  readonly instance?: { readonly declaration: string; readonly prefix: string; readonly context: string };
}

/** Undefined where nothing of a class is involved. */
export function handlerClassOf(
  context: CloseContext,
  behind: FunctionText,
  creating: FunctionText,
  containers: readonly string[],
  registering: FunctionText | undefined,
): HandlerClass | { readonly problem: string } | undefined {
  const beside = memberNaming(context, behind) ? behind : creating;
  const member = memberNaming(context, beside);
  if (!member) {
    return undefined;
  }
  const needsObject = !member.isStatic || containers.some((container) => !isStaticMember(member.struct, container));
  if (!needsObject) {
    return { beside, member };
  }
  const accessor = accessorOf(member.struct);
  if (accessor) {
    const name = `${member.className}::${accessor.name}()`;
    return {
      beside,
      member,
      instance: accessor.isPointer
        ? { declaration: `auto* self = ${name};`, prefix: "self->", context: "nullptr" }
        : { declaration: `auto& self = ${name};`, prefix: "self.", context: "nullptr" },
    };
  }
  const registeringMember = registering && memberNaming(context, registering);
  if (registeringMember && !registeringMember.isStatic && registeringMember.className === member.className) {
    const declaration = `auto* self = static_cast<${member.className}*>(contextPtr);`;
    return { beside, member, instance: { declaration, prefix: "self->", context: "this" } };
  }
  return {
    problem: `the handler would need an object of ${member.className}, and no static function of the class gives one`,
  };
}

function isStaticMember(struct: StructText, container: string): boolean {
  const name = container.replace(/^this->/, "").replace(/^.*::/, "");
  const field = struct.fields.find((each) => each.name === name);
  return field === undefined || /^static\b/.test(textOf(struct.source, field.variable.declaration));
}

/** `static Printer& GetInstance();` */
function accessorOf(struct: StructText): { name: string; isPointer: boolean } | undefined {
  for (const node of struct.body.children) {
    if (node.type !== "field_declaration" && node.type !== "function_definition") {
      continue;
    }
    const name = functionNameIn(struct, node);
    const body = node.children.find((child) => child.field === "body");
    const head = struct.source.text.slice(node.start, body?.start ?? node.end);
    const returns = struct.names.some((each) => new RegExp(`^static\\s+${each}\\s*([&*])`).test(head));
    if (name !== undefined && returns && /\(\s*(?:void)?\s*\)/.test(head)) {
      return { name, isPointer: /\*/.test(head) };
    }
  }
  return undefined;
}

function functionNameIn(struct: StructText, node: Syntax): string | undefined {
  const declarator = collect(node, "function_declarator")[0];
  const name = declarator?.children.find((child) => child.field === "declarator");
  return name && foldedTextOf(struct.source, name);
}
