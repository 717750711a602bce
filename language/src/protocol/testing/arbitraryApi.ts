/**
 * Random `.api` files that a build would accept, for property tests.
 *
 * What comes out is text, so that the whole front end takes part; it holds every kind of declaration and every type that can be sent,
 * in any mixture the language allows. Failures shrink to few and short declarations.
 */
import fc from "fast-check";
import { BASIC_TYPES } from "../../model/basicTypes.ts";

interface Item {
  readonly type: number;
  readonly name: string;
  /** 0: no array. */
  readonly count: number;
  readonly isOutput: boolean;
}

interface Seed {
  readonly kind: (typeof kinds)[number];
  readonly items: readonly Item[];
  readonly result: number;
  readonly values: readonly bigint[];
}

const kinds = ["define", "enum", "bitmask", "reference", "struct", "handler", "function", "event"] as const;

/** What a parameter may have without a size. */
const basicTypes = [...BASIC_TYPES.keys()].filter((name) => name !== "string" && name !== "file");

/** Some are words of C or of JavaScript, or what the generated C adds. */
const parameterNames = [
  "a",
  "value",
  "name",
  "default",
  "class",
  "constructor",
  "toString",
  "result",
  "context",
  "size",
];

const item: fc.Arbitrary<Item> = fc.record({
  type: fc.nat(30),
  name: fc.constantFrom(...parameterNames),
  count: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }) }),
  isOutput: fc.boolean(),
});

const seed: fc.Arbitrary<Seed> = fc.record({
  kind: fc.constantFrom(...kinds),
  items: fc.array(item, { maxLength: 5 }),
  result: fc.nat(30),
  values: fc.uniqueArray(
    fc.oneof(
      fc.bigInt({ min: -3n, max: 40n }),
      fc.bigInt({ min: -(1n << 31n), max: (1n << 32n) - 1n }),
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    ),
    { maxLength: 5 },
  ),
});

export interface ArbitraryApiOptions {
  readonly maxDeclarations?: number;
}

export function arbitraryApi({ maxDeclarations = 12 }: ArbitraryApiOptions = {}): fc.Arbitrary<string> {
  return fc.array(seed, { maxLength: maxDeclarations }).map((seeds) => new Writer().write(seeds));
}

/** Puts seeds into text, taking types from what stands before. */
class Writer {
  readonly #values: string[] = [...basicTypes];
  readonly #structs: string[] = [];
  readonly #handlers: string[] = [];
  readonly #lines: string[] = [];

  write(seeds: readonly Seed[]): string {
    seeds.forEach((each, index) => {
      this.#lines.push(this.#declaration(each, index));
    });
    return `${this.#lines.join("\n")}\n`;
  }

  #declaration({ kind, items, result, values }: Seed, index: number): string {
    const name = `${kind.charAt(0).toUpperCase()}${index}`;
    switch (kind) {
      case "define":
        return `DEFINE ${name} = ${values[0] === undefined ? `"it's \\"${index}\\"\\n"` : values[0]};`;
      case "enum":
        this.#values.push(name);
        return `ENUM ${name} { ${values.map((value, at) => `${name}_${at} = ${value}`).join(", ")} };`;
      case "bitmask": {
        const bits = [...new Set(values.map((value) => 1n << BigInt.asUintN(6, value)))];
        this.#values.push(name);
        return `BITMASK ${name} { ${bits.map((bit, at) => `${name}_${at} = ${bit}`).join(", ")} };`;
      }
      case "reference":
        this.#values.push(name);
        return `REFERENCE ${name};`;
      case "struct": {
        const fields = items.map((each, at) => this.#field(each, at));
        const text = `STRUCT ${name} { ${fields.length === 0 ? "bool b;" : fields.join(" ")} };`;
        this.#structs.push(name);
        return text;
      }
      case "handler": {
        const text = `HANDLER ${name}(${this.#parameters(items, false).join(", ")});`;
        this.#handlers.push(name);
        return text;
      }
      case "function":
        return this.#function(name, items, result);
      case "event": {
        const handler = this.#handlers[result % this.#handlers.length];
        const parameters = this.#parameters(items.slice(0, 2), false);
        return handler === undefined
          ? `FUNCTION ${name}(${parameters.join(", ")});`
          : `EVENT ${name}(${[...parameters, `${handler} handler`].join(", ")});`;
      }
    }
  }

  #function(name: string, items: readonly Item[], result: number): string {
    const returned = result % 3 === 0 ? "" : `${this.#values[result % this.#values.length]} `;
    const parameters = this.#parameters(items, true);
    const handler = this.#handlers[result % (this.#handlers.length * 2 || 1)];
    if (handler !== undefined) {
      parameters.push(`${handler} callback`);
    }
    if (result % 5 === 0) {
      parameters.push(result % 2 === 0 ? "file fd" : "file fd OUT");
    }
    return `FUNCTION ${returned}${name}(${parameters.join(", ")});`;
  }

  #parameters(items: readonly Item[], withOutputs: boolean): string[] {
    const types = [...this.#values, ...this.#structs, "string"];
    return items.map(({ type, name, count, isOutput }, index) => {
      const chosen = types[type % types.length] ?? "uint8";
      const size = chosen === "string" ? `[${count + 1}]` : count === 0 ? "" : `[${count}]`;
      return `${chosen} ${name}${index === 0 ? "" : index}${size}${isOutput && withOutputs ? " OUT" : ""}`;
    });
  }

  /** Arrays are refused in a structure. */
  #field({ type, name, count }: Item, index: number): string {
    const types = [...this.#values, ...this.#structs, "string"];
    const chosen = types[type % types.length] ?? "uint8";
    return `${chosen} ${name}${index === 0 ? "" : index}${chosen === "string" ? `[${count + 1}]` : ""};`;
  }
}
