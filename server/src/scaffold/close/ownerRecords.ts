/**
 * For a server that keeps track of nothing: records of who holds what, in a safe-reference map of their own.
 *
 * Adds a record type, its pool and map, one function that makes a record where the resource is handed out and one that drops it where it is
 * given back. The handler then frees what the records of a session name.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import { indentationAt } from "../c/comments.ts";
import type { FunctionText, SourceText } from "../c/sourceText.ts";
import { asCall, foldedTextOf } from "../c/syntaxQueries.ts";
import type { EditCollector } from "../edits.ts";
import { CodeWriter } from "../style/codeWriter.ts";
import { castFromVoid, typeAndName, writeDoc, writeFunction, writeVariable } from "../style/declarations.ts";
import { functionName, globalName, inWords, typeName, variableName, withArticle } from "../style/names.ts";
import { callWhereHandedOut } from "./acquireSites.ts";
import type { CloseContext } from "./context.ts";
import type { Delivery } from "./delivery.ts";
import { type Destroy, declarationStart, regionOf } from "./destroy.ts";
import type { TailProblem } from "./releaseTail.ts";
import { insertBefore } from "./sessionField.ts";

export interface OwnerRecords {
  readonly source: SourceText;
  readonly resource: string;
  /** C type of what is held, and the name it goes by in the record. */
  readonly type: string;
  readonly field: string;
  readonly sessionField: string;
  readonly recordType: string;
  readonly pool: string;
  readonly map: string;
  /** The variable that points to a record. */
  readonly owner: string;
  readonly remember: string;
  readonly forget: string;
}

export interface HandedOut {
  readonly function: FunctionText;
  readonly delivery: Delivery;
}

export interface RecordsQuestion {
  readonly resource: string;
  readonly acquires: readonly HandedOut[];
  readonly release: FunctionText | undefined;
  readonly destroy: Destroy | TailProblem;
  /** Name of the reference in the release function. */
  readonly referenceName: string;
  readonly taken: Set<string>;
}

/** Undefined where it cannot be seen what is handed out. */
export function addOwnerRecords(
  context: CloseContext,
  edits: EditCollector,
  question: RecordsQuestion,
): OwnerRecords | TailProblem {
  const { resource, acquires, release, taken } = question;
  const first = acquires[0];
  const type = acquires
    .map(({ delivery }) => (delivery.kind === "handler" ? undefined : delivery))
    .find((each) => each);
  if (!first || !type) {
    return { problem: "what is handed out cannot be seen in the function itself" };
  }
  const { source } = first.function;
  if (release && release.source !== source) {
    return { problem: "the functions that hand it out and take it back stand in different files" };
  }
  const style = context.styleOf(source);
  const pick = (name: string): string => {
    taken.add(name);
    return name;
  };
  const words = [resource, "Owner"];
  const field = variableName(style, [question.referenceName], new Set());
  const records: OwnerRecords = {
    source,
    resource,
    type: type.type,
    field,
    sessionField: variableName(
      style,
      field === "sessionRef" ? ["client", "Session", "Ref"] : ["session", "Ref"],
      new Set([field]),
    ),
    recordType: pick(typeName(style, words, taken)),
    pool: pick(globalName(style, [...words, "Pool"], taken)),
    map: pick(globalName(style, [...words, "Map"], taken)),
    owner: variableName(style, ["owner", "Ptr"], new Set([field])),
    remember: pick(functionName(style, ["Remember", ...words], taken)),
    forget: pick(functionName(style, ["Forget", ...words], taken)),
  };
  for (const { function: acquire, delivery } of acquires) {
    if (!callWhereHandedOut(context, edits, acquire, delivery, records.remember, field)) {
      return { problem: `it cannot be seen what ${acquire.facts.name}() hands out` };
    }
  }
  const starts = [...acquires.map(({ function: fn }) => fn), ...(release ? [release] : [])]
    .map((fn) => declarationStart(source, fn.node))
    .sort((a, b) => a - b);
  edits.insert(source.path, starts[0] ?? 0, declarations(context, records, type.isReference, release !== undefined));
  if (release) {
    forgetIn(context, edits, release, records, question);
  }
  return records;
}

/** Makes the pool and the map: for the start of the component. */
export function writeRecordsSetUp(writer: CodeWriter, records: OwnerRecords): void {
  const { pool, map, recordType } = records;
  writer.call(`${pool} = le_mem_CreatePool`, [`"${pool.slice(0, 30)}"`, `sizeof(${recordType})`], ";");
  writer.call(`${map} = le_ref_CreateMap`, [`"${map.slice(0, 30)}"`, "16"], ";");
}

function declarations(context: CloseContext, records: OwnerRecords, isReference: boolean, isReleased: boolean): string {
  const { source, type, field, sessionField, recordType, pool, map } = records;
  const style = context.styleOf(source);
  const what = withArticle(inWords(records.resource));
  const blank = style.eol.repeat(style.blankLines);
  const { owner } = records;
  const declareOwner = (writer: CodeWriter, value: string) =>
    writer
      .assignment(typeAndName(style, `${recordType}*`, owner), castFromVoid(style, `${recordType}*`, value))
      .blank();
  const struct = new CodeWriter(style);
  writeDoc(struct, style, `A client and ${what} that it holds.`);
  struct.body("typedef struct", () => {
    const types = ["le_msg_SessionRef_t", type];
    const width = Math.max(...types.map((each) => each.length));
    const fields = [
      {
        name: sessionField,
        text: `${"le_msg_SessionRef_t".padEnd(width)} ${sessionField};`,
        doc: "Session of the client.",
      },
      { name: field, text: `${type.padEnd(width)} ${field};`, doc: "What it holds." },
    ];
    const column = Math.max(...fields.map((each) => each.text.length));
    for (const each of fields) {
      const isDocumented = style.doc.kind === "block" && style.doc.open === "/**";
      struct.line(isDocumented ? `${each.text.padEnd(column)}    ///< ${each.doc}` : each.text);
    }
  });
  const text = struct.text().trimEnd();
  const parts = [
    `${text}${style.functionBrace === "ownLine" ? style.eol : " "}${recordType};${style.eol}`,
    writeVariable(style, `Pool of the records of who holds ${what}.`, `static le_mem_PoolRef_t ${pool};`),
    writeVariable(style, `All records of who holds ${what}.`, `static le_ref_MapRef_t ${map};`),
    writeFunction(style, {
      doc: `Remembers that the client being served now holds ${what}.`,
      storage: "static",
      returnType: "void",
      name: records.remember,
      parameters: [{ type, name: field, doc: "What it holds." }],
      body: (writer) => {
        const fill = () =>
          declareOwner(writer, `le_mem_ForceAlloc(${pool})`)
            .line(`${owner}->${sessionField} = ${context.service.prefix}_GetClientSessionRef();`)
            .line(`${owner}->${field} = ${field};`)
            .line(`le_ref_CreateRef(${map}, ${owner});`);
        if (isReference) {
          writer.block(`if (${field} != ${style.nullText})`, fill);
        } else {
          fill();
        }
      },
    }),
  ];
  if (isReleased) {
    parts.push(
      writeFunction(style, {
        doc: `Forgets that the client being served now holds ${what}.`,
        storage: "static",
        returnType: "void",
        name: records.forget,
        parameters: [{ type, name: field, doc: "What it has given back." }],
        body: (writer) => writeForget(writer, context, records, owner, declareOwner),
      }),
    );
  }
  return parts.map((part) => part + blank).join("");
}

function writeForget(
  writer: CodeWriter,
  context: CloseContext,
  records: OwnerRecords,
  owner: string,
  declareOwner: (writer: CodeWriter, value: string) => CodeWriter,
): void {
  const { source, map, field, sessionField } = records;
  const style = context.styleOf(source);
  const iterator = variableName(style, ["iter", "Ref"], new Set([field]));
  const next = `le_ref_NextNode(${iterator})`;
  writer
    .line(`le_msg_SessionRef_t ${sessionField} = ${context.service.prefix}_GetClientSessionRef();`)
    .line(`le_ref_IterRef_t ${iterator} = le_ref_GetIterator(${map});`)
    .blank()
    .block(`while (${style.constantFirst ? `LE_OK == ${next}` : `${next} == LE_OK`})`, () => {
      declareOwner(writer, `le_ref_GetValue(${iterator})`);
      writer.block(`if ((${owner}->${field} == ${field}) && (${owner}->${sessionField} == ${sessionField}))`, () => {
        writer.line(`le_ref_DeleteRef(${map}, (void*)le_ref_GetSafeRef(${iterator}));`);
        writer.line(`le_mem_Release(${owner});`);
        writer.line("return;");
      });
    });
}

/** Drops the record where the release function frees; where it says how that went, only when it went well. */
function forgetIn(
  context: CloseContext,
  edits: EditCollector,
  release: FunctionText,
  records: OwnerRecords,
  { destroy, referenceName }: RecordsQuestion,
): void {
  const { source } = release;
  const call = `${records.forget}(${referenceName});`;
  const tail = "problem" in destroy ? undefined : destroy.tail;
  if (tail && tail.function === release) {
    const [only] = tail.statements;
    const isUntouched = !("problem" in destroy) && destroy.helper === undefined;
    if (only && isUntouched && isResultOfCall(release, only)) {
      forgetOnSuccess(context, edits, release, only, call);
      return;
    }
    const region = regionOf(source, tail.list, tail.statements);
    edits.insert(source.path, region.start, `${region.indentation}${call}${context.styleOf(source).eol}`);
    return;
  }
  const statement = release.body.children[0];
  if (statement) {
    insertBefore(edits, context, release, statement, release.body, call);
  }
}

function isResultOfCall(release: FunctionText, statement: Syntax): boolean {
  const value = statement.children[0];
  return (
    release.facts.returnType === "le_result_t" &&
    statement.type === "return_statement" &&
    value !== undefined &&
    asCall(release.source, value) !== undefined
  );
}

function forgetOnSuccess(
  context: CloseContext,
  edits: EditCollector,
  release: FunctionText,
  statement: Syntax,
  call: string,
): void {
  const { source } = release;
  const style = context.styleOf(source);
  const value = statement.children[0];
  const name = variableName(style, ["result"], new Set(release.parameters.map((parameter) => parameter.name)));
  const writer = new CodeWriter({ ...style, eol: "\n" });
  writer
    .line(`le_result_t ${name} = ${value ? foldedTextOf(source, value) : ""};`)
    .blank()
    .block(`if (${style.constantFirst ? `LE_OK == ${name}` : `${name} == LE_OK`})`, () => writer.line(call))
    .blank()
    .line(`return ${name};`);
  const indentation = indentationAt(source.text, statement.start);
  const lines = writer.text().trimEnd().split("\n");
  const text = lines.map((line, index) => (index === 0 || line === "" ? line : indentation + line)).join(style.eol);
  edits.replace(source.path, statement, text);
}
