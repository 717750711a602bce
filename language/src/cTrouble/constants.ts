/**
 * Constants of one name: C knows them by the file's name alone, not by the type they belong to.
 *
 * The header has the `#define`s of DEFINEs first, then ENUMs and BITMASKs as they are declared; members of a BITMASK are macros too. A
 * macro before an enumerator of its name breaks it, a macro behind one just takes its place.
 */
import type { BitmaskType, EnumType, Interface } from "../model/interface.ts";
import { cConstantName } from "../protocol/cNames.ts";
import type { Span } from "../syntax/tree.ts";
import type { Trouble } from "./trouble.ts";

export function checkConstants(checked: Interface, trouble: Trouble): void {
  const macros = new Map<string, Span>();
  const enumerators = new Map<string, Span>();
  for (const [name, definition] of checked.definitions) macros.set(name, definition.node.name);
  for (const type of checked.types.values()) {
    if (type.kind !== "enum" && type.kind !== "bitmask") continue;
    if (type.kind === "enum" && type.members.length === 0) {
      trouble.report(
        "emptyEnum",
        type.node.name,
        `ENUM \`${type.name}\` has no members, and C has no empty \`enum\`. Add a member.`,
      );
    }
    checkMembers(type, checked.name, macros, enumerators, trouble);
  }
}

function checkMembers(
  type: EnumType | BitmaskType,
  interfaceName: string,
  macros: Map<string, Span>,
  enumerators: Map<string, Span>,
  trouble: Trouble,
): void {
  for (const { name, node } of type.members) {
    const first = macros.get(name) ?? enumerators.get(name);
    if (first !== undefined) {
      const constant = cConstantName(interfaceName, name);
      const both = `There is another constant \`${name}\` in this file. C makes no difference by type, both become \`${constant}\``;
      if (type.kind === "enum") {
        trouble.report("constant", node.name, `${both}, and the code cannot be compiled. Rename one.`, first);
      } else {
        const message = `${both}, where this one takes the other's place without a word. Rename one.`;
        trouble.warn("duplicate-constant", node.name, message, first);
      }
    }
    (type.kind === "enum" ? enumerators : macros).set(name, node.name);
  }
}
