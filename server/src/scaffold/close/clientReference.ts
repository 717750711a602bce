/**
 * What a client knows an object by, told from the object: for lists and hash maps, whose entries do not say.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import type { FunctionText, StructText } from "../c/sourceText.ts";
import { asCall, bareExpression, collect, foldedTextOf, textOf } from "../c/syntaxQueries.ts";
import { localsOf } from "./context.ts";
import type { Destroy } from "./destroy.ts";

/** A field that holds it, or the object's own address; the answer makes the expression from the object's name. */
export function referenceFrom(
  release: FunctionText | undefined,
  struct: StructText | undefined,
  reference: Destroy["reference"],
): ((name: string) => string) | undefined {
  if (!reference || !release || !struct) {
    return undefined;
  }
  const { source } = release;
  const isReference = (node: Syntax) => textOf(source, bareExpression(node)) === reference.name;
  for (const comparison of collect(release.body, "binary_expression")) {
    const [left, right] = comparison.children;
    for (const [one, other] of [
      [left, right],
      [right, left],
    ]) {
      const field =
        one && other && isReference(other) ? /^\w+->(\w+)$/.exec(foldedTextOf(source, one))?.[1] : undefined;
      if (field !== undefined && struct.fields.some((each) => each.name === field)) {
        const isSame = struct.fields.some(
          (each) => each.name === field && each.variable.typeText === reference.typeText,
        );
        return (name) => `${isSame ? "" : `(${reference.typeText})`}${name}->${field}`;
      }
    }
  }
  const typed = struct.fields.find((field) => field.variable.typeText === reference.typeText);
  if (typed) {
    return (name) => `${name}->${typed.name}`;
  }
  const isAddress = localsOf(release).some(
    (local) =>
      struct.names.includes(local.baseType) && local.value && !asCall(source, local.value) && isReference(local.value),
  );
  return isAddress ? (name) => `(${reference.typeText})${name}` : undefined;
}
