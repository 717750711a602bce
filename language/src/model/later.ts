/**
 * What is declared anywhere in a file, for one question only: is an unknown name declared further down?
 *
 * In: a tree. Out: the declared name. The tables are built at the first question; most files never ask.
 */
import type { Name, SourceFile } from "../syntax/tree.ts";

interface Tables {
  readonly types: Map<string, Name>;
  readonly definitions: Map<string, Name>;
  readonly usetypes: Map<string, Name>;
}

export class Later {
  readonly #tree: SourceFile;
  #tables: Tables | undefined;

  constructor(tree: SourceFile) {
    this.#tree = tree;
  }

  type(name: string): Name | undefined {
    return this.#all().types.get(name);
  }

  definition(name: string): Name | undefined {
    return this.#all().definitions.get(name);
  }

  usetypes(name: string): Name | undefined {
    return this.#all().usetypes.get(name);
  }

  #all(): Tables {
    this.#tables ??= collect(this.#tree);
    return this.#tables;
  }
}

function collect(tree: SourceFile): Tables {
  const tables: Tables = { types: new Map(), definitions: new Map(), usetypes: new Map() };
  for (const item of tree.items) {
    switch (item.kind) {
      case "enum":
      case "bitmask":
      case "reference":
      case "struct":
      case "handler":
        if (!tables.types.has(item.name.text)) tables.types.set(item.name.text, item.name);
        break;
      case "define":
        if (!tables.definitions.has(item.name.text)) tables.definitions.set(item.name.text, item.name);
        break;
      case "usetypes":
        if (!tables.usetypes.has(item.importName)) tables.usetypes.set(item.importName, item.operand);
        break;
    }
  }
  return tables;
}
