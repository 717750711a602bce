/**
 * New server component: a Component.cdef and a source that implements every function of an `.api`, ownership and close handler included.
 *
 * In: a checked interface and how it is to be served. Out: two new files in Legato's own layout that compile as they are. Pure.
 */
import { join } from "node:path";
import { cNaming, type Interface } from "@legato-api/language";
import { type ContainerSection, writeSections } from "../close/handlerText.ts";
import type { NewFile } from "../edits.ts";
import { CodeWriter } from "../style/codeWriter.ts";
import { castFromVoid, writeDoc, writeFunction, writeVariable } from "../style/declarations.ts";
import { type HouseStyle, legatoStyle } from "../style/houseStyle.ts";
import { inWords, withArticle } from "../style/names.ts";
import { writeAddHandler, writeEventDeclarations, writeEventSetUp, writeRemoveHandler } from "./events.ts";
import { type FunctionContext, numberField, writeApiFunction } from "./functions.ts";
import { type Served, type ServedResource, servedBy } from "./resources.ts";

export interface NewServerOptions {
  readonly iface: Interface;
  /** How the Component.cdef names the file: `printer.api`. */
  readonly apiReference: string;
  /** Absolute path of the component's folder; its last part is the component's name. */
  readonly folder: string;
  /** Alias, where it is not to be the file's own name. */
  readonly prefix?: string;
  readonly language: "c" | "cpp";
  readonly isAsync: boolean;
}

export function newServerComponent(options: NewServerOptions): readonly NewFile[] | { readonly problem: string } {
  const { iface, folder, language } = options;
  if (!iface.accepted) {
    return { problem: `${iface.name}.api has errors: nothing can be generated from it yet` };
  }
  if (iface.functions.length === 0) {
    return { problem: `${iface.name}.api declares no function: there is nothing to serve` };
  }
  const name = folder.split(/[\\/]/).at(-1) ?? "server";
  const source = `${name}.${language === "c" ? "c" : "cpp"}`;
  return [
    { path: join(folder, "Component.cdef"), text: definition(options, source) },
    { path: join(folder, source), text: new SourceWriter(options, source).text() },
  ];
}

function definition({ iface, apiReference, prefix = iface.name, isAsync }: NewServerOptions, source: string): string {
  const option = isAsync ? " [async]" : "";
  return [
    "provides:",
    "{",
    "    api:",
    "    {",
    `        ${prefix} = ${apiReference}${option}`,
    "    }",
    "}",
    "",
    "sources:",
    "{",
    `    ${source}`,
    "}",
    "",
  ].join("\n");
}

class SourceWriter {
  readonly #options: NewServerOptions;
  readonly #source: string;
  readonly #prefix: string;
  readonly #style: HouseStyle;
  readonly #served: Served;
  readonly #context: FunctionContext;

  constructor(options: NewServerOptions, source: string) {
    const { iface, language, prefix = iface.name, isAsync } = options;
    this.#options = options;
    this.#source = source;
    this.#prefix = prefix;
    this.#style = { ...legatoStyle, language, nullText: language === "cpp" ? "nullptr" : "NULL" };
    const naming = cNaming(iface, prefix);
    this.#served = servedBy(iface, naming);
    this.#context = { iface, naming, style: this.#style, isAsync };
  }

  text(): string {
    const { iface } = this.#options;
    const parts = [
      this.#opening(),
      ...this.#served.resources.flatMap((resource) => this.#declarations(resource)),
      ...[...iface.events.values()].flatMap((event) => writeEventDeclarations(this.#context, event)),
      ...this.#served.resources.map((resource) => this.#destroy(resource)),
      ...this.#functions(),
      ...this.#closeHandler(),
      this.#init(),
    ];
    return parts.join("\n");
  }

  #opening(): string {
    const writer = new CodeWriter(this.#style);
    const { above, below } = this.#style.doc;
    writer
      .line(above ?? "")
      .line("/**")
      .line(` * @file ${this.#source}`)
      .line(" *");
    writer
      .line(` * Serves ${this.#options.iface.name}.api.`)
      .line(" */")
      .line(below ?? "")
      .blank();
    return writer.line('#include "legato.h"').line('#include "interfaces.h"').text();
  }

  #declarations(resource: ServedResource): readonly string[] {
    const what = inWords(resource.name);
    const struct = new CodeWriter(this.#style);
    writeDoc(struct, this.#style, `${withArticle(what).replace(/^a/, "A")} that a client holds.`);
    struct.body("typedef struct", () => {
      struct.line("le_msg_SessionRef_t sessionRef;    ///< Session of the client.");
      if (resource.isNumber) {
        struct.line("void* safeRef;                     ///< Its place in the map.");
        struct.line(`${`${resource.type} ${numberField(resource)};`.padEnd(35)}///< What the client knows it by.`);
      }
    });
    const parts = [
      struct.line(`${resource.struct};`).text(),
      this.#variable(`Pool that every ${what} comes from.`, `le_mem_PoolRef_t ${resource.pool}`),
      this.#variable(`Safe references of every ${what}.`, `le_ref_MapRef_t ${resource.map}`),
    ];
    if (!resource.isNumber) {
      return parts;
    }
    return [
      ...parts,
      this.#variable(`Number of the last ${what}.`, `${resource.type} Last${resource.name} = 0`),
      this.#find(resource),
    ];
  }

  #variable(doc: string, declaration: string): string {
    return writeVariable(this.#style, doc, `static ${declaration};`);
  }

  /** A number is no safe reference: it is searched. */
  #find(resource: ServedResource): string {
    const style = this.#style;
    const field = numberField(resource);
    return writeFunction(style, {
      doc: `Finds ${withArticle(inWords(resource.name))} by its number; ${style.nullText} if there is none.`,
      storage: "static",
      returnType: `${resource.struct}*`,
      name: `Find${resource.name}`,
      parameters: [{ type: resource.type, name: field, doc: "The number." }],
      body: (writer) => {
        writer.line(`le_ref_IterRef_t iterRef = le_ref_GetIterator(${resource.map});`).blank();
        writer.block("while (le_ref_NextNode(iterRef) == LE_OK)", () => {
          const value = castFromVoid(style, `${resource.struct}*`, "le_ref_GetValue(iterRef)");
          writer.line(`${resource.struct}* ${resource.pointer} = ${value};`).blank();
          writer.block(`if (${resource.pointer}->${field} == ${field})`, () =>
            writer.line(`return ${resource.pointer};`),
          );
        });
        writer.blank().line(`return ${style.nullText};`);
      },
    });
  }

  /** The one place where it is freed. */
  #destroy(resource: ServedResource): string {
    const { name, struct, pointer, reference, map, destroy, type, isNumber } = resource;
    const own = { type: `${struct}*`, name: pointer, doc: `The ${inWords(name)}.` };
    const ref = { type, name: reference, doc: `Reference of the ${inWords(name)}.` };
    return writeFunction(this.#style, {
      doc: `Frees ${withArticle(inWords(name))}, whether its client asks for it or the client's session has ended.`,
      storage: "static",
      returnType: "void",
      name: destroy,
      parameters: isNumber ? [own] : [ref, own],
      body: (writer) => {
        writer.line(`// TODO: Give back what the ${inWords(name)} itself holds.`).blank();
        writer.line(`le_ref_DeleteRef(${map}, ${isNumber ? `${pointer}->safeRef` : reference});`);
        writer.line(`le_mem_Release(${pointer});`);
      },
    });
  }

  #functions(): readonly string[] {
    const { iface } = this.#options;
    return iface.functions.map((fn) => {
      const event = fn.event === undefined ? undefined : iface.events.get(fn.event);
      if (fn.kind === "addHandler" && event) {
        return writeAddHandler(this.#context, fn, event);
      }
      if (fn.kind === "removeHandler") {
        return writeRemoveHandler(this.#context, fn);
      }
      return writeApiFunction(this.#context, fn, this.#served.partOf(fn));
    });
  }

  #closeHandler(): readonly string[] {
    const { resources } = this.#served;
    if (resources.length === 0) {
      return [];
    }
    const names = { session: "sessionRef", context: "contextPtr" };
    const kinds = resources.map(({ name }) => inWords(name)).join(" and ");
    return [
      writeFunction(this.#style, {
        doc: `Called when a client's session ends, whether it was closed or the client died. Frees every ${kinds} that the client still holds.`,
        storage: "static",
        returnType: "void",
        name: "CloseSessionEventHandler",
        parameters: [
          { type: "le_msg_SessionRef_t", name: names.session, doc: "Session that has ended." },
          { type: "void*", name: names.context, doc: "Not used." },
        ],
        body: (writer) => {
          writer.line(`LE_UNUSED(${names.context});`).blank();
          writer.line(`LE_DEBUG("Session %p has ended.", ${names.session});`).blank();
          writeSections(writer, this.#style, resources.map(sectionOf), names, 1);
        },
      }),
    ];
  }

  #init(): string {
    const writer = new CodeWriter(this.#style);
    writeDoc(writer, this.#style, "Starts the server.");
    writer.body("COMPONENT_INIT", () => {
      const { resources } = this.#served;
      for (const { pool, map, struct, name } of resources) {
        writer.line(`${pool} = le_mem_CreatePool("${name.slice(0, 31)}", sizeof(${struct}));`);
        writer.line(`${map} = le_ref_CreateMap("${name.slice(0, 31)}", 16);`).blank();
      }
      const events = [...this.#options.iface.events.values()];
      for (const event of events) {
        writeEventSetUp(writer, event);
      }
      if (events.length > 0) {
        writer.blank();
      }
      if (resources.length > 0) {
        const values = [`${this.#prefix}_GetServiceRef()`, "CloseSessionEventHandler", this.#style.nullText];
        writer.line("// Free what a client still holds when its session ends.");
        writer.call("le_msg_AddServiceCloseHandler", values, ";").blank();
      }
      writer.line('LE_INFO("Ready.");');
    });
    return writer.text();
  }
}

function sectionOf(resource: ServedResource): ContainerSection {
  return {
    kind: "container",
    resource: resource.name,
    container: { kind: "refMap", expression: resource.map },
    access: (expression) => expression,
    object: { name: resource.pointer, typeText: `${resource.struct}*` },
    field: "sessionRef",
    freeing: {
      object: { name: resource.pointer, typeText: `${resource.struct}*` },
      ...(resource.isNumber ? {} : { reference: { name: resource.reference, typeText: resource.type } }),
      statements: [`${resource.destroy}(${resource.isNumber ? "" : `${resource.reference}, `}${resource.pointer});`],
      ofInstance: false,
    },
    mayBeMissing: false,
  };
}
