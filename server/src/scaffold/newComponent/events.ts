/**
 * An EVENT of a new server: the event, its report, and the Add and Remove functions, in the layered way of the framework.
 *
 * The framework calls the Remove function for every handler of a client that dies: nothing to do in the close handler.
 */
import {
  type ApiEvent,
  type ApiFunction,
  cIdentifier,
  cType,
  type HandlerType,
  type Parameter,
  prototypesOf,
} from "@legato-api/language";
import { CodeWriter } from "../style/codeWriter.ts";
import { castFromVoid, typeAndName, writeDoc, writeFunction, writeVariable } from "../style/declarations.ts";
import { type FunctionContext, writeHead } from "./functions.ts";

/** `JobDone` to the parts that stand before the functions of the interface. */
export function writeEventDeclarations(context: FunctionContext, event: ApiEvent): readonly string[] {
  const handler = handlerOf(event);
  if (!handler) {
    return [];
  }
  const parts = [
    writeVariable(
      context.style,
      `Reported when the event ${event.name} happens.`,
      `static le_event_Id_t ${event.name}Event;`,
    ),
    writeFirstLayer(context, event, handler),
  ];
  const report = writeReport(context, event, handler);
  return report === undefined ? parts : [report, ...parts];
}

/** Gives the event its id: for the start of the component. */
export function writeEventSetUp(writer: CodeWriter, event: ApiEvent): void {
  const handler = handlerOf(event);
  if (handler) {
    const size = handler.parameters.length === 0 ? "0" : `sizeof(${event.name}Report_t)`;
    writer.line(`${event.name}Event = le_event_CreateId("${event.name.slice(0, 31)}", ${size});`);
  }
}

export function writeAddHandler(context: FunctionContext, fn: ApiFunction, event: ApiEvent): string {
  const { iface, naming, style } = context;
  const [prototype] = prototypesOf(iface, fn, { prefix: naming.prefix });
  if (!prototype) {
    return "";
  }
  const handler = prototype.parameters.find((each) => each.of?.type.kind === "handler" && each.role === "value");
  const others = prototype.parameters.filter((each) => each !== handler && each.role !== "context");
  const writer = new CodeWriter(style);
  writeHead(writer, style, prototype);
  writer.body(")", () => {
    if (others.length > 0) {
      writer.line("// TODO: Report to this handler only what it asked for.");
      for (const { name } of others) {
        writer.line(`LE_UNUSED(${name});`);
      }
      writer.blank();
    }
    const values = [
      `"${event.name.slice(0, 31)}"`,
      `${event.name}Event`,
      `FirstLayer${event.name}Handler`,
      style.language === "cpp" ? `reinterpret_cast<void*>(${handler?.name})` : (handler?.name ?? style.nullText),
    ];
    writer.line("le_event_HandlerRef_t handlerRef =");
    writer.indented(() => writer.call("le_event_AddLayeredHandler", values, ";")).blank();
    writer.line("le_event_SetContextPtr(handlerRef, contextPtr);").blank();
    const type = prototype.returnType;
    writer.line(
      `return ${style.language === "cpp" ? `reinterpret_cast<${type}>(handlerRef)` : `(${type})handlerRef`};`,
    );
  });
  return writer.text();
}

export function writeRemoveHandler(context: FunctionContext, fn: ApiFunction): string {
  const { iface, naming, style } = context;
  const [prototype] = prototypesOf(iface, fn, { prefix: naming.prefix });
  const given = prototype?.parameters[0]?.name;
  if (!prototype || given === undefined) {
    return "";
  }
  const type = "le_event_HandlerRef_t";
  const value = style.language === "cpp" ? `reinterpret_cast<${type}>(${given})` : `(${type})${given}`;
  const writer = new CodeWriter(style);
  writeHead(writer, style, prototype);
  writer.body(")", () => writer.line(`le_event_RemoveHandler(${value});`));
  return writer.text();
}

function handlerOf(event: ApiEvent): HandlerType | undefined {
  const type = event.parameters.map((parameter) => parameter.type).find((each) => each.kind === "handler");
  return type?.kind === "handler" ? type : undefined;
}

/** What a report carries: each parameter of the handler, texts and arrays with their room. */
function writeReport(context: FunctionContext, event: ApiEvent, handler: HandlerType): string | undefined {
  const { style } = context;
  if (handler.parameters.length === 0) {
    return undefined;
  }
  const writer = new CodeWriter(style);
  writeDoc(writer, style, `What is reported when the event ${event.name} happens.`);
  writer.body("typedef struct", () => {
    for (const parameter of handler.parameters) {
      for (const field of fieldsOf(context, parameter)) {
        writer.line(field);
      }
    }
  });
  return writer.line(`${event.name}Report_t;`).text();
}

function fieldsOf({ naming }: FunctionContext, { name, type, shape, count }: Parameter): readonly string[] {
  switch (shape) {
    case "string":
      return [`char ${cIdentifier(name)}[${(count ?? 0) + 1}];`];
    case "array":
      return [`${cType(naming, type)} ${cIdentifier(name)}[${count ?? 1}];`, `size_t ${name}Count;`];
    case "scalar":
      return [`${cType(naming, type)} ${cIdentifier(name)};`];
  }
}

function writeFirstLayer(context: FunctionContext, event: ApiEvent, handler: HandlerType): string {
  const { naming, style } = context;
  const values = handler.parameters.flatMap(({ name, type, shape }) => {
    const field = `reportedPtr->${cIdentifier(name)}`;
    if (shape === "array") {
      return [field, `reportedPtr->${name}Count`];
    }
    return [shape === "scalar" && type.kind === "struct" ? `&${field}` : field];
  });
  return writeFunction(style, {
    doc: `Hands a report of the event ${event.name} to one client's handler.`,
    storage: "static",
    returnType: "void",
    name: `FirstLayer${event.name}Handler`,
    parameters: [
      { type: "void*", name: "reportPtr", doc: "What is reported." },
      { type: "void*", name: "secondLayerHandler", doc: "The client's handler." },
    ],
    body: (writer) => {
      if (handler.parameters.length > 0) {
        const report = `${event.name}Report_t*`;
        writer.line(`${typeAndName(style, report, "reportedPtr")} = ${castFromVoid(style, report, "reportPtr")};`);
      } else {
        writer.line("LE_UNUSED(reportPtr);");
      }
      const type = cType(naming, handler);
      const function_ =
        style.language === "cpp" ? `reinterpret_cast<${type}>(secondLayerHandler)` : `(${type})secondLayerHandler`;
      writer.line(`${type} handlerFunc = ${function_};`).blank();
      writer.call("handlerFunc", [...values, "le_event_GetContextPtr()"], ";");
    },
  });
}
