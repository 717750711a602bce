/**
 * The body of the close handler: for each way in which the server keeps track, find what this session owns and free it.
 *
 * What it writes can be called again for a session that owns nothing any more. Values are read from an iterator before their entry is freed, because the
 * framework allows the freeing but not the reading afterwards.
 */
import type { CodeWriter } from "../style/codeWriter.ts";
import { castFromVoid, remark, typeAlone, typeAndName, writeRemark } from "../style/declarations.ts";
import type { HouseStyle } from "../style/houseStyle.ts";
import { variableName } from "../style/names.ts";
import type { Container } from "./creation.ts";
import type { Destroy } from "./destroy.ts";
import type { OwnerRecords } from "./ownerRecords.ts";

/** One way in which the server keeps track of one kind of resource. */
export type Section = ContainerSection | VariableSection;

/** One thing, and a variable that says who has it. */
export interface VariableSection {
  readonly kind: "variable";
  readonly condition: (session: string) => string;
  readonly freeing: Freeing | Unfinished;
  /** What the client's reference is, where freeing wants it. */
  readonly reference: string;
}

export interface ContainerSection {
  readonly kind: "container";
  /** For comments: `Job`. */
  readonly resource: string;
  readonly container: Container;
  /** How the handler names the container: `JobMap`, `self.jobMap`. */
  readonly access: (expression: string) => string;
  readonly object: Pointer | undefined;
  /** Absent: the session is the map's value itself. */
  readonly field: string | undefined;
  /** How to get the reference from the object, for lists and hash maps. */
  readonly referenceOf?: (objectName: string) => string;
  readonly freeing: Freeing | Unfinished;
  /** Made only when the first client comes: there may be none yet. */
  readonly mayBeMissing: boolean;
  /** The container holds records of owners, made by the scaffold: the record goes first. */
  readonly records?: OwnerRecords;
}

/** A variable that points to an object, or is its reference. */
export interface Pointer {
  readonly name: string;
  readonly typeText: string;
}

/** How one object is freed: what the handler declares for it, and its statements. */
export type Freeing = Pick<Destroy, "object" | "reference" | "statements" | "ofInstance">;

/** What has to be completed by hand, in a sentence. */
export interface Unfinished {
  readonly todo: string;
}

export interface HandlerNames {
  readonly session: string;
  readonly context: string;
}

export function writeSections(
  writer: CodeWriter,
  style: HouseStyle,
  sections: readonly Section[],
  names: HandlerNames,
  level: number,
): void {
  const taken = new Set([names.session, names.context]);
  for (const section of sections) {
    for (const given of [objectName(section), referenceName(section)]) {
      taken.add(given);
    }
  }
  sections.forEach((section, index) => {
    if (index > 0) {
      writer.blank();
    }
    if (section.kind === "variable") {
      writeVariableSection(writer, style, section, names.session);
    } else {
      new SectionWriter(writer, style, section, names, taken, level, sections.length > 1).write();
    }
  });
}

function writeVariableSection(writer: CodeWriter, style: HouseStyle, section: VariableSection, session: string): void {
  const { freeing, reference } = section;
  writer.block(`if (${section.condition(session)})`, () => {
    if ("todo" in freeing) {
      writer.line(remark(style, `TODO: ${freeing.todo}`));
      return;
    }
    if (freeing.reference) {
      const { name, typeText } = freeing.reference;
      writer.line(`${typeAndName(style, typeText, name)} = ${reference};`).blank();
    }
    for (const statement of freeing.statements) {
      writer.line(statement);
    }
  });
}

export function objectName(section: Section): string {
  const { freeing } = section;
  const known = section.kind === "container" ? section.object?.name : undefined;
  const isRecord = section.kind === "container" && section.records !== undefined;
  return ("todo" in freeing || isRecord ? undefined : freeing.object?.name) ?? known ?? "";
}

export function referenceName({ freeing }: Section): string {
  return ("todo" in freeing ? undefined : freeing.reference?.name) ?? "";
}

class SectionWriter {
  readonly #writer: CodeWriter;
  readonly #style: HouseStyle;
  readonly #section: ContainerSection;
  readonly #session: string;
  readonly #taken: Set<string>;
  readonly #level: number;
  readonly #isOneOfSeveral: boolean;

  constructor(
    writer: CodeWriter,
    style: HouseStyle,
    section: ContainerSection,
    names: HandlerNames,
    taken: Set<string>,
    level: number,
    isOneOfSeveral: boolean,
  ) {
    this.#writer = writer;
    this.#style = style;
    this.#section = section;
    this.#session = names.session;
    this.#taken = taken;
    this.#level = level;
    this.#isOneOfSeveral = isOneOfSeveral;
  }

  write(): void {
    const { container, access, mayBeMissing } = this.#section;
    if (mayBeMissing) {
      const map = access(container.inside?.map ?? container.expression);
      this.#writer.block(`if (${this.#differs(map, this.#style.nullText)})`, () => this.#walk());
    } else {
      this.#walk();
    }
  }

  #walk(): void {
    const { container } = this.#section;
    if (container.kind === "refMap") {
      this.#refMap();
    } else if (container.kind === "list") {
      this.#list();
    } else if (container.keyedBySession) {
      this.#recordOfSession();
    } else {
      this.#hashMap();
    }
  }

  #refMap(): void {
    const { container, access, object } = this.#section;
    const iterator = this.#iterator();
    const { type, name } = this.#owned();
    this.#writer.line(`le_ref_IterRef_t ${iterator} = le_ref_GetIterator(${access(container.expression)});`).blank();
    this.#writer.block(`while (${this.#equals(`le_ref_NextNode(${iterator})`, "LE_OK")})`, () => {
      if (object) {
        this.#declare(type, name, castFromVoid(this.#style, type, `le_ref_GetValue(${iterator})`));
        this.#writer.blank();
      }
      const owner = object ? `${name}->${this.#section.field}` : `le_ref_GetValue(${iterator})`;
      this.#ifOwned(owner, `le_ref_GetSafeRef(${iterator})`);
    });
  }

  #list(): void {
    const { container, access } = this.#section;
    if (!container.inside) {
      this.#listIn(`&${access(container.expression)}`);
      return;
    }
    const record = container.inside;
    this.#declare(
      record.typeText,
      record.name,
      castFromVoid(this.#style, record.typeText, `le_hashmap_Get(${access(record.map)}, ${this.#session})`),
    );
    this.#writer.blank();
    this.#writer.block(`if (${this.#differs(record.name, this.#style.nullText)})`, () => {
      const link = this.#local(["link", "Ptr"]);
      const { type, name } = this.#owned();
      const list = `&${container.expression}`;
      this.#writer.line(`${typeAndName(this.#style, "le_dls_Link_t*", link)} = le_dls_Peek(${list});`).blank();
      this.#writer.block(`while (${this.#differs(link, this.#style.nullText)})`, () => {
        this.#declare(type, name, `CONTAINER_OF(${link}, ${this.#objectType()}, ${container.link})`);
        this.#stepOn(list, link, 2);
        if ("todo" in this.#section.freeing) {
          this.#writer.line(`LE_UNUSED(${name});`);
        }
        this.#free(undefined);
      });
      if (record.isReleasedHere) {
        this.#writer.blank();
        this.#writer.line(`le_hashmap_Remove(${access(record.map)}, ${this.#session});`);
        this.#writer.line(`le_mem_Release(${record.name});`);
      }
    });
  }

  #listIn(list: string): void {
    const { container, field } = this.#section;
    const link = this.#local(["link", "Ptr"]);
    const { type, name } = this.#owned();
    this.#writer.line(`${typeAndName(this.#style, "le_dls_Link_t*", link)} = le_dls_Peek(${list});`).blank();
    this.#writer.block(`while (${this.#differs(link, this.#style.nullText)})`, () => {
      this.#declare(type, name, `CONTAINER_OF(${link}, ${this.#objectType()}, ${container.link})`);
      this.#stepOn(list, link, 1);
      this.#ifOwned(`${name}->${field}`, undefined);
    });
  }

  #stepOn(list: string, link: string, deeper: number): void {
    const sentence = "Step on first: freeing takes the object out of the list.";
    this.#writer.blank();
    writeRemark(this.#writer, this.#style, sentence, this.#level + deeper);
    this.#writer.line(`${link} = le_dls_PeekNext(${list}, ${link});`).blank();
  }

  /** One object for each session: no search. */
  #recordOfSession(): void {
    const { container, access } = this.#section;
    const { type, name } = this.#owned();
    this.#declare(
      type,
      name,
      castFromVoid(this.#style, type, `le_hashmap_Get(${access(container.expression)}, ${this.#session})`),
    );
    this.#writer.blank();
    this.#writer.block(`if (${this.#differs(name, this.#style.nullText)})`, () => this.#free(undefined));
  }

  #hashMap(): void {
    const { container, access, field } = this.#section;
    const iterator = this.#iterator();
    const { type, name } = this.#owned();
    this.#writer
      .line(`le_hashmap_It_Ref_t ${iterator} = le_hashmap_GetIterator(${access(container.expression)});`)
      .blank();
    this.#writer.block(`while (${this.#equals(`le_hashmap_NextNode(${iterator})`, "LE_OK")})`, () => {
      this.#declare(type, name, castFromVoid(this.#style, type, `le_hashmap_GetValue(${iterator})`));
      this.#writer.blank();
      this.#ifOwned(`${name}->${field}`, undefined);
    });
  }

  #ifOwned(owner: string, safeReference: string | undefined): void {
    this.#writer.block(`if (${owner} == ${this.#session})`, () => this.#free(safeReference));
  }

  #free(safeReference: string | undefined): void {
    const { freeing, referenceOf, records } = this.#section;
    if (records) {
      this.#freeRecorded(records, freeing, safeReference ?? "");
      return;
    }
    if ("todo" in freeing) {
      this.#writer.line(remark(this.#style, `TODO: ${freeing.todo}`));
      return;
    }
    if (freeing.reference) {
      const { name, typeText } = freeing.reference;
      const own = referenceOf?.(objectName(this.#section)) ?? objectName(this.#section);
      const value = safeReference === undefined ? own : `(${typeAlone(this.#style, typeText)})${safeReference}`;
      this.#declare(typeText, name, value);
      this.#writer.blank();
    }
    const { access } = this.#section;
    for (const statement of freeing.statements) {
      this.#writer.line(freeing.ofInstance ? access(statement) : statement);
    }
  }

  /** The record first: freeing may look at what is recorded. */
  #freeRecorded(records: OwnerRecords, freeing: Freeing | Unfinished, safeReference: string): void {
    const owner = objectName(this.#section);
    const held = "todo" in freeing ? undefined : (freeing.reference ?? undefined);
    if ("todo" in freeing) {
      this.#writer.line(remark(this.#style, `TODO: ${freeing.todo}`));
    } else if (held) {
      this.#declare(held.typeText, held.name, `${owner}->${records.field}`);
      this.#writer.blank();
    }
    this.#writer.line(`le_ref_DeleteRef(${records.map}, (void*)${safeReference});`);
    this.#writer.line(`le_mem_Release(${owner});`);
    if (!("todo" in freeing)) {
      for (const statement of freeing.statements) {
        this.#writer.line(statement);
      }
    }
  }

  #owned(): { type: string; name: string } {
    const { freeing, object } = this.#section;
    const wanted = "todo" in freeing || this.#section.records ? undefined : freeing.object;
    return { type: wanted?.typeText ?? object?.typeText ?? "void*", name: objectName(this.#section) };
  }

  #objectType(): string {
    return this.#owned()
      .type.replace(/^const\s+/, "")
      .replace(/\*$/, "");
  }

  #declare(type: string, name: string, value: string): void {
    this.#writer.assignment(typeAndName(this.#style, type, name), value);
  }

  #iterator(): string {
    return this.#local(this.#isOneOfSeveral ? [this.#section.resource, "Iter", "Ref"] : ["iter", "Ref"]);
  }

  #local(words: readonly string[]): string {
    const name = variableName(this.#style, words, this.#taken);
    this.#taken.add(name);
    return name;
  }

  #equals(value: string, constant: string): string {
    return this.#style.constantFirst ? `${constant} == ${value}` : `${value} == ${constant}`;
  }

  #differs(value: string, constant: string): string {
    return this.#style.constantFirst ? `${constant} != ${value}` : `${value} != ${constant}`;
  }
}
