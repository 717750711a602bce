/**
 * An interface in the shape of the reference compiler's JSON back end (`--lang Json`), so that scripts which read that keep working.
 *
 * In: a checked interface, and how its files are called. Out: a tree for `printJson`; the order of an object's keys means nothing, the
 * order inside of `types`, `definitions`, `functions` and `events` is that of the file. Types are expanded wherever they are used, as the
 * original does; here the same object stands at each place. Sizes are those of the plain build. Positions: 1-based lines that end at
 * LF, 0-based columns in code points.
 */
import type {
  ApiEvent,
  ApiFunction,
  Definition,
  EnumMember,
  EventReferenceType,
  Interface,
  NamedType,
  Parameter,
  StructField,
  Type,
} from "../model/interface.ts";
import type { SourceFile, Span, Token } from "../syntax/tree.ts";
import { importsInOrder, typesInOrder, withImports } from "./declarations.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { isString, type Sizer, sizerOf } from "./sizes.ts";
import { innermostFirst } from "./structs.ts";

export interface IfgenJsonOptions {
  /** A file's path as it shall appear, by its uri: the original prints the path it was given, and its own for imports. */
  readonly path?: (uri: string) => string;
  /** As `--name-prefix`; the base name by default. */
  readonly namePrefix?: string;
}

export function ifgenJson(iface: Interface, options: IfgenJsonOptions = {}): JsonObject {
  return new Exporter(iface, options).interface(iface, options.namePrefix ?? iface.name);
}

/** What the original's lexer steps over. */
const neverRead: ReadonlySet<Token["kind"]> = new Set(["whitespace", "lineComment", "blockComment", "dropped"]);

/** What it reads and leaves out of `text`. */
const outsideOfText: ReadonlySet<Token["kind"]> = new Set(["doc", "postDoc"]);

/** A file as positions need it. */
class Place {
  readonly #source: SourceFile;
  readonly #path: string;
  readonly #starts: number[] = [0];

  constructor(source: SourceFile, path: string) {
    this.#source = source;
    this.#path = path;
    for (let at = source.text.indexOf("\n"); at !== -1; at = source.text.indexOf("\n", at + 1)) {
      this.#starts.push(at + 1);
    }
  }

  of(span: Span): JsonObject {
    const line = this.#lineOf(span.start);
    const before = this.#source.text.slice(this.#starts[line] ?? 0, span.start);
    return { file: this.#path, line: line + 1, column: [...before].length };
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}

class Exporter {
  readonly #path: (uri: string) => string;
  readonly #sizer: Sizer;
  readonly #places = new Map<string, Place>();
  readonly #events = new Map<EventReferenceType, ApiEvent>();
  readonly #types = new Map<Type, JsonObject>();
  readonly #imports = new Map<Interface, JsonObject>();
  /** The original names events after the prefix, also in the text of the comments it makes. */
  readonly #prefixes: { readonly uri: string; readonly prefix: string };

  constructor(main: Interface, { path = (uri) => uri, namePrefix = main.name }: IfgenJsonOptions) {
    this.#path = path;
    this.#prefixes = { uri: main.uri, prefix: namePrefix };
    this.#sizer = sizerOf(main);
    for (const iface of withImports(main)) {
      this.#places.set(iface.uri, new Place(iface.source, path(iface.uri)));
      for (const event of iface.events.values()) {
        this.#events.set(event.referenceType, event);
      }
    }
  }

  interface(iface: Interface, name: string): JsonObject {
    const imports = importsInOrder(iface).map(
      ({ name: importName, interface: imported, rejected }) =>
        [importName, imported === undefined || rejected ? null : this.#imported(iface, imported)] as const,
    );
    const types = typesInOrder(iface).map(
      (type) => [type.kind === "eventReference" ? `@event@${type.event}` : type.name, this.#type(type)] as const,
    );
    return {
      name,
      baseName: iface.name,
      path: this.#path(iface.uri),
      comments: comments(iface.doc),
      imports: Object.fromEntries(imports),
      types: Object.fromEntries(types),
      definitions: fromEach(iface.definitions.values(), (each) => this.#definition(iface, each)),
      functions: fromEach(iface.functions, (each) => this.#function(iface, each)),
      events: fromEach(iface.events.values(), (each) => this.#event(each)),
      text: sourceText(iface.source),
    };
  }

  /** The original leaves `kind` out of itself and of what it imports directly. */
  #imported(importer: Interface, imported: Interface): JsonObject {
    const known = this.#imports.get(imported) ?? this.interface(imported, imported.name);
    this.#imports.set(imported, known);
    return importer.uri === this.#prefixes.uri ? known : { kind: "Interface", ...known };
  }

  #location(uri: string, span: Span): JsonObject {
    return this.#places.get(uri)?.of(span) ?? {};
  }

  #definition(iface: Interface, { name, value, doc, node }: Definition): JsonObject {
    return { kind: "Definition", name, value, comments: comments(doc), location: this.#location(iface.uri, node.name) };
  }

  #function(iface: Interface, fn: ApiFunction): JsonObject {
    const { name, parameters, returnType, node, event: eventName } = fn;
    const event = eventName === undefined ? undefined : iface.events.get(eventName);
    return {
      kind: event === undefined ? "Function" : "EventFunction",
      name,
      returnType: returnType === undefined ? null : this.#type(returnType),
      parameters: parameters.map((each) => this.#parameter(iface.uri, each, node.name)),
      comments: this.#functionComments(iface, fn, event),
      location: this.#location(iface.uri, node.name),
      ...(event !== undefined && { event: this.#event(event) }),
    };
  }

  #functionComments(iface: Interface, { kind, doc }: ApiFunction, event: ApiEvent | undefined): JsonValue {
    if (event === undefined) {
      return comments(doc);
    }
    const name = `'${this.#prefixOf(iface.uri, iface.name)}_${event.name}'`;
    return kind === "addHandler"
      ? comments([` Add handler function for EVENT ${name}`, ...rawLines(iface.source, event.node.doc)])
      : comments([` Remove handler function for EVENT ${name}`]);
  }

  #prefixOf(uri: string, name: string): string {
    return uri === this.#prefixes.uri ? this.#prefixes.prefix : name;
  }

  #event({ name, parameters, doc, node, referenceType }: ApiEvent): JsonObject {
    return {
      kind: "Event",
      name,
      parameters: parameters.map((each) => this.#parameter(referenceType.uri, each, node.name)),
      comments: comments(doc),
      location: this.#location(referenceType.uri, node.name),
    };
  }

  /** `owner`: the place of a parameter that is not written in the file. */
  #parameter(uri: string, { name, type, direction, shape, count, doc, node }: Parameter, owner: Span): JsonObject {
    const kinds = { scalar: "Parameter", string: "StringParameter", array: "ArrayParameter" };
    return {
      kind: kinds[shape],
      name,
      direction,
      apiType: this.#type(type),
      ...(count !== undefined && { maxCount: count }),
      comments: comments(doc),
      location: this.#location(uri, node?.name ?? owner),
    };
  }

  #type(type: Type): JsonObject {
    const known = this.#types.get(type);
    if (known !== undefined) {
      return known;
    }
    if (type.kind === "struct") {
      // Innermost first, so that no depth of structures ends the stack.
      for (const inner of innermostFirst(type, this.#types)) {
        this.#types.set(inner, this.#makeType(inner));
      }
      return this.#types.get(type) ?? {};
    }
    const made = this.#makeType(type);
    this.#types.set(type, made);
    return made;
  }

  #makeType(type: Type): JsonObject {
    const size = this.#sizer.type(type);
    if (type.kind === "basic" || type.kind === "error") {
      return { kind: "BasicType", name: type.name, size, comments: [] };
    }
    return { ...this.#ownPart(type), name: type.name, size, location: this.#location(type.uri, type.node.name) };
  }

  #ownPart(type: NamedType | EventReferenceType): JsonObject {
    switch (type.kind) {
      case "enum":
      case "bitmask":
        return {
          kind: type.kind === "enum" ? "EnumType" : "BitmaskType",
          elements: type.members.map((member) => this.#member(type.uri, member)),
          comments: comments(type.doc),
        };
      case "reference":
        return { kind: "ReferenceType", comments: comments(type.doc) };
      case "eventReference": {
        const event = this.#events.get(type);
        const name = `'${this.#prefixOf(type.uri, type.interfaceName)}_${type.event}'`;
        return {
          kind: "HandlerReferenceType",
          comments: [` Reference type used by Add/Remove functions for EVENT ${name}`],
          ...(event !== undefined && { event: this.#event(event) }),
        };
      }
      case "handler":
        return {
          kind: "HandlerType",
          parameters: type.parameters.map((each) => this.#parameter(type.uri, each, type.node.name)),
          comments: comments(type.doc),
        };
      case "struct":
        return {
          kind: "StructType",
          members: type.fields.map((field) => this.#field(type.uri, field)),
          comments: comments(type.doc),
        };
    }
  }

  #member(uri: string, { name, value, doc, node }: EnumMember): JsonObject {
    return { kind: "NamedValue", name, value, comments: comments(doc), location: this.#location(uri, node.name) };
  }

  #field(uri: string, { name, type, count, node }: StructField): JsonObject {
    return {
      kind: count === undefined ? "StructMember" : isString(type) ? "StructStringMember" : "StructArrayMember",
      name,
      apiType: this.#type(type),
      ...(count !== undefined && { maxCount: count }),
      location: this.#location(uri, node.name),
    };
  }
}

function fromEach<T extends { readonly name: string }>(items: Iterable<T>, make: (item: T) => JsonObject): JsonObject {
  return Object.fromEntries([...items].map((item) => [item.name, make(item)]));
}

/** Blank lines at both ends are dropped. */
function comments(lines: readonly string[]): JsonValue {
  const from = lines.findIndex((line) => line.trim() !== "");
  return from === -1 ? [] : lines.slice(from, lines.findLastIndex((line) => line.trim() !== "") + 1);
}

/** A doc comment with the blank lines at its ends, which the original keeps where it puts another line in front. */
function rawLines({ text }: SourceFile, doc: Token | undefined): readonly string[] {
  const body = doc === undefined ? "" : text.slice(doc.start + 3, doc.end - 2);
  return body.split("\n").map((line) => (line.startsWith(" *") ? line.slice(2) : line));
}

/** Nothing for a file of blanks and plain comments. */
function sourceText({ text, tokens }: SourceFile): string | null {
  const read = tokens.filter(({ kind }) => !neverRead.has(kind));
  return read.length === 0
    ? null
    : read.map(({ kind, start, end }) => (outsideOfText.has(kind) ? "" : text.slice(start, end))).join("");
}
