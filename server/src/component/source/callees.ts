/** What a call calls: the name of the function, and what stands before it. */
import { childOf, type Syntax } from "./syntax.ts";
import { fold } from "./text.ts";

interface Callee {
  /** Absent for a call through an expression. */
  readonly name?: Syntax;
  readonly receiver?: string;
  /** The type that is made, where the function makes an object. */
  readonly made?: string;
}

/** `std::make_unique<app::Server>` makes a `Server` of its arguments, as `new` does. */
const MAKES = /^(?:std\s*::\s*)?make_(?:unique|shared)\s*<\s*(?:\w+\s*::\s*)*(\w+)\s*(?:<.*)?>$/;

export function calleeOf(callee: Syntax | undefined, text: string): Callee {
  switch (callee?.type) {
    case "identifier":
      return { name: callee };
    case "field_expression": {
      const name = childOf(callee, "field");
      const receiver = childOf(callee, "argument");
      return {
        ...(name ? { name: lastNamed(name) } : {}),
        ...(receiver ? { receiver: fold(text.slice(receiver.start, receiver.end)) } : {}),
      };
    }
    case "qualified_identifier":
    case "template_function": {
      const name = lastNamed(callee);
      const made = MAKES.exec(fold(text.slice(callee.start, callee.end)))?.[1];
      if (made !== undefined) {
        return { name, made };
      }
      const before = fold(text.slice(callee.start, name.start)).replace(/\s*::\s*$/, "");
      return { name, ...(callee.type === "qualified_identifier" ? { receiver: before } : {}) };
    }
    case "parenthesized_expression":
      return calleeOf(callee.children[0], text);
    default:
      return {};
  }
}

/** The own name of a type or a function: `T` of `space::T<U>`. */
export function lastNamed(named: Syntax): Syntax {
  const name = childOf(named, "name");
  return name ? lastNamed(name) : named;
}
