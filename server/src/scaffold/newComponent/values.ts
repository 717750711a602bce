/**
 * What a function that does nothing yet answers: values of every type that any client can take.
 */
import { type CNaming, cConstantName, cType, type Parameter, type Type } from "@legato-api/language";
import type { CodeWriter } from "../style/codeWriter.ts";
import type { HouseStyle } from "../style/houseStyle.ts";

/** An expression of the type: zero, nothing, or for a result that it is not there yet. */
export function emptyValue(style: HouseStyle, naming: CNaming, type: Type): string {
  switch (type.kind) {
    case "basic":
      switch (type.name) {
        case "bool":
          return "false";
        case "double":
          return "0.0";
        case "char":
          return "'\\0'";
        case "file":
          return "-1";
        case "string":
          return '""';
        case "le_result_t":
          return "LE_NOT_IMPLEMENTED";
        case "le_onoff_t":
          return "LE_OFF";
        default:
          return "0";
      }
    case "enum": {
      const [first] = type.members;
      const constant = first && cConstantName(type.interfaceName, first.name);
      return constant ?? `(${cType(naming, type)})0`;
    }
    case "reference":
    case "eventReference":
    case "handler":
      return style.nullText;
    default:
      return "0";
  }
}

/** Sets an OUT parameter of a synchronous function; the client may not want it. */
export function writeEmptyOutput(writer: CodeWriter, style: HouseStyle, naming: CNaming, parameter: Parameter): void {
  const { name, type, shape } = parameter;
  const there = (pointer: string) => `if (${pointer} != ${style.nullText})`;
  if (shape === "string") {
    writer.block(`if ((${name} != ${style.nullText}) && (${name}Size > 0))`, () => writer.line(`${name}[0] = '\\0';`));
  } else if (shape === "array") {
    writer.block(there(`${name}SizePtr`), () => writer.line(`*${name}SizePtr = 0;`));
  } else if (type.kind === "struct") {
    writer.block(there(`${name}Ptr`), () => writer.line(`memset(${name}Ptr, 0, sizeof(*${name}Ptr));`));
  } else {
    writer.block(there(`${name}Ptr`), () => writer.line(`*${name}Ptr = ${emptyValue(style, naming, type)};`));
  }
}
