/**
 * The C interface of an `.api` file as one readable header: what a client or a server compiles against, without building anything.
 *
 * In: a checked interface, the side, and the alias if there is one. Out: the text, and for each declaration in it where it comes from,
 * so that a view can link back. The declarations are the reference compiler's, brought together from the headers it spreads them over;
 * comments around them are ours.
 */
import type { BitmaskType, Definition, EnumMember, EnumType, Interface, StructType } from "../model/interface.ts";
import type { Span } from "../syntax/tree.ts";
import { cConstantName, cIdentifier, cNaming, cType, cTypeName } from "./cNames.ts";
import { importsInOrder, typesInOrder } from "./declarations.ts";
import { messageSizes } from "./messageSize.ts";
import { protocolId } from "./protocolId.ts";
import { docComment, handlerPrototype, type PrototypeSide, prototypesOf, renderPrototype } from "./prototypes.ts";

export interface CHeaderOptions {
  readonly side: PrototypeSide;
  /** The alias of the component's `api:` entry. */
  readonly prefix?: string;
}

export interface CHeader {
  readonly text: string;
  /** In the order of the text. */
  readonly declarations: readonly CDeclaration[];
}

export interface CDeclaration {
  /** 0-based line of the text where the declaration's own text starts, after its comment. */
  readonly line: number;
  readonly endLine: number;
  /** The C name declared. */
  readonly name: string;
  /** Name of the declaration in the `.api` it was made from. */
  readonly source: Span;
}

export function cHeader(iface: Interface, options: CHeaderOptions): CHeader {
  const page = new Page();
  const prefix = options.prefix ?? iface.name;
  opening(page, iface, prefix, options.side);
  for (const define of iface.definitions.values()) {
    page.declare(define.doc, define.node.name, cConstantName(iface.name, define.name), [defineText(iface, define)]);
  }
  const types = typesInOrder(iface);
  for (const type of types) {
    if (type.kind !== "handler") {
      page.declare(type.doc, type.node.name, cTypeName(iface.name, type), typeText(iface, type));
    }
  }
  for (const type of types) {
    if (type.kind === "handler") {
      const prototype = handlerPrototype(iface, type);
      page.declare(type.doc, type.node.name, prototype.name, renderPrototype(prototype).split("\n"));
    }
  }
  if (prefix !== iface.name) {
    aliases(page, iface, prefix);
  }
  for (const [doc, text] of options.side === "client"
    ? clientExtras(prefix)
    : serverExtras(iface, prefix, options.side)) {
    page.add(docComment([` ${doc}`]), text);
  }
  for (const fn of iface.functions) {
    for (const prototype of prototypesOf(iface, fn, { side: options.side, prefix })) {
      const doc = prototype.role === "respond" ? [` Answers ${prefix}_${fn.name}().`] : prototype.doc;
      const lines = renderPrototype({ ...prototype, doc: [] }, { docs: true }).split("\n");
      page.declare(doc, fn.node.name, prototype.name, lines);
    }
  }
  return page.finish();
}

class Page {
  readonly #lines: string[] = [];
  readonly #declarations: CDeclaration[] = [];

  add(...blocks: readonly (readonly string[])[]): void {
    if (this.#lines.length > 0) {
      this.#lines.push("");
    }
    for (const block of blocks) {
      this.#lines.push(...block);
    }
  }

  declare(doc: readonly string[], source: Span, name: string, text: readonly string[]): void {
    this.add(docComment(doc), text);
    this.#declarations.push({ line: this.#lines.length - text.length, endLine: this.#lines.length - 1, name, source });
  }

  finish(): CHeader {
    return { text: `${this.#lines.join("\n")}\n`, declarations: this.#declarations };
  }
}

const sides: Readonly<Record<PrototypeSide, string>> = {
  client: "client",
  server: "server",
  asyncServer: "asynchronous server",
};

function opening(page: Page, iface: Interface, prefix: string, side: PrototypeSide): void {
  const as = prefix === iface.name ? "" : ` as ${prefix}`;
  page.add([
    "/*",
    ` * C interface of ${iface.name}.api${as}, for a ${sides[side]}.`,
    " *",
    ` * Protocol id ${protocolId(iface)}, messages of ${messageSizes(iface).message} bytes.`,
    " */",
  ]);
  const includes = importsInOrder(iface).map(
    ({ name }) => `#include "${name}_${side === "client" ? "interface" : "server"}.h"`,
  );
  page.add(['#include "legato.h"', ...includes]);
}

function defineText(iface: Interface, { name, value }: Definition): string {
  return `#define ${cConstantName(iface.name, name)} ${typeof value === "string" ? stringLiteral(value) : value}`;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** As the reference compiler escapes it: each character is a byte, single quotes are escaped too. */
function stringLiteral(value: string): string {
  const body = value.replace(
    /[\\'"]|[^ -~]/g,
    (char) => escapes[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${body}"`;
}

function typeText(
  iface: Interface,
  type: Exclude<ReturnType<typeof typesInOrder>[number], { kind: "handler" }>,
): readonly string[] {
  const name = cTypeName(iface.name, type);
  switch (type.kind) {
    case "enum":
      return ["typedef enum", "{", ...enumMembers(iface, type), "}", `${name};`];
    case "bitmask":
      return bitmaskText(iface, type, name);
    case "struct":
      return ["typedef struct", "{", ...structFields(iface, type), "}", `${name};`];
    default:
      return [`typedef struct ${iface.name}_${type.name}* ${name};`];
  }
}

function enumMembers(iface: Interface, { members }: EnumType): readonly string[] {
  return members.map(({ name, value, doc }, index) => {
    const comma = index + 1 < members.length ? "," : "";
    return `    ${cConstantName(iface.name, name)} = ${value}${comma}${memberRemark(doc)}`;
  });
}

function bitmaskText(iface: Interface, { members, size }: BitmaskType, name: string): readonly string[] {
  return [
    ...members.map(
      (member) =>
        `#define ${cConstantName(iface.name, member.name)} 0x${member.value.toString(16)}${memberRemark(member.doc)}`,
    ),
    `typedef uint${size * 8}_t ${name};`,
  ];
}

function memberRemark(doc: EnumMember["doc"]): string {
  const text = doc
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
  return text === "" ? "" : `    ///< ${text}`;
}

function structFields(iface: Interface, { fields }: StructType): readonly string[] {
  const naming = cNaming(iface);
  return fields.flatMap(({ name, type, count }) => {
    if (count === undefined) {
      return [`    ${cType(naming, type)} ${cIdentifier(name)};`];
    }
    if (type.kind === "basic" && type.name === "string") {
      return [`    char ${cIdentifier(name)}[${count} + 1];`];
    }
    const array = `    ${cType(naming, type)} ${cIdentifier(name)}[${count}];`;
    // TelAF's C has no count beside the array.
    return iface.dialect === "telaf" ? [array] : [array, `    size_t ${name}Count;`];
  });
}

/** With an alias, the headers repeat every name of the interface under it. */
function aliases(page: Page, iface: Interface, prefix: string): void {
  for (const { name, doc, node } of iface.definitions.values()) {
    const alias = cConstantName(prefix, name);
    page.declare(doc, node.name, alias, [`#define ${alias} ${cConstantName(iface.name, name)}`]);
  }
  for (const type of typesInOrder(iface)) {
    const alias = cTypeName(prefix, type);
    const members = type.kind === "enum" || type.kind === "bitmask" ? type.members : [];
    page.declare(type.doc, type.node.name, alias, [
      `typedef ${cTypeName(iface.name, type)} ${alias};`,
      ...members.map(({ name }) => `#define ${cConstantName(prefix, name)} ${cConstantName(iface.name, name)}`),
    ]);
  }
}

type Extra = readonly [doc: string, text: readonly string[]];

function withoutParameters(declaration: string): readonly string[] {
  return [declaration, "(", "    void", ");"];
}

function clientExtras(prefix: string): readonly Extra[] {
  return [
    ["Called when the server is gone.", [`typedef void (*${prefix}_DisconnectHandler_t)(void *);`]],
    [
      "Connects this thread to the service and waits until there is one.",
      withoutParameters(`void ${prefix}_ConnectService`),
    ],
    [
      "Connects this thread to the service if there is one: LE_OK, LE_UNAVAILABLE, LE_NOT_PERMITTED (no binding) or LE_COMM_ERROR.",
      withoutParameters(`le_result_t ${prefix}_TryConnectService`),
    ],
    [
      "Sets what is called when the server is gone. The process ends when it returns.",
      [
        `LE_FULL_API void ${prefix}_SetServerDisconnectHandler`,
        "(",
        `    ${prefix}_DisconnectHandler_t disconnectHandler,`,
        "    void *contextPtr",
        ");",
      ],
    ],
    ["Ends this thread's session.", withoutParameters(`void ${prefix}_DisconnectService`)],
  ];
}

/** Declared only where there is something to serve. */
function serverExtras(iface: Interface, prefix: string, side: PrototypeSide): readonly Extra[] {
  const command: readonly Extra[] =
    side === "asyncServer"
      ? [["A call waiting for its answer.", [`typedef struct ${prefix}_ServerCmd* ${prefix}_ServerCmdRef_t;`]]]
      : [];
  return iface.functions.length === 0
    ? command
    : [
        ...command,
        [
          "The service, for close handlers and the like.",
          withoutParameters(`le_msg_ServiceRef_t ${prefix}_GetServiceRef`),
        ],
        [
          "The session whose call is being served; NULL outside of a call.",
          withoutParameters(`le_msg_SessionRef_t ${prefix}_GetClientSessionRef`),
        ],
        [
          "Offers the service; made by the component's start-up code unless [manual-start].",
          withoutParameters(`void ${prefix}_AdvertiseService`),
        ],
      ];
}
