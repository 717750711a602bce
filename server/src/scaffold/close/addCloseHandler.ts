/**
 * Add close handler: the edits that make a server free what a client leaves behind.
 *
 * In: a component, one of its services, and the syntax of its sources. Out: edits for each file, and the sentences that stand in them where something
 * is left to complete; or the reason why nothing can be written. Pure: the same sources give the same edits.
 */
import { lineEnd } from "../c/comments.ts";
import type { FunctionText, SourceText } from "../c/sourceText.ts";
import { EditCollector, type FileEdits } from "../edits.ts";
import { CodeWriter } from "../style/codeWriter.ts";
import { type FunctionToWrite, prototypeHead, writeDoc, writeFunction } from "../style/declarations.ts";
import type { HouseStyle } from "../style/houseStyle.ts";
import { functionName, inWords } from "../style/names.ts";
import { acquiresOf } from "./acquires.ts";
import { type CloseContext, preprocessorAround } from "./context.ts";
import { declarationStart } from "./destroy.ts";
import { type HandlerClass, handlerClassOf } from "./handlerClass.ts";
import {
  type ContainerSection,
  type HandlerNames,
  objectName,
  referenceName,
  type Section,
  writeSections,
} from "./handlerText.ts";
import { declareMember, levelOf } from "./members.ts";
import { type OwnerRecords, writeRecordsSetUp } from "./ownerRecords.ts";
import { placeRegistration, type RegistrationPlace, register } from "./registration.ts";
import { type Tracked, Tracker } from "./tracking.ts";

export type CloseHandlerAnswer =
  | { readonly files: readonly FileEdits[]; readonly todos: readonly string[] }
  | { readonly problem: string };

export function planCloseHandler(context: CloseContext): CloseHandlerAnswer {
  const { service } = context;
  const acquires = acquiresOf(context);
  const [first] = acquires;
  if (!first) {
    return { problem: `no function of the component that hands out a resource of '${service.prefix}' was found` };
  }
  if (service.options.direct) {
    return { problem: `'${service.prefix}' is [direct]: its clients have no sessions that could end` };
  }
  const edits = new EditCollector();
  const taken = new Set([...context.sources.values()].flatMap((source) => [...context.namesTaken(source)]));
  const tracker = new Tracker(context, edits, taken);
  const tracked = tracker.track(acquires);
  if ("problem" in tracked) {
    return {
      problem: `'${service.prefix}' keeps track of what it hands out in a way that no handler can be written for: ${tracked.problem}`,
    };
  }
  for (const group of grouped(tracked)) {
    const problem = new HandlerAdder(context, edits, taken, group).add();
    if (problem) {
      return problem;
    }
  }
  const files = edits.finish();
  return files
    ? { files, todos: tracker.todos }
    : { problem: `the sources of '${service.prefix}' could not be understood where they would have to be changed` };
}

/** What one handler serves: one that is there already, or a new one for each file. */
function grouped(tracked: readonly Tracked[]): readonly (readonly Tracked[])[] {
  const groups = new Map<SourceText | FunctionText, Tracked[]>();
  for (const each of tracked) {
    const key = each.existing ?? each.source;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}

/** Writes one handler with its registration: for everything that one file keeps track of. */
class HandlerAdder {
  readonly #context: CloseContext;
  readonly #edits: EditCollector;
  readonly #taken: Set<string>;
  readonly #group: readonly Tracked[];
  readonly #source: SourceText;
  readonly #behind: FunctionText;

  constructor(context: CloseContext, edits: EditCollector, taken: Set<string>, group: readonly Tracked[]) {
    this.#context = context;
    this.#edits = edits;
    this.#taken = taken;
    this.#group = group;
    const behind = group.map((each) => each.behind).reduce((a, b) => (b.node.end > a.node.end ? b : a));
    this.#behind = behind;
    this.#source = behind.source;
  }

  add(): { readonly problem: string } | undefined {
    const containers = this.#group.flatMap((each) => each.containers);
    const place = placeRegistration(this.#context, { source: this.#source, containers });
    if ("problem" in place) {
      return place;
    }
    const existing = this.#group[0]?.existing;
    if (existing) {
      this.#registerExisting(place, existing);
      return undefined;
    }
    const registering = place.kind === "in" ? place.function : undefined;
    const creating = this.#group[0]?.creating ?? this.#behind;
    const handlerClass = handlerClassOf(this.#context, this.#behind, creating, containers, registering);
    if (handlerClass && "problem" in handlerClass) {
      return handlerClass;
    }
    const name = this.#handlerName();
    const handler = this.#handler(name, handlerClass);
    this.#write(place, handler, handlerClass, name);
    return undefined;
  }

  #handlerName(): string {
    const { component, service } = this.#context;
    const style = this.#context.styleOf(this.#source);
    const words = ["Close", "Session", "Event", "Handler"];
    const plain = functionName(style, words, new Set());
    const isOnlyOne = component.services.length === 1 && !this.#taken.has(plain);
    const prefix = service.prefix.replace(/^(?:le|taf)_/, "");
    const name = isOnlyOne ? plain : functionName(style, [...prefix.split("_"), ...words], this.#taken);
    this.#taken.add(name);
    return name;
  }

  #handler(name: string, handlerClass: HandlerClass | undefined): FunctionToWrite {
    const style = this.#context.styleOf(this.#source);
    const instance = handlerClass?.instance;
    const sections = this.#group.flatMap(({ section }) => (section ? withAccess(section, instance?.prefix) : []));
    const names = handlerNames(sections, style.variableNaming);
    const isMember = handlerClass !== undefined;
    const resources = [
      ...new Set(sections.flatMap((section) => (section.kind === "container" ? [inWords(section.resource)] : []))),
    ];
    const what = resources.length === 0 ? "what" : `every ${resources.join(" and ")} that`;
    const level = handlerClass
      ? levelOf(this.#source, handlerClass.beside.node, style)
      : levelOf(this.#source, this.#behind.node, style);
    return {
      doc: `Called when a client's session ends, whether it was closed or the client died. Frees ${what} the client still holds.`,
      storage: isMember && !handlerClass.member.isInline ? "" : "static",
      returnType: "void",
      name: isMember && !handlerClass.member.isInline ? `${handlerClass.member.className}::${name}` : name,
      parameters: [
        { type: "le_msg_SessionRef_t", name: names.session, doc: "Session that has ended." },
        {
          type: "void*",
          name: names.context,
          doc: instance?.context === "this" ? "Object that registered it." : "Not used.",
        },
      ],
      body: (writer) => {
        if (instance?.context === "this") {
          writer.line(withStar(instance.declaration.replace("contextPtr", names.context), style)).blank();
        } else {
          writer.line(`LE_UNUSED(${names.context});`).blank();
          if (instance) {
            writer.line(withStar(instance.declaration, style)).blank();
          }
        }
        writer.line(`LE_DEBUG("Session %p has ended.", ${names.session});`).blank();
        writeSections(writer, style, sections, names, level + 1);
      },
    };
  }

  #write(
    place: RegistrationPlace,
    handler: FunctionToWrite,
    handlerClass: HandlerClass | undefined,
    name: string,
  ): void {
    const source = this.#source;
    const style = this.#context.styleOf(source);
    const { eol } = style;
    const blank = eol.repeat(style.blankLines);
    const records = this.#group.flatMap((each) => each.records ?? []);
    const contextText = handlerClass?.instance?.context ?? style.nullText;
    if (handlerClass) {
      const { beside, member } = handlerClass;
      const text = writeFunction(style, handler, levelOf(beside.source, beside.node, style));
      this.#edits.insert(
        beside.source.path,
        lineEnd(beside.source.text, beside.node.end),
        eol + blank + trimEnd(text, eol),
      );
      declareMember(this.#context, this.#edits, beside, { ...member, isStatic: true }, { ...handler, name });
      const inside = place.kind === "in" && place.function.facts.scope === member.className;
      this.#register(place, inside ? name : `${member.className}::${name}`, contextText, records);
      return;
    }
    const text = writeFunction(style, handler);
    const goesBefore = place.kind === "in" && place.function.source === source && this.#fitsBefore(place.function);
    if (place.kind === "in" && goesBefore) {
      this.#edits.insert(source.path, declarationStart(source, place.function.node), text + blank);
    } else {
      const at = lineEnd(source.text, this.#behind.node.end);
      this.#edits.insert(source.path, at, eol + blank + trimEnd(text, eol));
      if (place.kind === "in" && place.function.source === source) {
        this.#declareBefore(place.function, handler);
      }
    }
    this.#register(place, name, contextText, records);
  }

  /** The handler sees all it needs there, and is compiled under the same conditions. */
  #fitsBefore(fn: FunctionText): boolean {
    const source = this.#source;
    const conditions = (of: FunctionText) => preprocessorAround(of.source, of.node).map((node) => node.start);
    return (
      declarationStart(source, fn.node) >= this.#behind.node.end &&
      conditions(fn).join() === conditions(this.#behind).join() &&
      levelOf(source, fn.node, this.#context.styleOf(source)) === 0
    );
  }

  #declareBefore(fn: FunctionText, handler: FunctionToWrite): void {
    if (this.#behind.node.end < fn.node.start) {
      return;
    }
    const style = this.#context.styleOf(this.#source);
    const blank = style.eol.repeat(style.blankLines);
    const at = declarationStart(this.#source, fn.node);
    this.#edits.insert(this.#source.path, at, `${prototypeHead(style, handler)};${style.eol}${blank}`);
  }

  #register(place: RegistrationPlace, handler: string, contextText: string, records: readonly OwnerRecords[]): void {
    const setUp = (writer: CodeWriter): void => {
      for (const each of records) {
        writeRecordsSetUp(writer, each);
        writer.blank();
      }
    };
    if (place.kind === "newInit") {
      this.#newInit(place.source, handler, contextText, setUp);
    } else if (place.function.source === this.#source) {
      register(this.#context, this.#edits, place, {
        handler,
        contextText,
        setUp,
        conditions: this.#extraConditions(place.function),
      });
    } else {
      this.#registerAcross(place, handler, contextText, setUp);
    }
  }

  /** `#if` lines that hold for the handler and not for the function that registers it. */
  #extraConditions(fn: FunctionText): readonly string[] {
    const source = this.#source;
    const around = new Set(preprocessorAround(source, fn.node).map((node) => node.start));
    return preprocessorAround(source, this.#behind.node)
      .filter((node) => !around.has(node.start))
      .map((node) => source.text.slice(node.start, lineEnd(source.text, node.start)).trim());
  }

  /** A component that had nothing to do when it starts. */
  #newInit(source: SourceText, handler: string, contextText: string, setUp: (writer: CodeWriter) => void): void {
    const style = this.#context.styleOf(source);
    const { eol } = style;
    const writer = new CodeWriter(style);
    writeDoc(writer, style, "Starts the component.");
    writer.body("COMPONENT_INIT", () => this.#registration(writer, handler, contextText, setUp));
    const { text } = source;
    const isEnded = text === "" || text.endsWith("\n");
    const blank = eol.repeat(style.blankLines);
    const added = (isEnded ? "" : eol) + blank + writer.text();
    this.#edits.insert(source.path, text.length, isEnded ? added : trimEnd(added, eol));
  }

  /** The component starts in another file: a function of its own, called from there. */
  #registerAcross(
    place: RegistrationPlace & { kind: "in" },
    handler: string,
    contextText: string,
    setUp: (writer: CodeWriter) => void,
  ): void {
    const source = this.#source;
    const style = this.#context.styleOf(source);
    const { eol } = style;
    const blank = eol.repeat(style.blankLines);
    const words = [...this.#context.service.prefix.replace(/^(?:le|taf)_/, "").split("_"), "Init", "Close", "Handler"];
    const name = functionName(style, words, this.#taken);
    this.#taken.add(name);
    const starter: FunctionToWrite = {
      doc: "Registers the close handler; called once when the component starts.",
      storage: "",
      returnType: "void",
      name,
      parameters: [],
      body: (writer) => this.#registration(writer, handler, contextText, setUp),
    };
    const at = lineEnd(source.text, this.#behind.node.end);
    this.#edits.insert(source.path, at, eol + blank + trimEnd(writeFunction(style, starter), eol));
    const other = this.#context.styleOf(place.function.source);
    const start = declarationStart(place.function.source, place.function.node);
    const otherBlank = other.eol.repeat(other.blankLines);
    this.#edits.insert(place.function.source.path, start, `${prototypeHead(other, starter)};${other.eol}${otherBlank}`);
    register(this.#context, this.#edits, place, { call: `${name}();` });
  }

  #registration(writer: CodeWriter, handler: string, contextText: string, setUp: (writer: CodeWriter) => void): void {
    const service = `${this.#context.service.prefix}_GetServiceRef()`;
    setUp(writer);
    writer.call("le_msg_AddServiceCloseHandler", [service, handler, contextText], ";");
  }

  #registerExisting(place: RegistrationPlace, existing: FunctionText): void {
    const style = this.#context.styleOf(this.#source);
    const { name, scope } = existing.facts;
    const full = scope === undefined ? name : `${scope}::${name}`;
    const records = this.#group.flatMap((each) => each.records ?? []);
    if (
      place.kind === "in" &&
      place.function.source === existing.source &&
      place.function.node.start < existing.node.start
    ) {
      const at = declarationStart(existing.source, place.function.node);
      const head = existing.source.text.slice(existing.node.start, existing.body.start).trim();
      if (!isDeclaredBefore(existing, at)) {
        this.#edits.insert(existing.source.path, at, `${head};${style.eol}${style.eol.repeat(style.blankLines)}`);
      }
    }
    this.#register(place, full, style.nullText, records);
  }
}

function isDeclaredBefore(fn: FunctionText, at: number): boolean {
  const { source, facts } = fn;
  return source.root.children.some(
    (node) =>
      node.type === "declaration" &&
      node.end <= at &&
      new RegExp(`\\b${facts.name}\\s*\\(`).test(source.text.slice(node.start, node.end)),
  );
}

function withAccess(section: Section, prefix: string | undefined): Section {
  if (section.kind === "variable") {
    return section;
  }
  const access: ContainerSection["access"] = (expression) => {
    const own = expression.replace(/^this->/, "");
    return prefix === undefined || own.includes("::") ? own : prefix + own;
  };
  return { ...section, access };
}

function handlerNames(sections: readonly Section[], naming: "camel" | "snake"): HandlerNames {
  const taken = new Set(sections.flatMap((section) => [objectName(section), referenceName(section)]));
  const [session, client, context] =
    naming === "snake"
      ? ["session_ref", "client_session_ref", "context"]
      : ["sessionRef", "clientSessionRef", "contextPtr"];
  return { session: taken.has(session ?? "") ? (client ?? "") : (session ?? ""), context: context ?? "" };
}

/** `auto& self` or `auto &self`, as the file does. */
function withStar(declaration: string, style: HouseStyle): string {
  return style.star === "name" ? declaration.replace(/^auto([&*]) /, "auto $1") : declaration;
}

function trimEnd(text: string, eol: string): string {
  return text.endsWith(eol) ? text.slice(0, -eol.length) : text;
}
