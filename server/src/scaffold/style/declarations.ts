/**
 * Whole declarations in a house style: a comment, a function, a variable, a struct.
 *
 * Comments are given as plain sentences; they are broken to the file's width. What comes out ends in a line end and has no blank line around it.
 */
import { CodeWriter } from "./codeWriter.ts";
import type { HouseStyle } from "./houseStyle.ts";

export interface ParameterToWrite {
  /** `le_msg_SessionRef_t`, `PrintJob_t*`. */
  readonly type: string;
  readonly name: string;
  /** What it is; shown where the file documents parameters. */
  readonly doc: string;
}

export interface FunctionToWrite {
  readonly doc: string;
  /** `static`, or nothing. */
  readonly storage: "static" | "";
  readonly returnType: string;
  /** `Class::Name` in C++ where it is a member. */
  readonly name: string;
  readonly parameters: readonly ParameterToWrite[];
  readonly body: (writer: CodeWriter) => void;
}

export function writeFunction(style: HouseStyle, fn: FunctionToWrite, level = 0): string {
  const writer = new CodeWriter(style, level);
  writeDoc(writer, style, fn.doc, level);
  const head = [fn.storage, typeAndName(style, fn.returnType, fn.name)].filter((part) => part !== "").join(" ");
  if (style.parameterLines && fn.parameters.length > 0) {
    writer.line(head).line("(");
    writer.indented(() => writeParameters(writer, style, fn.parameters));
    writer.body(")", () => fn.body(writer));
  } else if (style.parameterLines) {
    writer.line(head).line("(");
    writer.indented(() => writer.line("void"));
    writer.body(")", () => fn.body(writer));
  } else {
    writer.body(prototypeHead(style, fn), () => fn.body(writer));
  }
  return writer.text();
}

/** `static void F(A a, B b)`. */
export function prototypeHead(style: HouseStyle, fn: Omit<FunctionToWrite, "body" | "doc">): string {
  const list = fn.parameters.map(({ type, name }) => typeAndName(style, type, name)).join(", ");
  const empty = style.language === "cpp" ? "" : "void";
  const head = [fn.storage, typeAndName(style, fn.returnType, fn.name)].filter((part) => part !== "").join(" ");
  return `${head}(${list === "" ? empty : list})`;
}

function writeParameters(writer: CodeWriter, style: HouseStyle, parameters: readonly ParameterToWrite[]): void {
  const texts = parameters.map(({ type, name }, index) => {
    const comma = index + 1 < parameters.length ? "," : "";
    return typeAndName(style, type, name) + comma;
  });
  const width = Math.max(...texts.map((text) => text.length));
  parameters.forEach((parameter, index) => {
    const text = texts[index] ?? "";
    writer.line(style.parameterDocs ? `${text.padEnd(width)}    ///< [IN] ${parameter.doc}` : text);
  });
}

/** `Job_t* jobPtr` or `Job_t *job`, as the file does. */
export function typeAndName(style: HouseStyle, type: string, name: string): string {
  const match = /^(.*?)\s*([*&]+)$/.exec(type);
  if (!match) {
    return `${type} ${name}`;
  }
  const [, base = "", stars = ""] = match;
  return style.star === "type" ? `${base}${stars} ${name}` : `${base} ${stars}${name}`;
}

/** A type alone, as in a cast. */
export function typeAlone(style: HouseStyle, type: string): string {
  const match = /^(.*?)\s*([*&]+)$/.exec(type);
  return match && style.star === "name" ? `${match[1]} ${match[2]}` : type;
}

/** A `void*` as what it is; only C++ wants to be told. */
export function castFromVoid(style: HouseStyle, type: string, value: string): string {
  return style.language === "cpp" ? `static_cast<${typeAlone(style, type)}>(${value})` : value;
}

export function writeDoc(writer: CodeWriter, style: HouseStyle, sentence: string, level = 0): void {
  const { doc } = style;
  const width = style.width - style.indent.length * level;
  switch (doc.kind) {
    case "none":
    case "lines":
      for (const line of wrap(sentence, width - 3)) {
        writer.line(`// ${line}`);
      }
      return;
    case "block": {
      if (doc.above !== undefined) {
        writer.line(doc.above);
      }
      const lines = wrap(sentence, width - 3);
      const [only] = lines;
      if (doc.short && lines.length === 1 && only !== undefined && only.length + 8 <= width) {
        writer.line(`${doc.open} ${only} */`);
      } else {
        writer.line(doc.open);
        for (const line of lines) {
          writer.line(` * ${line}`);
        }
        writer.line(" */");
      }
      if (doc.below !== undefined) {
        writer.line(doc.below);
      }
    }
  }
}

/** A comment inside of a function. */
export function writeRemark(writer: CodeWriter, style: HouseStyle, sentence: string, level: number): void {
  for (const line of wrap(sentence, style.width - style.indent.length * level - 3)) {
    writer.line(remark(style, line));
  }
}

/** One line of comment inside of a function. */
export function remark(style: HouseStyle, line: string): string {
  return style.remark === "//" ? `// ${line}` : `/* ${line} */`;
}

/** `static le_ref_MapRef_t JobOwnerMap;` with its comment. */
export function writeVariable(style: HouseStyle, doc: string, declaration: string): string {
  const writer = new CodeWriter(style);
  writeDoc(writer, style, doc);
  return writer.line(declaration).text();
}

function wrap(sentence: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of sentence.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, line];
}
