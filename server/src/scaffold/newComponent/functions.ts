/**
 * One function of a new server: a skeleton that compiles, answers, and looks after what it hands out.
 *
 * In: a function of the interface and what it does with a resource. Out: its text. What is left to the author is one line marked TODO.
 */
import {
  type ApiFunction,
  type CNaming,
  type CParameter,
  type CPrototype,
  docComment,
  type Interface,
  type Parameter,
  prototypesOf,
} from "@legato-api/language";
import { CodeWriter } from "../style/codeWriter.ts";
import { castFromVoid, typeAndName } from "../style/declarations.ts";
import type { HouseStyle } from "../style/houseStyle.ts";
import { inWords } from "../style/names.ts";
import type { Part, ServedResource } from "./resources.ts";
import { emptyValue, writeEmptyOutput } from "./values.ts";

export interface FunctionContext {
  readonly iface: Interface;
  readonly naming: CNaming;
  readonly style: HouseStyle;
  readonly isAsync: boolean;
}

/** Functions that an EVENT makes are written in events.ts. */
export function writeApiFunction(context: FunctionContext, fn: ApiFunction, part: Part): string {
  const { iface, naming, style, isAsync } = context;
  const side = isAsync ? "asyncServer" : "server";
  const [prototype, respond] = prototypesOf(iface, fn, { side, prefix: naming.prefix });
  if (!prototype) {
    return "";
  }
  const writer = new CodeWriter(style);
  writeHead(writer, style, prototype);
  writer.body(")", () => new Body(writer, context, fn, part, prototype, respond).write());
  return writer.text();
}

/** Documentation and parameters as the interface has them. */
export function writeHead(writer: CodeWriter, style: HouseStyle, prototype: CPrototype): void {
  for (const line of docComment(prototype.doc)) {
    writer.line(line);
  }
  writer.line(typeAndName(style, prototype.returnType, prototype.name)).line("(");
  writer.indented(() => {
    const texts = prototype.parameters.map(
      (each, index) =>
        `${typeAndName(style, each.type, each.name)}${index + 1 < prototype.parameters.length ? "," : ""}`,
    );
    const width = Math.max(0, ...texts.map((text) => text.length));
    prototype.parameters.forEach((parameter, index) => {
      const [first = "", ...more] = documentation(parameter);
      const text = texts[index] ?? "";
      writer.line(first === "" ? text : `${text.padEnd(width)}  ///< [${parameter.direction}] ${first}`);
      for (const line of more) {
        writer.line(`${" ".repeat(width)}  ///< ${line}`);
      }
    });
    if (prototype.parameters.length === 0) {
      writer.line("void");
    }
  });
}

function documentation(parameter: CParameter): readonly string[] {
  return parameter.doc.map((line) => line.trim()).filter((line) => line !== "");
}

class Body {
  readonly #writer: CodeWriter;
  readonly #context: FunctionContext;
  readonly #fn: ApiFunction;
  readonly #part: Part;
  readonly #prototype: CPrototype;
  readonly #respond: CPrototype | undefined;

  constructor(
    writer: CodeWriter,
    context: FunctionContext,
    fn: ApiFunction,
    part: Part,
    prototype: CPrototype,
    respond: CPrototype | undefined,
  ) {
    this.#writer = writer;
    this.#context = context;
    this.#fn = fn;
    this.#part = part;
    this.#prototype = prototype;
    this.#respond = respond;
  }

  write(): void {
    switch (this.#part.role) {
      case "acquire":
        this.#acquire(this.#part.resource, this.#part.through);
        return;
      case "release":
        this.#release(this.#part.resource, this.#part.parameter);
        return;
      case "use":
        this.#use(this.#part.resource, this.#part.parameter);
        return;
      case "none":
        this.#todo(this.#handlerSentence() ?? "Do what it is for.", []);
        this.#answer({});
    }
  }

  #handlerSentence(): string | undefined {
    const handler = this.#prototype.parameters.find(
      (each) => each.of?.type.kind === "handler" && each.role === "value",
    );
    return handler && `Call ${handler.name}, once, with contextPtr.`;
  }

  #acquire(resource: ServedResource, through: Parameter | undefined): void {
    const { style, naming } = this.#context;
    const pointer = this.#local(resource.pointer);
    const output = through && !this.#respond ? `${through.name}Ptr` : undefined;
    if (output) {
      this.#writer
        .block(`if (${output} == ${style.nullText})`, () => {
          this.#writer.line(`LE_KILL_CLIENT("${output} is NULL.");`);
          this.#answer({ failed: true, isComplete: true });
        })
        .blank();
    }
    const alloc = castFromVoid(style, `${resource.struct}*`, `le_mem_ForceAlloc(${resource.pool})`);
    this.#writer.line(`${typeAndName(style, `${resource.struct}*`, pointer)} = ${alloc};`).blank();
    this.#writer.line(`memset(${pointer}, 0, sizeof(*${pointer}));`);
    this.#writer.line(`${pointer}->sessionRef = ${naming.prefix}_GetClientSessionRef();`).blank();
    this.#todo(`Set up the ${inWords(resource.name)}.`, [output]);
    const value = this.#newReference(resource, pointer);
    if (output) {
      this.#writer.line(`*${output} = ${value};`);
      this.#answer({ except: through, succeeded: true });
    } else {
      this.#answer({ handedOut: value, through, succeeded: true });
    }
  }

  #newReference(resource: ServedResource, pointer: string): string {
    const { style } = this.#context;
    if (resource.isNumber) {
      const counter = `Last${resource.name}`;
      this.#writer.line(`${pointer}->${numberField(resource)} = ++${counter};`);
      this.#writer.line(`${pointer}->safeRef = le_ref_CreateRef(${resource.map}, ${pointer});`).blank();
      return `${pointer}->${numberField(resource)}`;
    }
    return castFromVoid(style, resource.type, `le_ref_CreateRef(${resource.map}, ${pointer})`);
  }

  #lookUp(resource: ServedResource, parameter: Parameter): { pointer: string; given: string } {
    const { style } = this.#context;
    const given = this.#cName(parameter);
    const pointer = this.#local(resource.pointer);
    const value = resource.isNumber
      ? `Find${resource.name}(${given})`
      : castFromVoid(style, `${resource.struct}*`, `le_ref_Lookup(${resource.map}, ${given})`);
    this.#writer.line(`${typeAndName(style, `${resource.struct}*`, pointer)} = ${value};`).blank();
    this.#writer
      .block(`if (${pointer} == ${style.nullText})`, () => {
        const shown = resource.isNumber ? `%lld", (long long)${given}` : `%p", (void*)${given}`;
        this.#writer.line(`LE_KILL_CLIENT("Invalid ${inWords(resource.name)} ${shown});`);
        this.#answer({ failed: true, isComplete: true });
      })
      .blank();
    return { pointer, given };
  }

  #release(resource: ServedResource, parameter: Parameter): void {
    const { pointer, given } = this.#lookUp(resource, parameter);
    const values = resource.isNumber ? pointer : `${given}, ${pointer}`;
    this.#writer.line(`${resource.destroy}(${values});`);
    this.#answer({ succeeded: true });
  }

  #use(resource: ServedResource, parameter: Parameter): void {
    const { given } = this.#lookUp(resource, parameter);
    this.#todo(`Work on the ${inWords(resource.name)}.`, [given]);
    this.#answer({});
  }

  /** The one line to complete, and the parameters that wait for it. */
  #todo(sentence: string, used: readonly (string | undefined)[]): void {
    const waiting = this.#prototype.parameters.filter(
      (each) => each.role !== "command" && !used.includes(each.name) && !this.#isSet(each),
    );
    this.#writer.line(`// TODO: ${sentence}`);
    for (const { name } of waiting) {
      this.#writer.line(`LE_UNUSED(${name});`);
    }
    this.#writer.blank();
  }

  /** An output of a synchronous function is set to nothing; of an array that is its size. */
  #isSet({ of, role, direction }: CParameter): boolean {
    if (this.#respond || of?.direction !== "out") {
      return false;
    }
    return of.shape === "array" ? role === "size" : role === "size" || direction === "OUT";
  }

  /** Ends the function: its outputs, then its result or the answer. */
  #answer({ handedOut, through, except, succeeded, failed, isComplete }: Answer): void {
    const { naming, style } = this.#context;
    const result = this.#result({ handedOut, through, succeeded, failed });
    if (this.#respond) {
      this.#respondWith(this.#respond, result, handedOut, through, isComplete);
      return;
    }
    const outputs = this.#fn.parameters.filter((each) => each.direction === "out" && each !== except);
    if (!failed) {
      for (const output of outputs) {
        writeEmptyOutput(this.#writer, style, naming, output);
      }
      if (outputs.length > 0) {
        this.#writer.blank();
      }
    }
    if (result !== undefined) {
      this.#writer.line(`return ${result};`);
    } else if (isComplete) {
      this.#writer.line("return;");
    }
  }

  #result({ handedOut, through, succeeded, failed }: Answer): string | undefined {
    const type = this.#fn.returnType;
    if (!type) {
      return undefined;
    }
    if (handedOut !== undefined && !through) {
      return handedOut;
    }
    if (type.kind === "basic" && type.name === "le_result_t") {
      return failed ? "LE_BAD_PARAMETER" : succeeded ? "LE_OK" : "LE_NOT_IMPLEMENTED";
    }
    return emptyValue(this.#context.style, this.#context.naming, type);
  }

  #respondWith(
    respond: CPrototype,
    result: string | undefined,
    handedOut: string | undefined,
    through: Parameter | undefined,
    isComplete: boolean | undefined,
  ): void {
    const { naming, style } = this.#context;
    const values = respond.parameters.map((each) => {
      const { of, role } = each;
      if (role === "command") {
        return "_cmdRef";
      }
      if (role === "result") {
        return result ?? "";
      }
      if (role === "size") {
        return "0";
      }
      if (of && of === through && handedOut !== undefined) {
        return handedOut;
      }
      if (of?.shape === "string") {
        return '""';
      }
      if (of?.shape === "array") {
        return style.nullText;
      }
      if (of?.type.kind === "struct") {
        const name = this.#local(`${of.name}Out`);
        this.#writer.line(`${each.type.replace(/^const\s+|\s*\*.*$/g, "")} ${name};`);
        this.#writer.line(`memset(&${name}, 0, sizeof(${name}));`);
        return `&${name}`;
      }
      return of ? emptyValue(style, naming, of.type) : "0";
    });
    this.#writer.call(respond.name, values, ";");
    if (isComplete) {
      this.#writer.line("return;");
    }
  }

  #cName(parameter: Parameter): string {
    return (
      this.#prototype.parameters.find((each) => each.of === parameter && each.role === "value")?.name ?? parameter.name
    );
  }

  #local(name: string): string {
    const isTaken = this.#prototype.parameters.some((parameter) => parameter.name === name);
    return isTaken ? name.replace(/(?:Ptr)?$/, "ObjPtr") : name;
  }
}

interface Answer {
  /** What the client gets, as the result or through a parameter. */
  readonly handedOut?: string | undefined;
  readonly through?: Parameter | undefined;
  /** An output that is set already. */
  readonly except?: Parameter | undefined;
  readonly succeeded?: boolean | undefined;
  readonly failed?: boolean | undefined;
  /** More statements follow: the function has to be left. */
  readonly isComplete?: boolean | undefined;
}

/** The field that holds the number a client knows the resource by. */
export function numberField(resource: ServedResource): string {
  return resource.reference.replace(/Ref$/, "Number");
}
