/** Protocol facts of an interface: ids, sizes, layout, codec, C names and prototypes, and the forms in which tools read them. */

export { type CDeclaration, type CHeader, type CHeaderOptions, cHeader } from "./cHeader.ts";
export {
  type CNaming,
  cConstantName,
  cFunctionName,
  cIdentifier,
  cNaming,
  cType,
  cTypeName,
} from "./cNames.ts";
export { integerRange } from "./codec/pack.ts";
export type { Outcome, WireValue, WireValues } from "./codec/values.ts";
export {
  type Codec,
  type CodecOptions,
  createCodec,
  type EventValues,
  type Packed,
  type RequestValues,
  type ResponseValues,
  type WantedOutputs,
} from "./codec.ts";
export { importsInOrder, isTelaf, typesInOrder, usedTypes, withImports } from "./declarations.ts";
export {
  type DescribedDefinition,
  type DescribedFunction,
  type DescribedParameter,
  type DescribedType,
  type Description,
  describe,
  typeName,
} from "./describe.ts";
export { type IfgenJsonOptions, ifgenJson } from "./ifgenJson.ts";
export { exactNumber, type JsonMeasure, type JsonObject, type JsonValue, measureJson, printJson } from "./json.ts";
export { type FunctionLayout, type Laid, layoutOf, type MessageLayout, type Slot, type WirePart } from "./layout.ts";
export {
  computedMessageSize,
  type FunctionSizes,
  functionSizes,
  type MessageSizes,
  messageSizes,
} from "./messageSize.ts";
export { lowerCamelCase, memberNames, resultName, upperCamelCase } from "./peerNames.ts";
export { protocolId, protocolIds } from "./protocolId.ts";
export { type ProtocolOptions, protocolText } from "./protocolText.ts";
export {
  type CParameter,
  type CPrototype,
  docComment,
  handlerPrototype,
  isAsynchronous,
  type PrototypeOptions,
  type PrototypeSide,
  prototypesOf,
  type RenderOptions,
  renderOnOneLine,
  renderPrototype,
  trimBlankLines,
} from "./prototypes.ts";
export { onOffCodes, resultCodes, standardCodes } from "./standardTypes.ts";
export {
  matchTelafIds,
  type ParsedTelafId,
  parseTelafId,
  type TelafMatch,
  type TelafSpelling,
  telafId,
  type Versions,
} from "./telafId.ts";
export { type TypescriptOptions, typescriptName, typescriptTypes } from "./typescript.ts";
