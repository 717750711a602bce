/**
 * Hover: what a name means, in the order a reader wants it: declaration, documentation, value, who holds what, the C it becomes, the wire.
 *
 * In: a view, an offset (0-based UTF-16), the ownership of the file that declares the name. Out: Markdown that is safe to show untrusted.
 */
import {
  type ApiFunction,
  type ApiSymbol,
  type Declaration,
  declarationOf,
  docToMarkdown,
  functionSizes,
  type Interface,
  messageSizes,
  type NamedType,
  type Occurrence,
  type Ownership,
  occurrenceAt,
  protocolId,
  prototypesOf,
  renderPrototype,
  type Span,
  tokenIndexAt,
} from "@legato-api/language";
import type { Hover } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";

export interface HoverContext {
  readonly ownershipOf: (iface: Interface) => ReadonlyMap<string, Ownership>;
  /** Link for `@ref` in a comment of the given interface, where it is known. */
  readonly link?: (iface: Interface, target: string) => string | undefined;
}

export function hover(view: ApiView, offset: number, context: HoverContext): Hover | null {
  const occurrence = occurrenceAt(view.interface, offset);
  if (occurrence === undefined) return null;
  const text = describeOccurrence(view.interface, occurrence, context);
  if (text === undefined) return null;
  return { contents: { kind: "markdown", value: text }, range: view.lines.rangeOf(occurrence.span) };
}

function describeOccurrence(from: Interface, { symbol }: Occurrence, context: HoverContext): string | undefined {
  if (symbol.kind === "basic") return basicTypeText(symbol.name);
  const declaration = declarationOf(from, symbol);
  return declaration === undefined ? undefined : describeDeclaration(declaration, context);
}

/** Markdown for one declaration; also used over C code that names it. */
export function describeDeclaration(declaration: Declaration, context: HoverContext): string {
  const { interface: iface, symbol, node } = declaration;
  const doc = (comments: readonly string[]): string =>
    docToMarkdown(comments, { link: (target) => context.link?.(iface, target) });
  const sections: (string | undefined)[] =
    symbol.kind === "interface"
      ? [fence(`USETYPES ${iface.name};`), doc(iface.doc), interfaceFacts(iface)]
      : symbol.container !== undefined
        ? partSections(declaration, doc)
        : node === undefined
          ? []
          : [fence(sourceOf(declaration)), ...meaning(declaration, doc, context)];
  return sections.filter((one) => one !== undefined && one !== "").join("\n\n");
}

type RenderDoc = (comments: readonly string[]) => string;

function meaning(
  { interface: iface, symbol }: Declaration,
  doc: RenderDoc,
  context: HoverContext,
): (string | undefined)[] {
  switch (symbol.kind) {
    case "define": {
      const definition = iface.definitions.get(symbol.name);
      return definition === undefined ? [] : [doc(definition.doc), valueText(definition.value)];
    }
    case "type": {
      const type = iface.types.get(symbol.name);
      return type === undefined ? [] : [doc(type.doc), typeFacts(type)];
    }
    case "event": {
      const event = iface.events.get(symbol.name);
      const made = iface.functions.filter((one) => one.event === symbol.name);
      return event === undefined ? [] : [doc(event.doc), ...functionsText(iface, made)];
    }
    case "function": {
      const fn = iface.functions.find((one) => one.name === symbol.name && one.kind === "function");
      if (fn === undefined) return [];
      return [doc(fn.doc), ownershipText(context.ownershipOf(iface).get(fn.name)), ...functionsText(iface, [fn])];
    }
    default:
      return [];
  }
}

/** The C prototypes (client and server have the same, an `[async]` server another) and the place on the wire. */
function functionsText(iface: Interface, functions: readonly ApiFunction[]): string[] {
  const c = functions.flatMap((fn) => prototypesOf(iface, fn).map((one) => renderPrototype(one)));
  const asynchronous = functions.flatMap((fn) =>
    prototypesOf(iface, fn, { side: "asyncServer" }).some((one) => one.role === "respond")
      ? prototypesOf(iface, fn, { side: "asyncServer" }).map((one) => renderPrototype(one))
      : [],
  );
  const size = messageSizes(iface).message;
  const wire = functions.map((fn) => {
    const { request, response, event } = functionSizes(iface, fn);
    const parts = [
      `request ${request} B`,
      `response ${response} B`,
      ...(event === undefined ? [] : [`event ${event} B`]),
    ];
    return `Message id \`${fn.messageId}\` (${fn.name}): ${parts.join(", ")} of ${size} B`;
  });
  return [
    `C, client and server:\n${fence(c.join("\n\n"), "c")}`,
    ...(asynchronous.length === 0 ? [] : [`C, \`[async]\` server:\n${fence(asynchronous.join("\n\n"), "c")}`]),
    wire.join("  \n"),
  ];
}

function ownershipText(ownership: Ownership | undefined): string | undefined {
  if (ownership === undefined || ownership.role === "neutral") return undefined;
  const what = ownership.role === "acquire" ? "**Acquires**" : "**Releases**";
  const resource = ownership.resource === undefined ? "" : ` \`${ownership.resource}\``;
  const partner = ownership.pairedWith === undefined ? "" : `, paired with \`${ownership.pairedWith}\``;
  const sure = ownership.confidence === undefined ? "" : ` (${ownership.confidence})`;
  return `${what}${resource}${partner}${sure}: ${ownership.reason}`;
}

function partSections({ interface: iface, symbol, part, node }: Declaration, doc: RenderDoc): (string | undefined)[] {
  if (part === undefined || node === undefined) return [];
  const owner = iface.types.get(symbol.container ?? "");
  if (symbol.kind === "member" && owner !== undefined && "members" in owner) {
    const member = owner.members.find((one) => one.name === symbol.name);
    const value = member === undefined ? undefined : valueText(member.value);
    return [fence(`${owner.name}.${symbol.name}`), doc(member?.doc ?? []), value];
  }
  return [
    fence(withoutComments(iface, part)),
    doc(partDoc(iface, symbol)),
    `${symbol.kind} of \`${symbol.container}\``,
  ];
}

function partDoc(iface: Interface, symbol: ApiSymbol): readonly string[] {
  const lists = [
    ...iface.functions.filter((one) => (one.event ?? one.name) === symbol.container).map((one) => one.parameters),
    ...[...iface.types.values()].flatMap((one) =>
      one.kind === "handler" && one.name === symbol.container ? [one.parameters] : [],
    ),
  ];
  for (const list of lists) {
    const found = list.find((one) => one.node?.name.text === symbol.name);
    if (found !== undefined) return found.doc;
  }
  return [];
}

function typeFacts(type: NamedType): string | undefined {
  switch (type.kind) {
    case "enum":
    case "bitmask":
      return [
        `${type.size} bytes`,
        "",
        ...type.members.map((one) => `- \`${one.name}\` = ${numberText(one.value)}`),
      ].join("\n");
    case "struct":
      return `${type.size} bytes, ${type.fields.length} ${type.fields.length === 1 ? "field" : "fields"}`;
    case "reference":
      return "4 bytes on the wire; the server gives it out and only the server can look behind it.";
    case "handler":
      return undefined;
  }
}

function interfaceFacts(iface: Interface): string {
  const size = messageSizes(iface).message;
  return `Protocol id \`${protocolId(iface)}\`, ${iface.functions.length} messages of ${size} bytes.`;
}

function valueText(value: bigint | string): string {
  return typeof value === "string" ? `Value: ${codeSpan(JSON.stringify(value))}` : `Value: ${numberText(value)}`;
}

function numberText(value: bigint): string {
  const hex = value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
  return `${value} (\`${hex}\`)`;
}

const BASIC_TEXT: Readonly<Record<string, string>> = {
  bool: "`bool`: 1 byte, 0 or 1.",
  char: "`char`: 1 byte.",
  double: "`double`: 8 bytes.",
  size: "`size`: `size_t` in C, 4 bytes on the wire; a larger value fails.",
  string: "`string[n]`: at most n characters without the NUL; a length of 4 bytes and the characters on the wire.",
  file: "`file`: a file descriptor, passed beside the message; one a message and direction.",
  le_result_t: "`le_result_t`: 4 bytes; `LE_OK` is 0, errors are negative.",
  le_onoff_t: "`le_onoff_t`: 4 bytes; `LE_OFF` or `LE_ON`.",
};

function basicTypeText(name: string): string {
  const bits = /\d+/.exec(name)?.[0];
  const text = bits === undefined ? BASIC_TEXT[name] : undefined;
  return text ?? `\`${name}\`: \`${name}_t\` in C, ${Number(bits) / 8} ${bits === "8" ? "byte" : "bytes"}.`;
}

function sourceOf({ interface: iface, node }: Declaration): string {
  return node === undefined ? "" : withoutComments(iface, node);
}

const COMMENTS: ReadonlySet<string> = new Set(["doc", "postDoc", "lineComment", "blockComment"]);

/** A declaration as code, without the remarks that are shown below it anyway. */
function withoutComments({ source }: Interface, { start, end }: Span): string {
  const kept: string[] = [];
  for (let at = tokenIndexAt(source, start); at >= 0 && at < source.tokens.length; at++) {
    const token = source.tokens[at];
    if (token === undefined || token.start >= end) break;
    // By tokens: a string may hold what looks like a comment.
    if (token.end > start && !COMMENTS.has(token.kind)) kept.push(source.text.slice(token.start, token.end));
  }
  return kept
    .join("")
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .join("\n")
    .trim();
}

/** Code as it stands: the fence is longer than any run of backticks in it, so that nothing in it is Markdown. */
function fence(code: string, language = "legato-api"): string {
  const mark = "`".repeat(Math.max(3, longestRun(code) + 1));
  return `${mark}${language}\n${code}\n${mark}`;
}

/** The same inside a line. */
function codeSpan(code: string): string {
  const longest = longestRun(code);
  const mark = "`".repeat(longest + 1);
  // Blanks keep a backtick at either end apart from the marks; Markdown takes one away on both sides.
  return longest === 0 ? `\`${code}\`` : `${mark} ${code} ${mark}`;
}

function longestRun(code: string): number {
  return (code.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** The contract of the function that this product is about, over its name in C. */
export function closeHandlerContract(identifier: string): string | undefined {
  if (identifier !== "le_msg_AddServiceCloseHandler") return undefined;
  return [
    "**Close handler of a service**",
    "- Called when a session ends: closed, exited, crashed and killed look alike. Also when the server closes it.",
    "- Register once, in `COMPONENT_INIT`, after pools and maps exist; with `[manual-start]` after `AdvertiseService()`. A NULL service is fatal.",
    "- Free what `sessionRef` owns: store `GetClientSessionRef()` beside each resource when you hand it out.",
    "- `contextPtr` is the registration's, the same for every client: no place for a client's data.",
    "- In the handler `GetClientSessionRef()` is normally NULL and `LE_KILL_CLIENT` is fatal; share a static helper with your release function. It may be called for a session that holds nothing.",
  ].join("\n");
}
