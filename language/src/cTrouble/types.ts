/** Types of one C name, and fields that cannot be fields. */
import type { Interface, StructType } from "../model/interface.ts";
import { cTypeName } from "../protocol/cNames.ts";
import type { Span } from "../syntax/tree.ts";
import type { Trouble } from "./trouble.ts";
import { UNUSABLE_WORDS } from "./words.ts";

export function checkTypes(checked: Interface, trouble: Trouble): void {
  const generated = `${checked.name}_DisconnectHandler_t`;
  const made = new Map<string, Span>();
  for (const type of checked.types.values()) {
    if (type.kind === "struct") checkFields(type, trouble);
    const cName = cTypeName(checked.name, type);
    const first = made.get(cName);
    if (first === undefined && cName !== generated) {
      made.set(cName, type.node.name);
      continue;
    }
    const other =
      first === undefined
        ? "the generated code declares a type of that name itself"
        : "so does another type of this file";
    trouble.report(
      "typeName",
      type.node.name,
      `\`${type.name}\` becomes \`${cName}\` in C, and ${other}: it cannot be compiled. Rename it.`,
      first,
    );
  }
  checkEventReferences(checked, made, trouble);
}

/** An EVENT's reference type and a REFERENCE may share a C type, and compile; any other type of that name clashes. */
function checkEventReferences(checked: Interface, made: ReadonlyMap<string, Span>, trouble: Trouble): void {
  for (const event of checked.events.values()) {
    const cName = cTypeName(checked.name, event.referenceType);
    const first = made.get(cName);
    if (first === undefined) continue;
    const clash = `EVENT \`${event.name}\` makes a reference type that becomes \`${cName}\` in C, as does a type of this file`;
    if (checked.types.get(event.referenceType.name)?.kind === "reference") {
      trouble.warn(
        "event-reference-shared",
        event.node.name,
        `${clash}: one can be passed for the other without a word. Rename one.`,
        first,
      );
    } else {
      trouble.report("typeName", event.node.name, `${clash}: it cannot be compiled. Rename one.`, first);
    }
  }
}

function checkFields(type: StructType, trouble: Trouble): void {
  const seen = new Map<string, Span>();
  for (const { name, node, count } of type.fields) {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, node.name);
    else {
      trouble.report(
        "fieldName",
        node.name,
        `\`${type.name}\` has two fields \`${name}\`: the C code cannot be compiled. Rename one.`,
        first,
      );
    }
    if (UNUSABLE_WORDS.has(name)) {
      trouble.report(
        "fieldName",
        node.name,
        `\`${name}\` means something else in C, where it cannot name a field. Rename it.`,
      );
    }
    // A string has one character more, for its end.
    if (count !== undefined && count < -1) {
      trouble.report(
        "negativeSize",
        node.array ?? node.name,
        "In C this becomes an array of negative size, which cannot be compiled.",
      );
    }
  }
}
